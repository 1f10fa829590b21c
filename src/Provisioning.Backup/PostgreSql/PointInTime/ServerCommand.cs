namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>Words of a command that the server runs through the shell: archive_command, restore_command.</summary>
internal static class ServerCommand
{
    /// <summary>A word that the shell takes literally, and in which the server replaces nothing: it reads %p, %f and %%
    /// itself.</summary>
    public static string Quote(string word) =>
        $"'{word.Replace("%", "%%", StringComparison.Ordinal).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
