using Provisioning.Adoption.Tools;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Adoption;

/// <summary>The tables in a database by which other tools record their migrations, known by their columns in every
/// schema.</summary>
public sealed class PreviousTools
{
    // Long, and nothing is to be learnt from them here.
    private static readonly string[] NotRead =
    [
        "checksum",
        "md5sum",
        "model",
        "resultingschema",
        "partialhashes",
        "textofscript",
        "statements",
    ];

    private readonly IReadOnlyList<(PreviousTool Tool, TableColumns Table, IReadOnlyList<TableColumns> Beside)> _found;
    private readonly long _userVersion;

    // Those with nothing but what is a tool's.
    private HashSet<string> _toolSchemas = new(StringComparer.Ordinal);

    private PreviousTools(
        IReadOnlyList<(PreviousTool, TableColumns, IReadOnlyList<TableColumns>)> found,
        IReadOnlyList<ObjectName> unknown,
        long userVersion
    ) => (_found, Unknown, _userVersion) = (found, unknown, userVersion);

    private static IReadOnlyList<PreviousTool> All { get; } =
    [Flyway.Tool, Liquibase.Tool, .. Positions.Tools, .. Attempts.Tools, .. Scripts.Tools, .. Sets.Tools];

    /// <summary>The tools and their tables, and <c>user_version</c> where no tool has a table.</summary>
    public IEnumerable<(string Tool, ObjectName Table)> Found =>
        _found.Count == 0 && _userVersion != 0
            ? [("user_version", "user_version")]
            : _found.Select(found => (found.Tool.Name, found.Table.Name));

    /// <summary>Tables that are called as a tool's is, with columns of no tool known here.</summary>
    public IReadOnlyList<ObjectName> Unknown { get; }

    /// <summary>Whether there are tables beside those of tools and our own.</summary>
    public bool HasTables { get; private init; }

    /// <summary>Whether there is one of our own tables.</summary>
    public bool HasOwn { get; private init; }

    /// <summary>Looks for them. Reads the catalogue alone.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What our own table of applied versions is called; with our other table beside it, it is
    /// no other tool's.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<PreviousTools> FindAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    )
    {
        var tables = await session.TableColumnsAsync(token);
        var schemas = tables.ToLookup(table => table.Name.Schema, StringComparer.Ordinal);
        var found = new List<(PreviousTool Tool, TableColumns Table, IReadOnlyList<TableColumns> Beside)>();
        var unknown = new List<ObjectName>();
        var own = versions.OwnOn(session.Database.Dialect);
        bool IsOwn(TableColumns table) =>
            own.Any(name => name.Name == table.Name.Name && (table.Name.Schema is null || table.Name == name));
        foreach (var table in tables)
        {
            var beside = schemas[table.Name.Schema].ToList();
            var names = beside.Select(other => PreviousTool.Plain(other.Name.Name)).ToHashSet(StringComparer.Ordinal);
            if (Candidates(table).FirstOrDefault(tool => tool.Made(table, names)) is { } made)
            {
                if (!IsOurs(table.Name, names))
                {
                    found.Add((made, table, [.. beside.Where(other => made.IsBeside(table.Name, other.Name))]));
                }
            }
            else if (All.Any(tool => IsCalled(table, tool)))
            {
                unknown.Add(table.Name);
            }
        }

        bool IsTools(TableColumns table) => found.Exists(one => IsOf(one.Tool, one.Table.Name, table.Name));
        return new(found, unknown, found.Count == 0 ? await session.UserVersionAsync(token) : 0)
        {
            HasOwn = tables.Any(IsOwn),
            HasTables = tables.Any(table => !IsOwn(table) && !IsTools(table)),
            _toolSchemas =
            [
                .. schemas.Where(schema => schema.All(IsTools)).Select(schema => schema.Key).OfType<string>(),
            ],
        };
    }

    /// <summary>A tool by its name; null for none.</summary>
    internal static PreviousTool? Named(string tool) => All.FirstOrDefault(one => one.Name == tool);

    /// <summary>The columns of a tool's table; null where it is not there.</summary>
    internal TableColumns? Columns(string tool, ObjectName table) =>
        _found.FirstOrDefault(found => found.Tool.Name == tool && found.Table.Name == table).Table;

    /// <summary>Reads what they have recorded. Changes nothing.</summary>
    public async Task<IReadOnlyList<PreviousHistory>> ReadAsync(DatabaseSession session, CancellationToken token)
    {
        if (_found.Count == 0)
        {
            return _userVersion == 0 ? [] : [Positions.UserVersion(_userVersion)];
        }

        var histories = new List<PreviousHistory>();
        foreach (var (tool, table, beside) in _found)
        {
            try
            {
                histories.Add(await ReadAsync(session, tool, table, beside, token));
            }
            catch (StatementFailedException error)
            {
                histories.Add(Unreadable(tool, table, error));
            }
        }

        return histories;
    }

    private static async Task<PreviousHistory> ReadAsync(
        DatabaseSession session,
        PreviousTool tool,
        TableColumns table,
        IReadOnlyList<TableColumns> beside,
        CancellationToken token
    )
    {
        var rows = new Dictionary<string, IReadOnlyList<PreviousRow>>(StringComparer.Ordinal);
        foreach (var other in beside.Where(other => tool.Beside.Contains(PreviousTool.Plain(other.Name.Name))))
        {
            rows[PreviousTool.Plain(other.Name.Name)] = await RowsAsync(session, other, token);
        }

        return tool.Read(new(table.Name, await RowsAsync(session, table, token), rows));
    }

    private static PreviousHistory Unreadable(PreviousTool tool, TableColumns table, StatementFailedException error) =>
        new(tool.Name, table.Name, [])
        {
            Problems =
            [
                new(
                    $"Its table cannot be read ({error.Message.TrimEnd('.')})",
                    "connect as a role that may read it, or say with --at which version the database is at"
                )
                {
                    IsQuestion = true,
                },
            ],
        };

    /// <summary>The tool whose own a part of a database's structure is: its tables, or what is in a schema of its own.
    /// Null for none.</summary>
    /// <param name="line">The part.</param>
    public string? OwnerOf(ModelLine line) =>
        _found
            .FirstOrDefault(found =>
                line.Of == $"table {found.Table.Name}"
                || found.Beside.Any(other => line.Of == $"table {other.Name}")
                || found.Table.Name.Schema is { } schema
                    && (
                        _toolSchemas.Contains(schema)
                            && (line.Of == "schemas" && line.Text == schema || line.Of == $"schema {schema}")
                        || found.Tool.Schema == schema && line.Of.Contains($" {schema}.", StringComparison.Ordinal)
                    )
            )
            .Tool?.Name;

    private static IEnumerable<PreviousTool> Candidates(TableColumns table) =>
        // A table may have the columns of two tools; one with the tool's name is the tool's.
        All.OrderByDescending(tool => tool.Schema is { } schema && table.Name.Schema == schema)
            .ThenByDescending(tool => IsCalled(table, tool));

    private static bool IsCalled(TableColumns table, PreviousTool tool) =>
        tool.Tables.Contains(PreviousTool.Plain(table.Name.Name));

    // Several sets of migrations in one database each have a ledger that is called after their table.
    private static bool IsOurs(ObjectName table, HashSet<string> beside) =>
        beside.Contains(
            table.Name == "VersionInfo" ? "provisioningledger" : PreviousTool.Plain($"provisioning_ledger_{table.Name}")
        );

    private static bool IsOf(PreviousTool tool, ObjectName table, ObjectName other) =>
        other == table
        || tool.IsBeside(table, other)
        || tool.Schema is { } schema && table.Schema == schema && other.Schema == schema;

    private static async Task<IReadOnlyList<PreviousRow>> RowsAsync(
        DatabaseSession session,
        TableColumns table,
        CancellationToken token
    )
    {
        string[] columns =
        [
            .. table.Columns.Where(column => !NotRead.Contains(PreviousTool.Plain(column), StringComparer.Ordinal)),
        ];
        var places = columns
            .Select((column, at) => (Name: PreviousTool.Plain(column), at))
            .DistinctBy(place => place.Name, StringComparer.Ordinal)
            .ToDictionary(place => place.Name, place => place.at, StringComparer.Ordinal);
        return await session.QueryAsync(
            $"SELECT {string.Join(", ", columns.Select(column => $"CAST({Dialect.Quote(column)} AS text)"))} "
                + $"FROM {session.Database.Dialect.Quote(table.Name)}",
            row => new PreviousRow(
                places,
                [.. Enumerable.Range(0, columns.Length).Select(at => row.IsDBNull(at) ? null : row.GetString(at))]
            ),
            token
        );
    }
}
