using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Planning;

/// <summary>A migration that was edited after being applied: the SQL that ran beside the SQL that it describes
/// now.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
public sealed record EditedMigration(long Version, string Name)
{
    // As wide as a page of code.
    private const int Width = 100;

    /// <summary>The unified difference of the SQL that ran and what would run now, laid out to be read; empty where
    /// there is none.</summary>
    public IReadOnlyList<string> Difference { get; init; } = [];

    /// <summary>Why there is no difference, as a sentence without its full stop; null where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>Compares what ran with what the migration describes now. Of what another setting of a run would make
    /// of it, such as another kind of identity, the nearest is compared.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="ran">The statements that ran, as the ledger keeps them; null where it keeps none.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="connectionString">The connection string that migrations may ask for; empty for none.</param>
    public static EditedMigration Of(
        MigrationSource migration,
        string? ran,
        Dialect dialect,
        string connectionString = ""
    )
    {
        var edited = new EditedMigration(migration.Version, migration.Name);
        if (string.IsNullOrWhiteSpace(ran))
        {
            return edited with { Reason = "the ledger has not kept the SQL that ran" };
        }

        try
        {
            return edited.Compare(new(migration, Direction.Up), ran, dialect, connectionString);
        }
        catch (ProvisioningException error)
        {
            return edited with { Reason = $"what it describes now cannot be: {error.Message.TrimEnd('.')}" };
        }
    }

    private EditedMigration Compare(PlannedStep step, string ran, Dialect dialect, string connectionString)
    {
        var described = MigrationModel.DescribeAlone(step, dialect, connectionString);
        if (described.Operations.Any(dialect.DependsOnModel))
        {
            return this with
            {
                Reason = "its SQL depends on what it finds in the database, so that what ran cannot be compared",
            };
        }

        var nearest = dialect
            .Variants.Select(variant => LedgerWriter.Join(described.Render(variant).Statements))
            .Select(now => Differences(ran, now, dialect))
            .MinBy(LineDifference.Changes)!;
        return nearest.Count > 0
            ? this with
            {
                Difference = nearest,
            }
            : this with
            {
                Reason =
                    $"the SQL on {dialect.Name} is the same: what was edited makes no difference there, or is code",
            };
    }

    private static IReadOnlyList<string> Differences(string ran, string now, Dialect dialect)
    {
        var (before, after) = (ran.ReplaceLineEndings("\n"), now.ReplaceLineEndings("\n"));
        return before == after ? []
            : LineDifference.Unified(Lines(before, dialect), Lines(after, dialect)) is { Count: > 0 } laid ? laid
            // They differ in blanks that the layout makes alike.
            : LineDifference.Unified(before.Split('\n'), after.Split('\n'));
    }

    // A semicolon at the end of a line ends a statement, or a line inside one: both texts are read alike.
    private static string[] Lines(string sql, Dialect dialect) =>
        [
            .. sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(statement => $"{dialect.Lay(statement, Width)};".Split('\n')),
        ];
}
