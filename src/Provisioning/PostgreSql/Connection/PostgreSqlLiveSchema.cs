using System.Data.Common;
using Npgsql;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Answers what exists in a PostgreSQL database from its catalogue, which is asked with each call. Names are
/// exact to the case, and cut as the server cuts long ones; a view counts as a table; a name without a schema is in the
/// one named here.</summary>
/// <param name="connection">An open connection.</param>
/// <param name="transaction">The transaction that is open on it; null for none.</param>
/// <param name="schema">Where names without a schema live.</param>
internal sealed class PostgreSqlLiveSchema(
    NpgsqlConnection connection,
    Func<DbTransaction?> transaction,
    string schema = PostgreSqlDialect.PublicSchema
) : ISchemaState
{
    /// <inheritdoc />
    public bool SchemaExists(string schema) =>
        Any("SELECT 1 FROM information_schema.schemata WHERE schema_name = @p0::name", schema);

    /// <inheritdoc />
    public bool TableExists(ObjectName table) =>
        Any(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = @p0::name AND table_name = @p1::name",
            SchemaOf(table),
            table.Name
        );

    /// <inheritdoc />
    public bool ColumnExists(ObjectName table, string column) =>
        Any(
            "SELECT 1 FROM information_schema.columns WHERE table_schema = @p0::name AND table_name = "
                + "@p1::name AND column_name = "
                + "@p2::name",
            SchemaOf(table),
            table.Name,
            column
        );

    /// <inheritdoc />
    public bool IndexExists(ObjectName table, string index) =>
        Any(
            "SELECT 1 FROM pg_catalog.pg_indexes WHERE schemaname = @p0::name AND tablename = @p1::name AND "
                + "indexname = @p2::name",
            SchemaOf(table),
            table.Name,
            index
        );

    /// <inheritdoc />
    public bool ConstraintExists(ObjectName table, string constraint) =>
        Any(
            """
            SELECT 1 FROM information_schema.table_constraints
            WHERE constraint_catalog = current_database() AND table_schema = @p0::name AND table_name = @p1::name
                AND constraint_name = @p2::name
            """,
            SchemaOf(table),
            table.Name,
            constraint
        );

    /// <inheritdoc />
    public bool SequenceExists(ObjectName sequence) =>
        Any(
            "SELECT 1 FROM information_schema.sequences WHERE sequence_schema = @p0::name AND sequence_name "
                + "= @p1::name",
            SchemaOf(sequence),
            sequence.Name
        );

    private string SchemaOf(ObjectName name) => name.Schema ?? schema;

    private bool Any(string query, params ReadOnlySpan<string> values)
    {
        using var command = new NpgsqlCommand(
            $"SELECT EXISTS ({query})",
            connection,
            (NpgsqlTransaction?)transaction()
        );
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.Add(new($"p{at}", NpgsqlTypes.NpgsqlDbType.Text) { Value = values[at] });
        }

        return command.ExecuteScalar() is true;
    }
}
