using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Hooks;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary>Prints what a run would send, and sends nothing.</summary>
internal sealed class DryRun(CommandLineApplication command)
{
    private readonly CommandOption _option = command.Flag(
        "--dry-run",
        "Print the SQL that would be run, and run nothing."
    );

    /// <summary>Whether it was asked for.</summary>
    public bool IsAsked => _option.HasValue();

    /// <summary>Prints the SQL that the run would send.</summary>
    /// <param name="system">The system.</param>
    /// <param name="catalog">Its migrations, those asked for.</param>
    /// <param name="database">The database, which may not exist.</param>
    /// <param name="target">Where the run would go.</param>
    /// <param name="seeds">The seeders that would run, with their numbers.</param>
    /// <param name="roles">The roles that would be made.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="isFresh">Whether the run would start from an empty database whatever is there now.</param>
    /// <param name="report">Prints it as the user wants it.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<int> ShowAsync(
        DatabaseSystem system,
        MigrationCatalog catalog,
        Database database,
        MigrationTarget target,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        IReadOnlyList<string> roles,
        RunnerOptions options,
        bool isFresh,
        Report report,
        CancellationToken token
    )
    {
        var (ledger, model) = (LedgerState.Empty with { Versions = catalog.VersionTable }, DatabaseModel.Empty);
        var exists = await database.ExistsAsync(token);
        await using var session = exists && !isFresh ? await database.OpenAsync(token) : null;
        if (session is not null)
        {
            ledger = await InStepReader.ReadAsync(session, catalog, token);
            model = await session.InspectAsync(token);
        }

        var context = new MigrationContext(database.Dialect.Aliases, model, "");
        var plan = Planner.WithoutUnchanged(Planner.Plan(catalog, ledger, target), ledger, database.Dialect, context);
        var accepted = await HistoryCheck.AcceptedAsync(session, database, catalog, ledger, plan, options, token);
        var hooks = Checked(plan.Steps.Count == 0 ? [] : options.Hooks, database);
        var sql = Sql(catalog, plan, ledger, model, database.Dialect, options);
        var isMigrated = exists && !isFresh && plan.Steps.Count == 0;
        var seeded = await SeededAsync(database, seeds, isMigrated, token);
        var effect = (exists, isFresh) switch
        {
            (true, true) => "would be dropped, created and migrated",
            (false, _) => "would be created and migrated",
            _ => plan.Steps.Count == 0
                ? seeded.Any(seed => seed.Rows > 0)
                    ? "rows would be added"
                    : $"nothing to do{Format.Unknown(plan, catalog)}"
                : $"would go from {Format.Version(plan.From)} to {Format.Version(plan.To)}",
        };
        if (plan.OutOfOrder.Any() && options.History.OutOfOrder is OutOfOrder.Warn)
        {
            Terminal.Note(RunProgress.OutOfOrder(plan));
        }

        await report.WriteAsync(
            () =>
                new()
                {
                    ["system"] = system.Name,
                    ["database"] = database.Location,
                    ["dry_run"] = true,
                    ["effect"] = effect,
                    ["from"] = plan.From,
                    ["version"] = plan.To,
                    ["steps"] = Format.Steps(plan.Steps),
                    ["accepted_edits"] = Format.Accepted(accepted),
                    ["hooks"] = new JsonArray([.. hooks.Select(HookDocument.Json)]),
                    ["seeded"] = new JsonArray([
                        .. seeded.Select(seed => new JsonObject { ["seeder"] = seed.Seeder, ["rows"] = seed.Rows }),
                    ]),
                    ["roles"] = Format.List(roles),
                    ["sql"] = sql,
                },
            () =>
                (
                    $"-- {database.Location}: {effect}"
                    + $"{string.Concat(accepted.Select(Accepting).Concat(hooks.Select(Calling)))}\n{sql}"
                ).TrimEnd()
                + string.Concat(seeded.Select(seed => Seeding(seed.Seeder, seed.Rows, isMigrated)))
                + Making(roles),
            token,
            asIs: true
        );
        return ExitCode.Done;
    }

    private static string Sql(
        MigrationCatalog catalog,
        MigrationPlan plan,
        LedgerState ledger,
        DatabaseModel model,
        Dialect dialect,
        RunnerOptions options
    ) =>
        Script.Write(
            MigrationModel.Render(plan.Steps, dialect, model.WithLedger(ledger, dialect)),
            ledger,
            new(dialect, catalog.VersionTable, options.Actor, MigrationRunner.ToolVersion, catalog.System),
            dialect
        );

    private static IReadOnlyList<RunHook> Checked(IReadOnlyList<RunHook> hooks, Database database)
    {
        foreach (var hook in hooks)
        {
            hook.Check(database.Dialect);
        }

        return hooks;
    }

    private static string Accepting(AcceptedEdit edit) =>
        string.Create(CultureInfo.InvariantCulture, $"\n-- {edit.Version} {edit.Name}: the edit would be accepted");

    private static string Calling(RunHook hook) =>
        $"\n-- the hook {HookDocument.Name(hook.When)} \"{Format.Line(hook.Name)}\" would be called";

    private static string Seeding(string seeder, long rows, bool isMigrated) =>
        $"\n-- {seeder}: {(isMigrated ? "" : "at most ")}{Format.Count(rows, "row", "to be added")}";

    private static string Making(IReadOnlyList<string> roles) =>
        roles.Count == 0
            ? ""
            : $"\n-- roles {string.Join(" and ", roles)}: made where they are missing, "
                + "with the rights that `roles apply` gives";

    // Only tables that are there tell which rows are there already.
    private static async Task<IReadOnlyList<(string Seeder, long Rows)>> SeededAsync(
        Database database,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        bool isMigrated,
        CancellationToken token
    )
    {
        if (!isMigrated || seeds.Count == 0)
        {
            return
            [
                .. seeds.Select(seed => (seed.Seeder.Name, seed.Seeder.Rows(seed.Options).Sum(source => source.Count))),
            ];
        }

        var found = new List<(string, long)>();
        await using var session = await database.OpenAsync(token);
        foreach (var (seeder, options) in seeds)
        {
            var report = await new SeedRunner(session, progress: null, isDryRun: true).RunAsync(seeder, options, token);
            found.Add((seeder.Name, report.Tables.Sum(table => table.Added)));
        }

        return found;
    }
}
