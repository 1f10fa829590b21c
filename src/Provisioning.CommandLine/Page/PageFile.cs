using System.Text;

namespace Provisioning.CommandLine.Page;

/// <summary>The file of a page.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Before">Its text; null where it is not there.</param>
internal sealed record PageFile(string Path, string? Before)
{
    // Without a mark of the byte order: the same bytes everywhere.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Whether it is a file that is no page.</summary>
    public bool IsForeign => Before is not null && !Before.StartsWith(SchemaPage.Mark, StringComparison.Ordinal);

    /// <summary>Looks at it.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static async Task<PageFile> ReadAsync(string path, CancellationToken token)
    {
        try
        {
            return new(path, File.Exists(path) ? await File.ReadAllTextAsync(path, Encoding, token) : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {error.Message}");
        }
    }

    /// <summary>Whether it is the page, whatever sizes and use it shows.</summary>
    public bool Is(string page) => Before is not null && SchemaPage.Lasting(Before) == SchemaPage.Lasting(page);

    /// <summary>Writes the page in its place: whole, or not at all.</summary>
    /// <exception cref="ProvisioningException">It cannot be written.</exception>
    public async Task WriteAsync(string page, CancellationToken token)
    {
        var part = $"{Path}.part";
        try
        {
            await File.WriteAllTextAsync(part, page, Encoding, token);
            File.Move(part, Path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"The page cannot be written to {Path}: {error.Message} Name a file in a folder that may be written.",
                error
            );
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }
}
