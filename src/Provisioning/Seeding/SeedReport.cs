using Provisioning.Schema;

namespace Provisioning.Seeding;

/// <summary>What a seeder's run did.</summary>
/// <param name="Seeder">The seeder's name.</param>
/// <param name="Options">What decided the rows; the same again adds nothing.</param>
/// <param name="Tables">What happened table by table, in the order of writing.</param>
public sealed record SeedReport(string Seeder, SeedOptions Options, ValueList<SeededTable> Tables);

/// <summary>What a seeder's run did to one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Made">How many rows the seeder made.</param>
/// <param name="Added">How many of them were added; the others were there already.</param>
public sealed record SeededTable(ObjectName Table, long Made, long Added);

/// <summary>How far a seeder has come.</summary>
/// <param name="Table">The table that is being written.</param>
/// <param name="Rows">Rows made so far.</param>
/// <param name="Total">Rows to be made for this table.</param>
public sealed record SeedProgress(ObjectName Table, long Rows, long Total);

/// <summary>A seeder's tables or columns are not in the database.</summary>
public sealed class TablesMissingException : ProvisioningException
{
    /// <summary>The refusal to seed a database.</summary>
    /// <param name="seeder">The seeder's name.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="missing">The tables, and the columns as <c>table.column</c>.</param>
    public TablesMissingException(string seeder, string database, ValueList<string> missing)
        : base(
            $"Seeder {seeder} cannot add its rows to {database}: {missing} {(missing.Count == 1 ? "does" : "do")} not "
                + $"exist there. Migrate the database up first."
        ) => Missing = missing;

    /// <summary>The tables, and the columns as <c>table.column</c>.</summary>
    public ValueList<string> Missing { get; }
}
