using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Health;

/// <summary>Checks a database's health: its load, its upkeep, its settings, who may do what, and what belongs to it. It
/// only reads.</summary>
/// <param name="database">The database.</param>
/// <param name="system">The system it is of, for its migrations, roles and encrypted columns; null where not
/// given.</param>
/// <param name="options">What to go by.</param>
/// <param name="clock">The time.</param>
public sealed class Doctor(Database database, DatabaseSystem? system, DoctorOptions options, TimeProvider clock)
{
    private readonly HealthEngine _engine = HealthEngine.Of(database);

    /// <summary>Whether the database's engine counts what happens, so that <see cref="DoctorOptions.Before"/> means
    /// something.</summary>
    /// <exception cref="ProvisioningException">There are no checks for its engine.</exception>
    public static bool TakesSamples(Database database) => HealthEngine.Of(database).TakesSamples;

    /// <summary>Runs every check. One that cannot be answered is a finding of its own, and the others go on.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be reached, or the connection was
    /// lost.</exception>
    public async Task<DoctorReport> RunAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var context = await ContextAsync(session, token);
        var findings = new List<Finding>();
        foreach (var check in _engine.Checks.Concat(StructureVerdicts.Checks).Where(check => IsAsked(check.Area)))
        {
            findings.Add(await check.RunAsync(session, context, token));
        }

        if (options.Areas is not null)
        {
            return new(findings, context.Sample);
        }

        if (system is not null)
        {
            findings.AddRange(await OfSystemAsync(system, session, token));
        }

        findings.Add(
            new(
                "backup-age",
                "backup",
                BackupAge.Judge(options.NewestBackup, options.IsBackupPlaceKnown, clock.GetUtcNow(), options.Limits)
            )
        );
        return new(findings, context.Sample);
    }

    private async Task<HealthContext> ContextAsync(DatabaseSession session, CancellationToken token)
    {
        var context = new HealthContext(clock.GetUtcNow())
        {
            IsProduction = options.IsProduction,
            IsThorough = options.IsThorough,
            Limits = options.Limits,
            Pools = options.Pools,
            Before = options.Before,
            Roles = system?.Roles,
        };
        context = await _engine.ContextAsync(session, context, token);
        return IsAsked(StructureVerdicts.Area)
            ? context with
            {
                Structure = await StructureAsync(session, token),
            }
            : context;
    }

    private bool IsAsked(string area) => options.Areas?.Contains(area, StringComparer.Ordinal) is not false;

    private async Task<DatabaseModel?> StructureAsync(DatabaseSession session, CancellationToken token)
    {
        try
        {
            return (await session.InspectAsync(token)).WithoutLedger(
                system?.Migrations.VersionTable ?? new(),
                database.Dialect
            );
        }
        catch (Exception error) when (error is StatementFailedException or DbException)
        {
            // A damaged file has no structure to read; other checks tell what is wrong with it.
            return null;
        }
    }

    private async Task<IReadOnlyList<Finding>> OfSystemAsync(
        DatabaseSystem system,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var findings = new List<Finding>();
        var catalog = system.Migrations;
        try
        {
            var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
            var versions = MigrationStatus.Of(catalog, ledger);
            int Count(VersionState state) => versions.Count(version => version.State == state);
            findings.Add(
                new(
                    "migrations",
                    "migrations",
                    SystemVerdicts.Migrations(
                        Count(VersionState.Pending),
                        Count(VersionState.Interrupted),
                        Count(VersionState.Unknown)
                    )
                )
            );
            if (
                catalog.VersionTable.Predecessor is not null
                && await _engine.PredecessorAsync(session, ledger.Current, token) is { } finding
            )
            {
                findings.Add(finding);
            }
        }
        catch (StatementFailedException error)
        {
            findings.Add(
                new(
                    "migrations",
                    "migrations",
                    Judgement.NotKnown(error.Message, "Ask as a role that may read the ledger.")
                )
            );
        }

        findings.Add(
            new(
                "key-file",
                "access",
                SystemVerdicts.KeyFile(system.EncryptedColumns.Count, options.KeyFile, Mode(options.KeyFile))
            )
        );
        return findings;
    }

    private static UnixFileMode? Mode(string? file) =>
        file is null || !File.Exists(file) ? null
        : OperatingSystem.IsWindows() ? UnixFileMode.None
        : File.GetUnixFileMode(file);
}

/// <summary>What a doctor goes by.</summary>
public sealed record DoctorOptions
{
    /// <summary>Whether the database is one in production: what a developer's machine may do without then fails instead
    /// of warning.</summary>
    public bool IsProduction { get; init; }

    /// <summary>Whether a file is read from end to end, indexes against tables.</summary>
    public bool IsThorough { get; init; }

    /// <summary>The areas to ask about, of the engine and of the structure alone: <c>load</c>, <c>storage</c>; null for
    /// every check.</summary>
    public IReadOnlyList<string>? Areas { get; init; }

    /// <summary>Where findings begin.</summary>
    public HealthLimits Limits { get; init; } = new();

    /// <summary>The pools of connections that the application opens; null where not given.</summary>
    public PoolPlan? Pools { get; init; }

    /// <summary>What was counted at the last run; null for none.</summary>
    public HealthSample? Before { get; init; }

    /// <summary>The file with the key of encrypted columns; null where none was named.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether a place to look for backups in was named.</summary>
    public bool IsBackupPlaceKnown { get; init; }

    /// <summary>When the newest good backup was finished; null for none.</summary>
    public DateTimeOffset? NewestBackup { get; init; }
}

/// <summary>What a doctor found.</summary>
/// <param name="Findings">Each check and what it came to, in the order of the checks.</param>
/// <param name="Sample">What the server has counted up to now, for the next run; null where the engine counts
/// nothing.</param>
public sealed record DoctorReport(IReadOnlyList<Finding> Findings, HealthSample? Sample)
{
    /// <summary>How many checks came to that.</summary>
    public int Count(Verdict verdict) => Findings.Count(finding => finding.Verdict == verdict);

    /// <summary>What the worst of them came to.</summary>
    public Verdict Worst => Findings.Max(finding => finding.Verdict);
}
