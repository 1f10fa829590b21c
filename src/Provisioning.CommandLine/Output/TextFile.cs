namespace Provisioning.CommandLine.Output;

/// <summary>A file that a command was asked to write.</summary>
internal static class TextFile
{
    /// <summary>Writes it, in place of an earlier one.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="what">What it is, as an error begins: <c>The plan</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, string what, string text, CancellationToken token)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"{what} cannot be written to {path}: {error.Message} Name a file in a folder that may be written.",
                error
            );
        }
    }
}
