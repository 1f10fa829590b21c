using System.Runtime.CompilerServices;
using FluentMigrator.Builders.Alter.Table;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What can be altered of tables beyond FluentMigrator: a single fact each, so that a table is locked no
/// longer than that fact needs.</summary>
public static class AlterTableExtensions
{
    extension(IAlterTableAddColumnOrAlterColumnSyntax table)
    {
        /// <summary>Checks the rows that a check or a foreign key was added without (<c>NotValid()</c>), while others
        /// read and write. Put it into a later migration than the constraint: in the same one the lock of the first
        /// would be kept all the while. On SQLite, which has checked them already, the constraint only has to be
        /// there.</summary>
        /// <param name="constraintName">The constraint.</param>
        public IAlterTableAddColumnOrAlterColumnSyntax ValidateConstraint(string constraintName) =>
            Add(table, "a constraint to validate", constraintName, name => new ValidateConstraint(
                name,
                constraintName
            ));

        /// <summary>The column may no longer be NULL; nothing else of it changes. PostgreSQL reads no row where a
        /// validated check says <c>column IS NOT NULL</c>; drop that check after this, never in the same
        /// statement.</summary>
        /// <param name="columnName">The column.</param>
        public IAlterTableAddColumnOrAlterColumnSyntax SetNotNull(string columnName) =>
            Add(table, "a column to set not null", columnName, name => new SetNullability(
                name,
                columnName,
                IsNullable: false
            ));

        /// <summary>The column may be NULL; nothing else of it changes.</summary>
        /// <param name="columnName">The column.</param>
        public IAlterTableAddColumnOrAlterColumnSyntax SetNullable(string columnName) =>
            Add(table, "a column to set nullable", columnName, name => new SetNullability(
                name,
                columnName,
                IsNullable: true
            ));

        /// <summary>Makes a table a partition of this one, whose readers and writers go on. No row is read where a
        /// validated check on the table says that all of them fit. PostgreSQL only.</summary>
        /// <param name="partitionName">The table, in the same schema.</param>
        public IAttachPartitionSyntax AttachPartition(string partitionName) =>
            Add(table, new AttachPartitionBuilder(TableOf(table), partitionName));

        /// <summary>Makes a partition a table of its own, with its rows. PostgreSQL only.</summary>
        /// <param name="partitionName">The partition, in the same schema.</param>
        public IDetachPartitionSyntax DetachPartition(string partitionName) =>
            Add(table, new DetachPartitionBuilder(TableOf(table), partitionName));

        /// <summary>Has Citus spread the table with its rows over its nodes, by the hash of a column. Its primary key
        /// and unique constraints hold the column. Where Citus is not installed, and on SQLite, the table stays as it
        /// is.</summary>
        /// <param name="columnName">The column whose value decides on which node a row is.</param>
        /// <param name="colocateWith">A distributed table, in the same schema, whose rows of the same value are to be
        /// on the same node; null for those whose column has the same type.</param>
        public IAlterTableAddColumnOrAlterColumnSyntax Distribute(string columnName, string? colocateWith = null) =>
            Add(table, "a column to distribute by", columnName, name => new SetDistribution(
                name,
                new(columnName, colocateWith is null ? default(ObjectName?) : name with { Name = colocateWith })
            ));

        /// <summary>Has Citus keep all rows of the table on every node, so that each joins them and any table may refer
        /// to them. Where Citus is not installed, and on SQLite, the table stays as it is.</summary>
        public IAlterTableAddColumnOrAlterColumnSyntax AsReferenceTable() =>
            Add(table, "a reference table", "all", name => new SetDistribution(name, new(Column: null)));

        /// <summary>Has Citus bring a table back to one node, with its rows. Reversing it by itself is not
        /// possible.</summary>
        public IAlterTableAddColumnOrAlterColumnSyntax Undistribute() =>
            Add(table, "a table to bring to one node", "all", name => new SetDistribution(name, Distribution: null));
    }

    private static IAlterTableAddColumnOrAlterColumnSyntax Add(
        IAlterTableAddColumnOrAlterColumnSyntax table,
        string what,
        string name,
        Func<ObjectName, Operation> operation
    )
    {
        Add(table, new AlterTableBuilder(TableOf(table), what, name, operation));
        return table;
    }

    private static T Add<T>(IAlterTableAddColumnOrAlterColumnSyntax table, T change)
        where T : SchemaExpression
    {
        var builder = Chain.Builder<AlterTableExpressionBuilder>(table);
        change.SchemaName = builder.Expression.SchemaName;
        Context(builder).Expressions.Add(change);
        return change;
    }

    private static string TableOf(IAlterTableAddColumnOrAlterColumnSyntax table) =>
        Chain.Builder<AlterTableExpressionBuilder>(table).Expression.TableName;

    // Only the builder knows where the migration's expressions go.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_context")]
    private static extern ref IMigrationContext Context(AlterTableExpressionBuilder builder);
}

/// <summary>One change of a table.</summary>
/// <param name="table">The table.</param>
/// <param name="what">What the change is about, for messages.</param>
/// <param name="name">The name of that.</param>
/// <param name="operation">The operation, given the table's name.</param>
internal sealed class AlterTableBuilder(string table, string what, string name, Func<ObjectName, Operation> operation)
    : SchemaExpression
{
    public override void Check(Problems problems)
    {
        problems.Require(name, what);
        problems.Require(InSchema(table), what);
    }

    public override IEnumerable<Operation> Operations() => [operation(InSchema(table))];
}
