using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>One change that a migration makes to a database, as a value. The family is closed: each member says here
/// what it means for structure, data and names; the dialect of each engine renders it or refuses it.</summary>
public abstract record Operation
{
    /// <summary>What it does, in a few words with names, as messages show it: <c>create table users</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The operation that undoes this one and whose inverse is this one; null where this one does not hold the
    /// structure or the rows that undoing it would need.</summary>
    public abstract Operation? Inverse { get; }

    /// <summary>The data that is gone once it has run, as far as it is there; empty for none. What can be computed
    /// again, as the rows of a materialized view, is no data.</summary>
    public abstract ValueList<DataLoss> Losses { get; }

    /// <summary>The existing table whose columns or constraints it changes; null for none. An engine that has no ALTER
    /// for the change needs to know the table's present structure.</summary>
    public abstract ObjectName? Alters { get; }

    /// <summary>The structure after it, given the one before. The same where it is about rows, where only the engine
    /// knows what it does, and where the model lacks the table that it changes.</summary>
    public abstract DatabaseModel Apply(DatabaseModel before);

    /// <summary>The same operation with the existing objects that it refers to spelled as the model spells them. The
    /// names of what it creates, and SQL text, stay as they are.</summary>
    public abstract Operation WithNames(ModelNames names);

    /// <summary>Writes its members in the order of their names, for its checksum. What is for messages alone is left
    /// out.</summary>
    internal abstract void Write(CanonicalForm text);

    /// <inheritdoc />
    public sealed override string ToString() => Summary;
}
