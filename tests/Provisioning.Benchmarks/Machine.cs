using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What the figures were measured on.</summary>
/// <param name="Facts">Name and value.</param>
/// <param name="PostgreSql">The server's version; null without one.</param>
internal sealed record Machine(IReadOnlyList<(string Name, string Value)> Facts, string? PostgreSql)
{
    /// <summary>Looks at this machine.</summary>
    /// <param name="server">The server that is measured.</param>
    public static async Task<Machine> ReadAsync(ThrowAwayServer? server)
    {
        var postgreSql = server is null
            ? null
            : await Shell.OutputAsync(
                "psql",
                "-XAtc",
                "SHOW server_version",
                $"postgresql://postgres@127.0.0.1:{server.Port}/postgres"
            );
        var memory = double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture);
        return new(
            [
                ("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("cores", $"{Environment.ProcessorCount}, {Field("/proc/cpuinfo", "model name")}"),
                ("memory", string.Create(CultureInfo.InvariantCulture, $"{memory / 1024 / 1024:0} GiB")),
                ("system", Field("/etc/os-release", "PRETTY_NAME", '=').Trim('"')),
                ("PostgreSQL", postgreSql is null ? "none" : $"{postgreSql}, durable, on this machine"),
                (
                    "SQLite",
                    $"sqlite3 {(await Shell.OutputAsync("sqlite3", "--version")).Split(' ')[0]}; tools have their own"
                ),
                (".NET", Environment.Version.ToString()),
            ],
            postgreSql
        );
    }

    /// <summary>How many processes wanted to run, on average over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Field(string file, string name, char separator = ':') =>
        File.ReadLines(file)
            .Select(line => line.Split(separator, 2))
            .FirstOrDefault(parts => parts[0].Trim() == name)
            ?[1].Trim()
        ?? "unknown";
}
