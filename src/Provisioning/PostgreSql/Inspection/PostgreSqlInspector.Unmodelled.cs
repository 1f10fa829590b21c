using System.Data.Common;
using Npgsql;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Inspection;

// What no operation describes. Each query gives rows of kind, schema, name and text. Columns that a version of the
// server lacks are asked for as JSON.
internal static partial class PostgreSqlInspector
{
    private static readonly ValueList<string> NotRead =
    [
        "rows, also of materialized views, and how far sequences have counted",
        "owners, grants to roles and default privileges, which `provision roles check` compares",
        "the order of columns",
        "the ledger's own tables",
        "settings of the database and of roles",
        "versions of extensions, and extensions beyond those of the migrations",
        "subscriptions and user mappings",
        "operator families and their members, conversions, transforms, access methods, text search parsers and "
            + "templates",
        "comments on objects other than schemas, tables, views, columns, constraints, indexes, triggers, rules, "
            + "policies, sequences, functions and types",
        "security labels and large objects",
    ];

    /// <summary>Reads what <see cref="InspectAsync"/> has no place for. The connection's transaction, where one is
    /// open, and its search path stay as they are.</summary>
    /// <param name="connection">The connection, open.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="schema">As for <see cref="InspectAsync"/>.</param>
    public static async Task<UnmodelledStructure> InspectUnmodelledAsync(
        NpgsqlConnection connection,
        CancellationToken token,
        string schema = PostgreSqlDialect.PublicSchema
    )
    {
        string[] parts =
        [
            RelationFacts,
            ColumnFacts,
            OwnedSequences,
            ConstraintFacts,
            IndexFacts,
            TriggerFacts,
            Rules,
            SequenceFacts,
            Statistics,
            Types,
            FunctionFacts,
            Operators,
            TextSearch,
            // What belongs to no schema is looked at where the whole database is.
            .. schema == PostgreSqlDialect.PublicSchema ? DatabaseWide : [],
            Comments,
        ];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var query in (string[])[PinSearchPath(schema), .. parts, PublicGrants, RestoreSearchPath])
        {
            batch.BatchCommands.Add(new(query));
        }

        await using var reader = await batch.ExecuteReaderAsync(token);
        var found = new List<UnmodelledPart>();
        foreach (var _ in parts)
        {
            found.AddRange(await NextAsync(reader, ReadPart, token));
        }

        var open = await NextAsync(reader, ReadPart, token);
        return new()
        {
            Parts = Sorted(found),
            OpenToAll = Sorted(open),
            NotRead = NotRead,
        };
    }

    private static UnmodelledPart ReadPart(DbDataReader row) =>
        new(row.GetString(0), NameAt(row, 1), row.GetString(3))
        {
            Expression = row.FieldCount > 4 ? TextOrNull(row, 4) : null,
            ValueType = row.FieldCount > 4 ? TextOrNull(row, 5) : null,
        };

    private static ValueList<UnmodelledPart> Sorted(IEnumerable<UnmodelledPart> parts) =>
        [
            .. parts
                .OrderBy(part => part.Kind, StringComparer.Ordinal)
                .ThenBy(part => part.Name.ToString(), StringComparer.Ordinal)
                .ThenBy(part => part.Text, StringComparer.Ordinal),
        ];

    // What an extension brought, or another object did: the functions of a range type.
    private static string IsOfAnother(string catalog, string oid) =>
        $"""
            EXISTS (SELECT FROM pg_depend d WHERE d.classid = '{catalog}'::regclass::oid AND d.objid = {oid}
                AND d.deptype IN ('e', 'i'))
            """;
}
