using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Statistics;
using Provisioning.CommandLine.Commands.Mask;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Ledger;
using Provisioning.Linting;
using Provisioning.Linting.Rules;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary><c>provision lint</c>.</summary>
internal sealed class LintCommand
{
    private readonly TargetOptions _target;
    private readonly MigrationOptions _migrations;
    private readonly Report _report;
    private readonly CommandOption _since;
    private readonly CommandOption _engine;
    private readonly CommandOption _stats;
    private readonly CommandOption _notes;
    private readonly CommandOption _failOn;
    private readonly CommandOption _only;
    private readonly CommandOption _off;
    private readonly CommandOption _single;
    private readonly CommandOption _explain;
    private readonly CommandOption _rules;
    private readonly MaskingSource _masking;

    private LintCommand(CommandLineApplication command)
    {
        _target = new TargetOptions(command);
        _migrations = new MigrationOptions(command);
        _report = new Report(command, "plain", "sarif", "github", "gitlab", "junit");
        _since = command.Value("--since <VERSION>", "Only migrations above this version.");
        _engine = command.Value(
            "-e|--engine <NAME>",
            "postgresql or sqlite. Default: the engine of --url or --stats, else the one that the system is made for."
        );
        _stats = command.Value("--stats <FILE>", "How large the tables are, as `provision stats` wrote it.");
        _notes = command.Flag("--notes", "Show advice as well.");
        _failOn = command.Value(
            "--fail-on <SEVERITY>",
            "error, warning, note or never: exit with 3 where a finding matters as much. Default: error."
        );
        _only = command.Values(OptionGroup.Own, "--only <RULE>", "Only this rule; may be given several times.");
        _off = command.Values(OptionGroup.Own, "--off <RULE>", "Without this rule; may be given several times.");
        _single = command.Flag("--single-transaction", "As a run with --single-transaction.");
        _explain = command.Value("--explain <RULE>", "Print what a rule finds, why, and how to do it safely.");
        _rules = command.Flag("--rules", "List the rules.");
        _masking = new(command);
    }

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Looks at migrations for what stops traffic, fails, breaks an application that is still running or loses data, and says how to do the
            same safely. Runs nothing and needs no database: the schema is what the migrations before make of it, raw SQL included. With --stats,
            or a --url whose catalogue is read, it knows how large the tables are, and leaves empty and small ones in peace; with --url only pending
            migrations are looked at. Exits with 3 where it finds an error.

            [LintIgnore("L13", "reason")] on a migration, or a comment -- provision:ignore L13 reason on a statement of raw SQL, suppresses a rule
            there. A suppression without use or reason is a finding. The formats besides text and json are for editors and CI.

            Examples:
              provision lint --system towow
              provision lint --system towow --since 2 --stats stats.json
              provision lint --project src/My.Migrations --output sarif > lint.sarif
              provision lint --explain L13
            """;
        var lint = new LintCommand(command);
        command.OnExecute(() => lint.RunAsync(token));
    }

    private async Task<int> RunAsync(CancellationToken token)
    {
        var format = _report.Format;
        if (_explain.Value() is { } id)
        {
            var rule = Rule(id);
            await _report.WriteAsync(() => RuleText.Json(rule), () => RuleText.Explain(rule), token, asIs: true);
            return ExitCode.Done;
        }

        if (_rules.HasValue())
        {
            await _report.WriteAsync(RuleText.Json, RuleText.List, token, asIs: true);
            return ExitCode.Done;
        }

        var failOn = FailOn();
        var system = _target.System;
        var catalog = _migrations.Of(system);
        var stats = _stats.Value() is { } file ? StatisticsFile.Read(file) : null;
        var (database, ledger, live) = await LiveAsync(catalog, stats is null, token);
        var dialect = DialectOf(system, database, stats);
        var options = Options((stats ?? live)?.Sizes) with
        {
            Unclassified = _masking.Find(system) is { } found
                ? MaskingSource.Unclassified(found.File, new Linter(dialect, new()).ModelAfter(Steps(catalog, ledger)))
                : new HashSet<string>(StringComparer.Ordinal),
        };
        var places = MigrationPlaces();
        var report = new Linter(dialect, options).Lint(Steps(catalog, ledger), Wanted(ledger, catalog), places);
        var result = new LintResult(system, dialect.Name, report, options, ledger is not null);
        await WriteAsync(format, result, token);
        return failOn is { } severity && report.Open.Any(finding => finding.Severity >= severity)
            ? ExitCode.Found
            : ExitCode.Done;
    }

    private async Task WriteAsync(string format, LintResult result, CancellationToken token)
    {
        var document = format switch
        {
            "plain" => PlainText.Of(result),
            "sarif" => Sarif.Of(result).ToJsonString(Report.Json),
            "github" => GitHub.Of(result),
            "gitlab" => GitLab.Of(result).ToJsonString(Report.Json),
            "junit" => JUnit.Of(result),
            _ => null,
        };
        if (document is null)
        {
            await _report.WriteAsync(
                () => LintJson.Of(result),
                () => LintText.Of(result, Terminal.ProseColumns),
                token,
                asIs: true
            );
        }
        else if (document.Length > 0)
        {
            // As it is: no proposed command in it gets the options of this one.
            await StandardOutput.Writer.WriteLineAsync(document.AsMemory(), token);
        }
    }

    private Severity? FailOn() =>
        _failOn.Value() switch
        {
            null or "error" => Severity.Error,
            "warning" => Severity.Warning,
            "note" => Severity.Note,
            "never" => null,
            var other => throw new UsageException($"--fail-on takes error, warning, note or never, not \"{other}\"."),
        };

    private LintOptions Options(TableSizes? sizes) =>
        new()
        {
            Sizes = sizes,
            Notes = _notes.HasValue() || _failOn.Value() is "note",
            SingleTransaction = _single.HasValue(),
            Only = [.. _only.Values.OfType<string>().Select(name => Rule(name).Id)],
            Off = [.. _off.Values.OfType<string>().Select(name => Rule(name).Id)],
        };

    private static LintRule Rule(string name) =>
        LintRules.Find(name)
        ?? throw new UsageException(
            $"There is no rule \"{name}\".{NearName.Hint(name, LintRules.All.Select(rule => rule.Name))} "
                + "`provision lint "
                + "--rules` lists them."
        );

    // Only a database that the command line names: a lint of a build should not depend on what a shell happens to know.
    private async Task<(Database?, LedgerState?, DatabaseStatistics?)> LiveAsync(
        MigrationCatalog catalog,
        bool readsSizes,
        CancellationToken token
    )
    {
        if (_target.Sources.Find("url").Rank is not Rank.Option)
        {
            return (null, null, null);
        }

        var database = _target.Database;
        await using var session = await database.OpenAsync(token);
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var sizes = readsSizes
            ? await StatisticsReader.Of(database).ReadAsync(session, TimeProvider.System, token)
            : null;
        return (database, ledger, sizes);
    }

    private Dialect DialectOf(DatabaseSystem system, Database? database, DatabaseStatistics? stats) =>
        _engine.Value() is { } name
            ? KnownEngines.Find(name)?.Dialect(_target.Dialect(system, null))
                ?? throw new UsageException(
                    $"--engine takes {string.Join(" or ", KnownEngines.All.Select(known => known.Name))}, not "
                        + $"\"{name}\"."
                )
        : database is not null ? database.Dialect
        : (KnownEngines.Find(stats?.Engine ?? system.Engine.Split(' ')[0]) ?? KnownEngines.PostgreSql).Dialect(
            _target.Dialect(system, null)
        );

    private static IEnumerable<PlannedStep> Steps(MigrationCatalog catalog, LedgerState? ledger)
    {
        var outOfOrder = Planner
            .Plan(catalog, ledger ?? LedgerState.Empty, new MigrationTarget.Up(null))
            .OutOfOrder.ToDictionary(step => step.Migration, step => step.After);
        return catalog
            .Selected.Concat(catalog.Repeatable.Where(catalog.IsSelected))
            .Select(migration => new PlannedStep(migration, Direction.Up)
            {
                After = outOfOrder.GetValueOrDefault(migration),
            });
    }

    private Func<PlannedStep, bool> Wanted(LedgerState? ledger, MigrationCatalog catalog)
    {
        var since = _since.Number();
        if (since is { } version)
        {
            catalog.Require(version);
        }

        var applied = (ledger?.Applied ?? []).Select(entry => entry.Version).ToHashSet();
        return step =>
            (!step.Migration.IsRecorded || step.Migration.Version > (since ?? -1))
            && !applied.Contains(step.Migration.Version);
    }

    // A native executable has no symbols of the code that it was made of.
    private static CodePlaces? MigrationPlaces() => Assemblies.MigrationAssemblyFile.IsSupported ? new() : null;
}

/// <summary>What was found, with what it was found in.</summary>
/// <param name="System">The system.</param>
/// <param name="Engine">The engine's name.</param>
/// <param name="Report">The findings.</param>
/// <param name="Options">How they were looked for.</param>
/// <param name="IsPending">Whether only pending migrations were looked at.</param>
internal sealed record LintResult(
    DatabaseSystem System,
    string Engine,
    LintReport Report,
    LintOptions Options,
    bool IsPending
);
