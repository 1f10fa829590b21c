using Npgsql;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Ledger;

namespace Provisioning.Testing.Copies;

/// <summary>The rows of a template and the positions of its sequences, to bring a copy back to them.</summary>
internal sealed class PostgreSqlRows
{
    // Partitions hold the rows of their parents; what extensions made is theirs.
    private const string Tables = """
        SELECT format('%I.%I', n.nspname, c.relname), n.nspname::text, c.relname::text,
               (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%'
              AND n.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_depend
                              WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
        ORDER BY c.oid
        """;

    private const string Sequences = """
        SELECT format('%I.%I', s.schemaname, s.sequencename), coalesce(s.last_value, s.start_value),
               s.last_value IS NOT NULL, coalesce(n.nspname::text, ''), coalesce(c.relname::text, '')
        FROM pg_sequences s
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
             AND d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_class c ON c.oid = d.refobjid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
        ORDER BY 1
        """;

    private readonly List<Table> _tables = [];
    private readonly List<(string Name, long Value, bool IsCalled)> _sequences = [];

    private sealed record Table(string Name, string Columns, string[] Rows);

    /// <summary>Reads them. The tables that record migrations are left out.</summary>
    public static async Task<PostgreSqlRows> ReadAsync(
        NpgsqlConnection connection,
        VersionTable versions,
        CancellationToken token
    )
    {
        var found = new PostgreSqlRows();
        var ledger = Ledger(versions);
        var names = new List<(string Name, string Columns)>();
        await connection.ReadAsync(
            Tables,
            row =>
            {
                if (!ledger.Contains((row.GetString(1), row.GetString(2))) && !row.IsDBNull(3))
                {
                    names.Add((row.GetString(0), row.GetString(3)));
                }
            },
            token
        );
        foreach (var (name, columns) in names)
        {
            string[] rows = [];
            await connection.ReadAsync(
                $"SELECT coalesce(array_agg(t::text), '{{}}') FROM ONLY {name} AS t",
                row => rows = row.GetFieldValue<string[]>(0),
                token
            );
            found._tables.Add(new(name, columns, rows));
        }

        await connection.ReadAsync(
            Sequences,
            row =>
            {
                if (!ledger.Contains((row.GetString(3), row.GetString(4))))
                {
                    found._sequences.Add((row.GetString(0), row.GetInt64(1), row.GetBoolean(2)));
                }
            },
            token
        );
        return found;
    }

    /// <summary>Brings them back, in one round trip and one transaction, with triggers and foreign keys off.</summary>
    /// <exception cref="PostgresException">The role may not, or the structure is another. Nothing was
    /// changed.</exception>
    public async Task RestoreAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("SELECT set_config('session_replication_role', 'replica', true)"));
        foreach (var table in _tables)
        {
            batch.BatchCommands.Add(new($"DELETE FROM ONLY {table.Name}"));
        }

        foreach (var table in _tables.Where(table => table.Rows.Length > 0))
        {
            // A row as text is read back by the functions that wrote it, and so is exactly the same.
            var values = string.Join(", ", table.Columns.Split(", ").Select(column => $"(r).{column}"));
            var insert = new NpgsqlBatchCommand(
                $"INSERT INTO {table.Name} ({table.Columns}) OVERRIDING SYSTEM VALUE SELECT {values} "
                    + $"FROM (SELECT unnest($1::text[])::{table.Name} AS r OFFSET 0) AS rows"
            );
            insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = table.Rows });
            batch.BatchCommands.Add(insert);
        }

        if (_sequences.Count > 0)
        {
            var positions = new NpgsqlBatchCommand(
                "SELECT setval(name::regclass, value, called) "
                    + "FROM unnest($1::text[], $2::bigint[], $3::boolean[]) AS positions (name, value, called)"
            );
            positions.Parameters.Add(
                new NpgsqlParameter<string[]> { TypedValue = [.. _sequences.Select(each => each.Name)] }
            );
            positions.Parameters.Add(
                new NpgsqlParameter<long[]> { TypedValue = [.. _sequences.Select(each => each.Value)] }
            );
            positions.Parameters.Add(
                new NpgsqlParameter<bool[]> { TypedValue = [.. _sequences.Select(each => each.IsCalled)] }
            );
            batch.BatchCommands.Add(positions);
        }

        await batch.ExecuteNonQueryAsync(token);
    }

    private static HashSet<(string, string)> Ledger(VersionTable versions)
    {
        var dialect = KnownEngines.PostgreSql.Dialect(DialectOptions.Default);
        return [.. versions.OwnOn(dialect).Select(name => (name.Schema ?? "public", name.Name))];
    }
}
