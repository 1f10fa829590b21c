using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Backup.PostgreSql;

/// <summary>The server's own programs on this machine: pg_dump, pg_restore and their like, in a version that fits a
/// server.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Version">Their version.</param>
internal sealed partial record PostgreSqlTools(string Folder, Version Version)
{
    /// <summary>The variable that names their folder, before all others.</summary>
    public const string Variable = "PROVISIONING_POSTGRES_TOOLS";

    // Since these, names in a dump cannot become commands of the shell that restores it.
    private static readonly Dictionary<int, int> LeastMinors = new()
    {
        [13] = 22,
        [14] = 19,
        [15] = 14,
        [16] = 10,
        [17] = 6,
    };

    /// <summary>The version as the programs write it: <c>15.18</c>.</summary>
    public override string ToString() => Version.ToString(2);

    /// <summary>The path of a program.</summary>
    public string this[string program] =>
        Path.Combine(Folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program);

    /// <summary>Finds programs whose major version is the server's, or the next later one that is there.</summary>
    /// <param name="server">The server's major version.</param>
    /// <param name="programs">What is needed.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">There are none, or none that are new enough.</exception>
    public static async Task<PostgreSqlTools> FindAsync(int server, string[] programs, CancellationToken token)
    {
        var found = new List<PostgreSqlTools>();
        var there = (await FoldersAsync(token))
            .Select(folder => new PostgreSqlTools(folder, new()))
            .Where(tools => programs.All(program => File.Exists(tools[program])))
            .OrderBy(tools => IsChoice(tools[programs[0]]));
        foreach (var tools in there)
        {
            // A script that chooses a program takes longer than the program.
            if (IsChoice(tools[programs[0]]) && Fitting(server, found).Exists(tools => tools.IsSafe))
            {
                break;
            }

            if (await VersionOfAsync(tools[programs[0]], token) is { } version)
            {
                found.Add(tools with { Version = version });
            }
        }

        return Choose(server, programs, found);
    }

    /// <summary>The ones that fit a server best.</summary>
    internal static PostgreSqlTools Choose(int server, string[] programs, IReadOnlyList<PostgreSqlTools> found)
    {
        var fitting = Fitting(server, found);
        return fitting.Find(tools => tools.IsSafe) ?? throw Missing(server, programs, found, fitting);
    }

    private static List<PostgreSqlTools> Fitting(int server, IReadOnlyList<PostgreSqlTools> found) =>
        [
            .. found
                .Where(tools => tools.Version.Major >= server)
                .OrderBy(tools => tools.Version.Major)
                .ThenByDescending(tools => tools.Version.Minor),
        ];

    private bool IsSafe => !LeastMinors.TryGetValue(Version.Major, out var least) || Version.Minor >= least;

    private static ProvisioningException Missing(
        int server,
        string[] programs,
        IReadOnlyList<PostgreSqlTools> found,
        List<PostgreSqlTools> fitting
    )
    {
        var what = string.Join(" and ", programs);
        var way =
            $"Install the client programs of PostgreSQL {server} or later (Debian: postgresql-client-{server}), or "
            + $"name their folder in {Variable}.";
        return new(
            fitting is [var unsafe1, ..]
                ? $"{what} {unsafe1} in {unsafe1.Folder} let the names in a dump run commands, which "
                    + $"{unsafe1.Version.Major}.{LeastMinors[unsafe1.Version.Major]} fixed. {way}"
            : found is [var old, ..]
                ? $"The server is PostgreSQL {server}, and {what} here {(programs.Length == 1 ? "is" : "are")} of "
                    + $"version {old}, which cannot read it. {way}"
            : $"{what} cannot be found on this machine. {way}"
        );
    }

    private static async Task<IReadOnlyList<string>> FoldersAsync(CancellationToken token)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return [named];
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .ToList();
        if (folders.Select(folder => Path.Combine(folder, "pg_config")).FirstOrDefault(File.Exists) is { } config)
        {
            folders.Add((await PostgreSqlProcess.OutputAsync(config, ["--bindir"], token)).Trim());
        }

        // Debian's programs in PATH are scripts that choose among these.
        folders.AddRange(Versions("/usr/lib/postgresql", "*", "bin"));
        folders.AddRange(Versions("/usr", "pgsql-*", "bin"));
        folders.AddRange(Versions("/opt/homebrew/opt", "postgresql@*", "bin"));
        return [.. folders.DistinctBy(Real, StringComparer.Ordinal)];
    }

    // Whether it is a link to a program of another name, such as Debian's pg_wrapper.
    private static bool IsChoice(string program) =>
        File.ResolveLinkTarget(program, returnFinalTarget: true) is { } target
        && target.Name != Path.GetFileName(program);

    // On many systems /bin is a link to /usr/bin.
    private static string Real(string folder) =>
        Directory.Exists(folder)
            ? Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder
            : folder;

    private static IEnumerable<string> Versions(string above, string pattern, string below) =>
        Directory.Exists(above)
            ? Directory.GetDirectories(above, pattern).Select(folder => Path.Combine(folder, below))
            : [];

    private static async Task<Version?> VersionOfAsync(string program, CancellationToken token)
    {
        var said = Number().Match(await PostgreSqlProcess.OutputAsync(program, ["--version"], token));
        return said.Success
            ? new(
                int.Parse(said.Groups["major"].Value, CultureInfo.InvariantCulture),
                int.Parse(said.Groups["minor"].Value, CultureInfo.InvariantCulture)
            )
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>[0-9]+)(\.(?<minor>[0-9]+))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
