using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Passes questions on and remembers that there were any: what a migration does may then depend on the answers.</summary>
public sealed class AskedSchema(ISchemaState state) : ISchemaState
{
    /// <summary>Whether anybody asked.</summary>
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
    public bool SchemaExists(string schema) => State.SchemaExists(schema);

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
