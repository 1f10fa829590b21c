using System.Data.Common;
using Npgsql;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

// The tests inspect tables made by raw SQL, without a session around them.
namespace Provisioning.PostgreSql.Inspection;

/// <summary>Reads the structure of a PostgreSQL database from its catalogue: one query for each kind of thing, all in
/// one round trip.</summary>
/// <remarks>Our own tables, the system's, those that extensions bring, and the partitions of a table are left out. An
/// index that failed while it was built concurrently serves no query and is left out too, so that a check finds it
/// missing. An index that backs an exclusion constraint is listed among the indexes.</remarks>
internal static partial class PostgreSqlInspector
{
    /// <summary>Reads the whole structure. The connection's transaction, where one is open, and its search path stay as
    /// they are.</summary>
    /// <param name="connection">The connection, open.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="schema">Where names without a schema live. <c>public</c> means the whole database, except for
    /// schemas with a ledger of their own; any other means itself alone.</param>
    public static async Task<DatabaseModel> InspectAsync(
        NpgsqlConnection connection,
        CancellationToken token,
        string schema = PostgreSqlDialect.PublicSchema
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (
            var query in (string[])
                [
                    PinSearchPath(schema),
                    Tables,
                    Columns,
                    Constraints,
                    Indexes,
                    Triggers,
                    Policies,
                    Sequences,
                    Schemas,
                    Views,
                    Functions,
                    Enums,
                    Extensions,
                    RestoreSearchPath,
                ]
        )
        {
            batch.BatchCommands.Add(new(query));
        }

        await using var reader = await batch.ExecuteReaderAsync(token);
        var tables = await NextAsync(reader, TableRow.Read, token);
        var columns = (await NextAsync(reader, ColumnRow.Read, token)).ToLookup(row => row.Table, row => row.Column);
        var constraints = (await NextAsync(reader, ConstraintRow.Read, token)).ToLookup(row => row.Table);
        var indexes = (await NextAsync(reader, IndexRow.Read, token)).ToLookup(row => row.Table);
        var triggers = (await NextAsync(reader, TriggerRow.Read, token)).ToLookup(row => row.Table, row => row.Trigger);
        var policies = (
            await NextAsync(reader, row => (Table: NameAt(row, 0), Policy: ReadPolicy(row)), token)
        ).ToLookup(row => row.Table, row => row.Policy);

        var found = tables.Select(row => new Table(row.Name, columns[row.Name].ToValueList())
        {
            PrimaryKey = ConstraintRow.PrimaryKey(constraints[row.Name]),
            Uniques = ConstraintRow.Uniques(constraints[row.Name]),
            Checks = ConstraintRow.Checks(constraints[row.Name]),
            ForeignKeys = ConstraintRow.ForeignKeys(constraints[row.Name]),
            Indexes = IndexRow.Indexes(indexes[row.Name]),
            Triggers = triggers[row.Name].ToValueList(),
            Policies = policies[row.Name].ToValueList(),
            RowSecurity = row.RowSecurity,
            Description = row.Description,
        });
        var model = new DatabaseModel
        {
            Tables = DatabaseModel.Empty.Tables.AddRange(found.Select(table => KeyValuePair.Create(table.Name, table))),
        };
        return await WithObjectsAsync(model, reader, token);
    }

    private static async Task<List<T>> NextAsync<T>(
        NpgsqlDataReader reader,
        Func<DbDataReader, T> read,
        CancellationToken token
    )
    {
        await reader.NextResultAsync(token);
        var rows = new List<T>();
        while (await reader.ReadAsync(token))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static ObjectName NameAt(DbDataReader row, int at) => new(TextOrNull(row, at), row.GetString(at + 1));

    private static string? TextOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static long? NumberOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);

    // An expression without the parentheses around the whole of it, which those who print it put there again.
    private static string Unwrap(string expression)
    {
        if (!expression.StartsWith('('))
        {
            return expression;
        }

        var depth = 0;
        for (var at = 0; at < expression.Length; at++)
        {
            switch (expression[at])
            {
                case '\'' or '"':
                    at = expression.IndexOf(expression[at], at + 1);
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return at == expression.Length - 1 ? Unwrap(expression[1..^1]) : expression;
            }
        }

        return expression;
    }

    private static Sequence ReadSequence(DbDataReader row) =>
        new(NameAt(row, 0))
        {
            Increment = NumberOrNull(row, 2),
            MinValue = NumberOrNull(row, 3),
            MaxValue = NumberOrNull(row, 4),
            StartWith = NumberOrNull(row, 5),
            Cache = NumberOrNull(row, 6),
            Cycle = row.GetBoolean(7),
        };

    private sealed record TableRow(ObjectName Name, string? Description, RowSecurity RowSecurity)
    {
        public static TableRow Read(DbDataReader row) =>
            new(
                NameAt(row, 0),
                TextOrNull(row, 2),
                !row.GetBoolean(3) ? RowSecurity.Off
                    : row.GetBoolean(4) ? RowSecurity.Forced
                    : RowSecurity.On
            );
    }
}
