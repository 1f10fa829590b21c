using System.Globalization;

namespace Provisioning.Testing.Servers;

/// <summary>Where this machine has PostgreSQL's server, and as whom it may run.</summary>
internal static class ServerBinaries
{
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>: in PATH, where pg_config says, or where Debian keeps
    /// them; null for none.</summary>
    public static async Task<string?> FindAsync() =>
        Programs.Folders.FirstOrDefault(HasServer)
        ?? await InConfiguredFolderAsync()
        ?? (Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [])
            .OrderByDescending(folder =>
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0
            )
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(HasServer);

    /// <summary>The command that runs a shell script, as another user where root runs the tests: the server refuses
    /// root.</summary>
    public static string[] AsOrdinaryUser(string script)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return ["sh", "-c", script];
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToArray();
        var user = users.FirstOrDefault(user => user[0] is "postgres") ?? users.First(user => user[0] is "nobody");
        return Programs.Has("setpriv")
                ? ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups", "sh", "-c", script]
            : Programs.Has("runuser") ? ["runuser", "-u", user[0], "--", "sh", "-c", script]
            : ["su", "-s", "/bin/sh", user[0], "-c", script];
    }

    private static async Task<string?> InConfiguredFolderAsync()
    {
        var folder = Programs.Has("pg_config") ? await Programs.OutputAsync("pg_config", "--bindir") : "";
        return HasServer(folder) ? folder : null;
    }

    private static bool HasServer(string folder) =>
        folder.Length > 0
        && File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "postgres"));
}
