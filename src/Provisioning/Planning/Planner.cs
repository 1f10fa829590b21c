using System.Diagnostics;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Works out what a run has to do. Pure: catalogue, ledger and target in, plan out.</summary>
public static class Planner
{
    /// <summary>The steps from what the ledger says to the target. Versions that the ledger has and the catalogue has
    /// not are left alone.</summary>
    /// <exception cref="VersionNotFoundException">The target names a version that no migration has.</exception>
    public static MigrationPlan Plan(MigrationCatalog catalog, LedgerState ledger, MigrationTarget target)
    {
        var applied = ledger.Applied.Select(entry => entry.Version).ToHashSet();
        var descending = catalog.Migrations.Reverse().Where(migration => applied.Contains(migration.Version));
        var steps = target switch
        {
            MigrationTarget.Up up => WithMaintenance(
                catalog,
                Pending(catalog, ledger, applied, Known(catalog, up.Version) ?? long.MaxValue)
            ),
            MigrationTarget.DownTo down =>
            [
                .. Down(descending.Where(migration => migration.Version > Known(catalog, down.Version))),
                .. Profiles(catalog),
            ],
            MigrationTarget.DownBy down => Down(descending.Take(down.Steps)),
            MigrationTarget.Redo redo => Redo([.. descending.Take(redo.Steps)]),
            _ => throw new UnreachableException(target.GetType().Name),
        };
        var newest = ledger.Current;
        steps =
        [
            .. steps.Select(step =>
                target is MigrationTarget.Up && step.Migration.IsRecorded && step.Migration.Version < newest
                    ? step with
                    {
                        After = newest,
                    }
                    : step
            ),
        ];
        foreach (var step in steps.Where(step => step.Migration.IsRecorded))
        {
            _ =
                step.Direction is Direction.Up
                    ? applied.Add(step.Migration.Version)
                    : applied.Remove(step.Migration.Version);
        }

        return new(steps, ledger.Current, applied.Count == 0 ? 0 : applied.Max())
        {
            Unknown =
            [
                .. ledger.Applied.Select(entry => entry.Version).Where(version => catalog.Find(version) is null),
            ],
        };
    }

    /// <summary>The plan without repeatable migrations whose statements are those that ran last.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="ledger">The ledger of the database.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="context">What a migration may know.</param>
    public static MigrationPlan WithoutUnchanged(
        MigrationPlan plan,
        LedgerState ledger,
        Dialect dialect,
        MigrationContext context
    ) =>
        plan.Steps.Any(step => step.Migration.IsRepeatable)
            ? plan with
            {
                Steps =
                [
                    .. plan.Steps.Where(step =>
                        !step.Migration.IsRepeatable || !IsUnchanged(step, ledger, dialect, context)
                    ),
                ],
            }
            : plan;

    private static bool IsUnchanged(PlannedStep step, LedgerState ledger, Dialect dialect, MigrationContext context) =>
        ledger.Find(step.Migration.Version)?.Checksum is { } was
        && new DescribedStep(step, step.Describe(context), Asked: false, DatabaseModel.Empty).Is(was, dialect);

    private static PlannedStep[] Pending(
        MigrationCatalog catalog,
        LedgerState ledger,
        HashSet<long> applied,
        long last
    ) =>
        [
            .. catalog
                .Migrations.Where(migration =>
                    migration.Version <= last
                    && !applied.Contains(migration.Version)
                    && catalog.IsSelected(migration)
                    && migration.MayRun(ledger)
                )
                .Select(migration => new PlannedStep(migration, Direction.Up)),
        ];

    private static PlannedStep[] WithMaintenance(MigrationCatalog catalog, PlannedStep[] migrations) =>
        [
            .. At(catalog, MaintenanceStage.BeforeAll),
            .. migrations.SelectMany(step =>
                (PlannedStep[])
                    [.. At(catalog, MaintenanceStage.BeforeEach), step, .. At(catalog, MaintenanceStage.AfterEach)]
            ),
            .. catalog
                .Repeatable.Where(catalog.IsSelected)
                .Select(repeatable => new PlannedStep(repeatable, Direction.Up)),
            .. At(catalog, MaintenanceStage.BeforeProfiles),
            .. Profiles(catalog),
            .. At(catalog, MaintenanceStage.AfterAll),
        ];

    private static IEnumerable<PlannedStep> At(MigrationCatalog catalog, MaintenanceStage stage) =>
        catalog
            .Maintenance.Where(maintenance =>
                maintenance.Stage == stage
                && catalog.Selection.Includes(maintenance.Work.Tags, catalog.Selection.IncludesUntaggedMaintenance)
            )
            .Select(maintenance => new PlannedStep(maintenance.Work, Direction.Up));

    private static IEnumerable<PlannedStep> Profiles(MigrationCatalog catalog) =>
        catalog
            .Profiles.Where(profile => profile.Name == catalog.Selection.Profile)
            .Select(profile => new PlannedStep(profile.Work, Direction.Up));

    private static PlannedStep[] Down(IEnumerable<MigrationSource> migrations) =>
        [.. migrations.Select(migration => new PlannedStep(migration, Direction.Down))];

    private static PlannedStep[] Redo(MigrationSource[] migrations) =>
        [.. Down(migrations), .. migrations.Reverse().Select(migration => new PlannedStep(migration, Direction.Up))];

    private static long? Known(MigrationCatalog catalog, long? version)
    {
        if (version is { } named)
        {
            catalog.Require(named);
        }

        return version;
    }
}
