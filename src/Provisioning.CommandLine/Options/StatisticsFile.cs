using Provisioning.Linting;

namespace Provisioning.CommandLine.Options;

/// <summary>The file that <c>provision stats</c> writes.</summary>
internal static class StatisticsFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ProvisioningException">It cannot be read, or holds something else.</exception>
    public static DatabaseStatistics Read(string file)
    {
        try
        {
            return DatabaseStatistics.Parse(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{file} cannot be read: {error.Message}", error);
        }
        catch (ProvisioningException error)
        {
            throw new ProvisioningException($"{file}: {error.Message}", error);
        }
    }
}
