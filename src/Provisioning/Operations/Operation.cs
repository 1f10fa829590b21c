namespace Provisioning.Operations;

/// <summary>One thing that a migration does to a database, as a value. The family is closed: a dialect has an answer to each member.</summary>
public abstract record Operation
{
    /// <summary>The operation that undoes this one and whose inverse is this one again; null where the rows or the structure that it
    /// takes away are not known from it.</summary>
    public abstract Operation? Inverse { get; }

    /// <summary>What it does, in a few words with names, as messages say it: <c>create table users</c>.</summary>
    public abstract string Summary { get; }

    /// <inheritdoc />
    public sealed override string ToString() => Summary;
}
