using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using SQLitePCL;

namespace Provisioning.Sqlite.Connection;

/// <summary>The enforcement of foreign keys on a connection: what the statements of a migration switch off, and what
/// has to hold again when it ends.</summary>
internal sealed class SqliteForeignKeys(SqliteConnection connection)
{
    private readonly Dictionary<Reference, long> _orphans = [];
    private readonly HashSet<string> _checked = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SqlStatement> _dropping = [];
    private HashSet<string> _tables = [];
    private SqlStatement? _first;
    private bool _wereEnforced;
    private bool _watchesAll;

    /// <summary>Switches the enforcement until the migration ends.</summary>
    public void Switch(SqlStatement statement, bool isOn)
    {
        WatchAll(statement);
        Enforce(isOn);
    }

    /// <summary>Prepares for a statement. What it returns ends what holds only while the statement runs.</summary>
    /// <exception cref="StatementFailedException">It would drop a table that others refer to, and there is no
    /// transaction to undo that.</exception>
    public IDisposable? Before(SqlStatement statement, bool isInTransaction)
    {
        if (statement.DefersForeignKeys)
        {
            WatchAll(statement);
        }

        if (statement.Drops is { Schema: null } table)
        {
            var children = Referring(table.Name);
            if (!isInTransaction && children.Count > 0)
            {
                throw Dangling(statement, new(children[0], table.Name));
            }

            Begin(statement);
            Watch(children);
            _dropping.Add(statement);
        }

        return statement.SuspendsForeignKeys || statement.Drops is not null ? new Suspended(this) : null;
    }

    /// <summary>Checks that nothing refers to what is gone, as far as it did not before, and enforces foreign keys as
    /// they were.</summary>
    /// <exception cref="StatementFailedException">A table or a row is gone that others refer to.</exception>
    public void Settle()
    {
        if (_first is not { } first)
        {
            return;
        }

        foreach (var (child, parent) in DanglingReferences().Where(found => _tables.Contains(found.Parent)))
        {
            throw Dangling(_dropping.Find(drop => IsSame(drop.Drops!.Value.Name, parent)) ?? first, new(child, parent));
        }

        foreach (var ((child, parent), count) in (_watchesAll ? Tables() : _checked).SelectMany(Orphans))
        {
            if (count > _orphans.GetValueOrDefault(new(child, parent)))
            {
                throw Orphaned(first, child, parent, count);
            }
        }

        Forget();
    }

    /// <summary>Enforces foreign keys as they were, after a migration that was rolled back.</summary>
    public void Forget()
    {
        if (_first is null)
        {
            return;
        }

        Enforce(_wereEnforced);
        Run("PRAGMA defer_foreign_keys = OFF");
        (_first, _tables, _watchesAll) = (null, [], false);
        _orphans.Clear();
        _checked.Clear();
        _dropping.Clear();
    }

    private void Begin(SqlStatement statement)
    {
        if (_first is null)
        {
            (_first, _wereEnforced) = (statement, IsEnforced());
            _tables = Tables();
        }
    }

    private void WatchAll(SqlStatement statement)
    {
        Begin(statement);
        Watch(_tables);
        _watchesAll = true;
    }

    private HashSet<string> Tables() =>
        Read("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private void Watch(IEnumerable<string> tables)
    {
        foreach (var table in tables.Where(_checked.Add))
        {
            foreach (var (reference, count) in Orphans(table))
            {
                _orphans[reference] = count;
            }
        }
    }

    private List<string> Referring(string table) =>
        Read(
            """
            SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name, 'main') k
            WHERE m.type = 'table' AND k."table" = @p0 COLLATE NOCASE AND m.name <> @p0 COLLATE NOCASE ORDER BY 1
            """,
            row => row.GetString(0),
            table
        );

    private List<Reference> DanglingReferences() =>
        Read(
            """
            SELECT DISTINCT m.name, k."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name, 'main') k
            WHERE m.type = 'table'
            AND NOT EXISTS (SELECT 1 FROM sqlite_master p WHERE p.type = 'table' AND p.name = k."table" COLLATE NOCASE)
            ORDER BY 1, 2
            """,
            row => new Reference(row.GetString(0), row.GetString(1))
        );

    private List<(Reference Reference, long Count)> Orphans(string table)
    {
        try
        {
            return Read(
                "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check(@p0, 'main') GROUP BY 1, 2",
                row => (new Reference(row.GetString(0), row.GetString(1)), row.GetInt64(2)),
                table
            );
        }
        catch (SqliteException error) when (error.SqliteErrorCode is raw.SQLITE_ERROR)
        {
            // The table is gone, or one of its foreign keys refers to columns without a unique key, and so to no row
            // at all.
            return [];
        }
    }

    private static StatementFailedException Dangling(SqlStatement statement, Reference found) =>
        new(
            statement,
            $"{found.Child} refers to {found.Parent}, which is dropped. Drop {found.Child} or its foreign key as well",
            "SQLite foreign key",
            0,
            null
        );

    private StatementFailedException Orphaned(SqlStatement statement, string child, string parent, long count)
    {
        var rows = Read(
            "SELECT DISTINCT rowid FROM pragma_foreign_key_check(@p0, 'main') WHERE parent = @p1 AND rowid IS NOT NULL "
                + "LIMIT 3",
            row => row.GetInt64(0),
            child,
            parent
        );
        var which = rows.Count == 0 ? "" : $" (rowid {string.Join(", ", rows)}{(count > rows.Count ? " …" : "")})";
        return new(
            statement,
            $"{count} {(count == 1 ? "row" : "rows")} of {child}{which} would refer to rows of {parent} that are not "
                + "there. Keep those rows, or delete the ones that refer to them",
            "SQLite foreign key",
            0,
            null
        );
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<string> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.AddWithValue($"@p{at}", values[at]);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private bool IsEnforced()
    {
        _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_FKEY, -1, out var isOn);
        return isOn == 1;
    }

    // PRAGMA foreign_keys does nothing inside a transaction.
    private void Enforce(bool isOn)
    {
        var code = raw.sqlite3_db_config(
            connection.Handle,
            raw.SQLITE_DBCONFIG_ENABLE_FKEY,
            isOn ? 1 : 0,
            out var after
        );
        if (code != raw.SQLITE_OK || after != (isOn ? 1 : 0))
        {
            throw new ProvisioningException(
                $"SQLite does not switch the enforcement of foreign keys {(isOn ? "on" : "off")}, code {code}. Update "
                    + $"SQLite."
            );
        }
    }

    private readonly record struct Reference(string Child, string Parent);

    private sealed class Suspended : IDisposable
    {
        private readonly SqliteForeignKeys _keys;
        private readonly bool _wereEnforced;

        public Suspended(SqliteForeignKeys keys)
        {
            (_keys, _wereEnforced) = (keys, keys.IsEnforced());
            _keys.Enforce(isOn: false);
        }

        public void Dispose() => _keys.Enforce(_wereEnforced);
    }
}
