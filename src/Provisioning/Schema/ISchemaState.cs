namespace Provisioning.Schema;

/// <summary>Answers what exists. A live database answers from its catalogue, a <see cref="DatabaseModel"/> from what
/// was folded into it.</summary>
/// <remarks>Synchronous on purpose: a migration asks in the middle of its <c>Up</c>, through FluentMigrator's
/// <c>Schema.Table(…).Exists()</c>, which returns a <c>bool</c>. On a live database each call is one short query,
/// bounded by the connection's command timeout.</remarks>
public interface ISchemaState
{
    /// <summary>Whether the schema exists.</summary>
    bool SchemaExists(string schema);

    /// <summary>Whether a table or view of that name exists.</summary>
    bool TableExists(ObjectName table);

    /// <summary>Whether the table has the column.</summary>
    bool ColumnExists(ObjectName table, string column);

    /// <summary>Whether the table has the index.</summary>
    bool IndexExists(ObjectName table, string index);

    /// <summary>Whether the table has the constraint: primary key, unique, check or foreign key.</summary>
    bool ConstraintExists(ObjectName table, string constraint);

    /// <summary>Whether the sequence exists.</summary>
    bool SequenceExists(ObjectName sequence);
}
