using Provisioning.Dialects;

namespace Provisioning.Backup.Repository;

/// <summary>What is in a backup, as of its moment. It is sealed with it, and what was restored is compared with
/// it.</summary>
/// <param name="Engine">The engine's name: <c>sqlite</c>, <c>postgresql</c>.</param>
/// <param name="EngineVersion">The version of the server or of the library that the database was read with.</param>
/// <param name="SchemaVersion">The version that the database is at; 0 for none.</param>
/// <param name="Fingerprint">The version of this library, a space, and SHA-256 of the structure as that version says
/// it: equal where two databases are alike.</param>
/// <param name="Bytes">How large the database is.</param>
/// <param name="Tables">Its tables, by name.</param>
/// <param name="Checks">The profile's queries and their answers.</param>
/// <param name="Encrypted">The encrypted columns and how many values they have.</param>
public sealed record BackupContents(
    string Engine,
    string EngineVersion,
    long SchemaVersion,
    string Fingerprint,
    long Bytes,
    IReadOnlyList<TableContents> Tables,
    IReadOnlyList<CheckAnswer> Checks,
    IReadOnlyList<EncryptedContents> Encrypted
)
{
    /// <summary>The tools that made the parts, with their versions: <c>pg_dump 15.18</c>.</summary>
    public string? Tools { get; init; }

    /// <summary>What was left out or replaced, for people: <c>rows of credentials</c>.</summary>
    // The generated reader leaves null where the report of an earlier version has no such list.
    public IReadOnlyList<string> Omitted
    {
        get => field ?? [];
        init;
    }

    /// <summary>What the engine's own checks found in the database when it was backed up. A restore that finds the same
    /// matches the original.</summary>
    public IReadOnlyList<string> Damage
    {
        get => field ?? [];
        init;
    }

    /// <summary>Whether all of these checks were made, rather than the quick ones alone.</summary>
    public bool IsChecked { get; init; }

    /// <summary>The structure, line by line; null where an earlier version made the set, and kept its
    /// <see cref="Fingerprint"/> alone.</summary>
    public IReadOnlyList<StructureLine>? Structure { get; init; }

    /// <summary>Rows of all tables.</summary>
    public long Rows() => Tables.Sum(table => table.Rows);

    /// <summary>Whether the structure of another database is printed otherwise. That need not be a difference; see
    /// <see cref="Structure"/>.</summary>
    // Another version of this library may print the same structure in other words.
    public bool IsPrintedLike(BackupContents other) =>
        Structure is null
            ? Fingerprint.Split(' ')[0] != other.Fingerprint.Split(' ')[0] || Fingerprint == other.Fingerprint
            : Fingerprint == other.Fingerprint;

    /// <summary>The differences of another database from this one, a sentence each: version, rows of each table,
    /// answers of the queries. Its structure is another matter: see <see cref="IsPrintedLike"/>.</summary>
    public IReadOnlyList<string> DifferencesTo(BackupContents other)
    {
        var found = new List<string>();
        if (SchemaVersion != other.SchemaVersion)
        {
            found.Add($"It is at version {other.SchemaVersion}, and was at {SchemaVersion}.");
        }

        var (rows, others) = (RowsByName(), other.RowsByName());
        found.AddRange(
            rows.Keys.Except(others.Keys, StringComparer.Ordinal).Select(name => $"Table {name} is missing.")
        );
        found.AddRange(
            others.Keys.Except(rows.Keys, StringComparer.Ordinal).Select(name => $"Table {name} was not there.")
        );
        found.AddRange(
            rows.Where(table => others.TryGetValue(table.Key, out var now) && now != table.Value)
                .Select(table => $"Table {table.Key} has {others[table.Key]} rows, and had {table.Value}.")
        );
        var answers = other.Checks.ToDictionary(check => check.Name, StringComparer.Ordinal);
        found.AddRange(
            Checks
                .Where(check => answers.GetValueOrDefault(check.Name)?.Answer != check.Answer)
                .Select(check => $"The query \"{check.Name}\" returns other rows than before.")
        );
        return found;
    }

    // "audit.log" of the default schema and log of the schema audit have one name here.
    private Dictionary<string, long> RowsByName() =>
        Tables
            .GroupBy(table => table.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Sum(table => table.Rows), StringComparer.Ordinal);
}

/// <summary>A table in a backup.</summary>
/// <param name="Name">Its name, with its schema where that is not the default one.</param>
/// <param name="Rows">How many rows, counted.</param>
/// <param name="Bytes">How many bytes it takes with its indexes.</param>
public sealed record TableContents(string Name, long Rows, long Bytes)
{
    /// <summary>Rows inserted since the server last reset its statistics; null where the engine keeps none. A hint, not
    /// a count.</summary>
    public long? Inserted { get; init; }

    /// <summary>Rows updated since then.</summary>
    public long? Updated { get; init; }

    /// <summary>Rows deleted since then.</summary>
    public long? Deleted { get; init; }
}

/// <summary>A query and what it answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sql">The query.</param>
/// <param name="Answer">SHA-256 of its rows, in hexadecimal digits.</param>
/// <param name="Rows">How many rows it gave.</param>
public sealed record CheckAnswer(string Name, string Sql, string Answer, int Rows);

/// <summary>An encrypted column in a backup.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">The column.</param>
/// <param name="Values">How many values there are. NULL and empty text are none.</param>
public sealed record EncryptedContents(string Table, string Column, long Values);
