using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Provisioning.Sqlite.Inspection;

namespace Provisioning.Sqlite.Connection;

/// <summary>Answers what exists in a SQLite database, which is asked with each call. Names are compared as SQLite
/// compares them, without regard to case; a view counts as a table; a schema is the name of an attached
/// database.</summary>
/// <param name="connection">An open connection.</param>
/// <param name="transaction">The transaction that is open on it; null for none.</param>
internal sealed class SqliteLiveSchema(SqliteConnection connection, Func<DbTransaction?> transaction) : ISchemaState
{
    /// <summary>Always true: SQLite has no schemas that could be missing.</summary>
    public bool SchemaExists(string schema) => true;

    /// <inheritdoc />
    public bool TableExists(ObjectName table) =>
        Any(
            "SELECT 1 FROM pragma_table_list WHERE schema = @p0 COLLATE NOCASE AND name = @p1 COLLATE NOCASE",
            SchemaOf(table),
            table.Name
        );

    /// <inheritdoc />
    public bool ColumnExists(ObjectName table, string column) =>
        TableExists(table)
        && Any(
            "SELECT 1 FROM pragma_table_xinfo(@p1, @p0) WHERE name = @p2 COLLATE NOCASE",
            SchemaOf(table),
            table.Name,
            column
        );

    /// <inheritdoc />
    public bool IndexExists(ObjectName table, string index) =>
        TableExists(table)
        && Any(
            "SELECT 1 FROM pragma_index_list(@p1, @p0) WHERE name = @p2 COLLATE NOCASE",
            SchemaOf(table),
            table.Name,
            index
        );

    /// <summary>Whether the table has a unique index of that name that a statement made, which is how a unique
    /// constraint is added to a table, or a constraint that its CREATE TABLE names so.</summary>
    public bool ConstraintExists(ObjectName table, string constraint) =>
        TableExists(table)
        && (
            Any(
                "SELECT 1 FROM pragma_index_list(@p1, @p0) WHERE name = @p2 COLLATE NOCASE AND \"unique\" AND origin "
                    + "= 'c'",
                SchemaOf(table),
                table.Name,
                constraint
            )
            || Declaration(table) is { } sql && new SqliteInspector.TableDeclaration(sql).Names(constraint)
        );

    /// <summary>Always false: SQLite has no sequences.</summary>
    public bool SequenceExists(ObjectName sequence) => false;

    private static string SchemaOf(ObjectName name) => name.Schema ?? "main";

    private string? Declaration(ObjectName table) =>
        Scalar(
            $"SELECT sql FROM {SqliteDialect.Quote(SchemaOf(table))}.sqlite_master WHERE type = 'table' AND name = "
                + $"@p0 COLLATE NOCASE",
            table.Name
        ) as string;

    private bool Any(string query, params ReadOnlySpan<string> values) =>
        Scalar($"SELECT EXISTS ({query})", values) is 1L;

    private object? Scalar(string query, params ReadOnlySpan<string> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        command.Transaction = (SqliteTransaction?)transaction();
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.AddWithValue($"@p{at}", values[at]);
        }

        return command.ExecuteScalar();
    }
}
