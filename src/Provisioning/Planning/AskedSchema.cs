using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Forwards questions and records that there were any: what a migration does may then depend on the
/// answers.</summary>
public sealed class AskedSchema : ISchemaState
{
    private readonly Func<ISchemaState> _state;
    private readonly bool _hasSchemas;

    /// <summary>Forwards to a state.</summary>
    /// <param name="state">The state that answers.</param>
    /// <param name="hasSchemas">Whether the engine has schemas; one that has none has whichever is asked for.</param>
    public AskedSchema(ISchemaState state, bool hasSchemas = true)
        : this(() => state, hasSchemas) { }

    /// <summary>Forwards to a state that is made for the first question.</summary>
    internal AskedSchema(Func<ISchemaState> state, bool hasSchemas) => (_state, _hasSchemas) = (state, hasSchemas);

    /// <summary>Whether a question was asked.</summary>
    public bool WasAsked { get; private set; }

    private ISchemaState State
    {
        get
        {
            WasAsked = true;
            return _state();
        }
    }

    /// <inheritdoc />
    public bool SchemaExists(string schema) => State.SchemaExists(schema) || !_hasSchemas;

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
