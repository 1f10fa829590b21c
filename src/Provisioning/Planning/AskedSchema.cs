using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Forwards questions and records that there were any: what a migration does may then depend on the
/// answers.</summary>
/// <param name="state">The state that answers.</param>
/// <param name="hasSchemas">Whether the engine has schemas; one that has none has whichever is asked for.</param>
public sealed class AskedSchema(ISchemaState state, bool hasSchemas = true) : ISchemaState
{
    /// <summary>Whether a question was asked.</summary>
    public bool WasAsked { get; private set; }

    private ISchemaState State
    {
        get
        {
            WasAsked = true;
            return state;
        }
    }

    /// <inheritdoc />
    public bool SchemaExists(string schema) => State.SchemaExists(schema) || !hasSchemas;

    /// <inheritdoc />
    public bool TableExists(ObjectName table) => State.TableExists(table);

    /// <inheritdoc />
    public bool ColumnExists(ObjectName table, string column) => State.ColumnExists(table, column);

    /// <inheritdoc />
    public bool IndexExists(ObjectName table, string index) => State.IndexExists(table, index);

    /// <inheritdoc />
    public bool ConstraintExists(ObjectName table, string constraint) => State.ConstraintExists(table, constraint);

    /// <inheritdoc />
    public bool SequenceExists(ObjectName sequence) => State.SequenceExists(sequence);
}
