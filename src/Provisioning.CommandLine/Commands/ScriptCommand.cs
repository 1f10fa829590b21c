using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision script</c>.</summary>
internal static class ScriptCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Prints on standard output the SQL that takes a database from one version to another, ledger rows included, so that provision
            afterwards knows what was run. Connects to nothing. With --to below --from it is a rollback.

            Examples:
              provision script --system towow --engine postgresql > towow.sql
              provision script --system towow --engine sqlite --from 1 --to 3
              provision script --system towow --engine postgresql --from 4 --to 3
            """;
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var engine = command.Value(
            "-e|--engine <NAME>",
            "postgresql or sqlite. Default: the engine of --url or $DATABASE_URL, else sqlite."
        );
        var from = command.Value(
            "--from <VERSION>",
            "The version that the database is at. Default: 0, nothing applied."
        );
        var to = command.Value("-t|--to <VERSION>", "The version to go to. Default: the newest.");
        command.OnExecute(async () =>
        {
            var catalog = migrations.Of(target.System);
            var dialect = Choose(engine.Value(), target);
            var path =
                dialect.HasSchemas && target.Schema is { } schema
                    ? $"CREATE SCHEMA IF NOT EXISTS {Dialect.Quote(schema)};\n"
                    : "";
            var start = string.Concat(dialect.SessionStart.Select(statement => $"{statement};\n"));
            var text = path + start + Text(catalog, dialect, from.Number() ?? 0, to.Number() ?? catalog.Latest);
            await StandardOutput.Writer.WriteAsync(text.AsMemory(), token);
            return ExitCode.Done;
        });
    }

    private static Dialect Choose(string? engine, TargetOptions target) =>
        engine is null
            ? target.Database.Dialect
            : KnownEngines.Find(engine)?.Dialect(target.Dialect(target.System, target.Schema))
                ?? throw new UsageException(
                    $"--engine takes {string.Join(" or ", KnownEngines.All.Select(known => known.Name))}, not "
                        + $"\"{engine}\"."
                );

    private static string Text(MigrationCatalog catalog, Dialect dialect, long from, long to)
    {
        catalog.Require(from);
        var ledger = catalog.LedgerAt(from, dialect);
        var before = MigrationModel
            .Fold(catalog, from, dialect)
            .WithLedger(LedgerState.Empty with { Versions = catalog.VersionTable }, dialect);
        var plan = Planner.Plan(
            catalog,
            ledger,
            to >= from ? new MigrationTarget.Up(to) : new MigrationTarget.DownTo(to)
        );
        var writer = new LedgerWriter(dialect, catalog.VersionTable, "script", MigrationRunner.ToolVersion);
        return $"-- From {Format.Version(plan.From)} to {Format.Version(plan.To)}, for "
            + $"{dialect.Name}.\n\n"
            + $"{Script.Write(MigrationModel.Render(plan.Steps, dialect, before), ledger, writer, dialect)}";
    }
}
