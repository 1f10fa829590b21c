using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Adoption;

/// <summary>A tool that migrates databases: how its table is known by its columns, and how its rows are read. Names are
/// written here in lower case and without underscores, as they are compared.</summary>
/// <param name="Name">The tool, for people.</param>
/// <param name="Tables">The names that its table has by default.</param>
/// <param name="Columns">The columns that decide.</param>
/// <param name="Read">Reads its rows.</param>
internal sealed record PreviousTool(
    string Name,
    ValueList<string> Tables,
    ValueList<string> Columns,
    Func<PreviousLedger, PreviousHistory> Read
)
{
    /// <summary>Columns that it may have besides.</summary>
    public ValueList<string> More { get; init; } = [];

    /// <summary>Whether many a table has such columns, so that the name decides as well, and no other column may be
    /// there.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A table that has to be beside it; null for none.</summary>
    public string? With { get; init; }

    /// <summary>A table that must not be beside it; null for none.</summary>
    public string? Without { get; init; }

    /// <summary>Tables beside it whose rows are read as well.</summary>
    public ValueList<string> Beside { get; init; } = [];

    /// <summary>Tables beside it that are the tool's and tell nothing.</summary>
    public ValueList<string> Others { get; init; } = [];

    /// <summary>The schema that holds nothing but what is the tool's; null for none.</summary>
    public string? Schema { get; init; }

    /// <summary>How its table is written; null where that cannot be done as the tool would do it.</summary>
    public ToolRows? Rows { get; init; }

    /// <summary>Why its table cannot be written, as a sentence without its full stop; null where it can.</summary>
    public string? NotWritten { get; init; }

    /// <summary>A name as names are compared here.</summary>
    public static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether the table is of this tool.</summary>
    /// <param name="table">The table.</param>
    /// <param name="beside">The tables in its schema, as names are compared.</param>
    public bool Made(TableColumns table, IReadOnlySet<string> beside)
    {
        var columns = table.Columns.Select(Plain).ToHashSet(StringComparer.Ordinal);
        var isNamed = Tables.Contains(Plain(table.Name.Name));
        return Columns.All(columns.Contains)
            && (With is null || beside.Contains(With))
            && (Without is null || !beside.Contains(Without))
            && (
                isNamed && !IsPlain
                || (isNamed || !IsPlain) && columns.All(column => Columns.Contains(column) || More.Contains(column))
            );
    }

    /// <summary>Whether a table in the schema of the tool's own is the tool's too.</summary>
    public bool IsBeside(ObjectName table, ObjectName other) =>
        table.Schema == other.Schema && Beside.Concat(Others).Contains(Plain(other.Name), StringComparer.Ordinal);
}
