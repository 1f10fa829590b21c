using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Which rows of a table an operation is about.</summary>
public abstract record RowFilter
{
    /// <summary>The same with the columns that it names spelled as the model spells them. SQL text stays.</summary>
    public abstract RowFilter WithNames(ObjectName table, ModelNames names);

    /// <summary>Writes its members in the order of their names, for a checksum.</summary>
    internal abstract void Write(CanonicalForm text);

    /// <summary>Every row.</summary>
    public sealed record All : RowFilter
    {
        /// <inheritdoc />
        public override All WithNames(ObjectName table, ModelNames names) => this;

        /// <inheritdoc />
        internal override void Write(CanonicalForm text) { }
    }

    /// <summary>Rows whose columns have all these values.</summary>
    public sealed record Matching(ValueList<ColumnValue> Values) : RowFilter
    {
        /// <inheritdoc />
        public override Matching WithNames(ObjectName table, ModelNames names) =>
            new([.. Values.Select(value => value.WithNames(table, names))]);

        /// <inheritdoc />
        internal override void Write(CanonicalForm text) => text.Member(nameof(Values), Values);
    }

    /// <summary>Rows for which an SQL condition is true.</summary>
    public sealed record Sql(string Condition) : RowFilter
    {
        /// <inheritdoc />
        public override Sql WithNames(ObjectName table, ModelNames names) => this;

        /// <inheritdoc />
        internal override void Write(CanonicalForm text) => text.Member(nameof(Condition), Condition);
    }
}
