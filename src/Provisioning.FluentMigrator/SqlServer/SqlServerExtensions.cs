using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Create.Constraint;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Create.Schema;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Builders.Delete.Index;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Infrastructure;
using FluentMigrator.Infrastructure.Extensions;

namespace FluentMigrator.SqlServer;

/// <summary>What only SQL Server has, for migrations that name it: written down on the expression, and without effect on PostgreSQL and SQLite, as with
/// FluentMigrator. Only an identity's column becomes one here too, numbered as the engine does.</summary>
public static class SqlServerExtensions
{
    private const string Prefix = "SqlServer";

    /// <summary>Numbers the column. Where it starts and in what steps is SQL Server's alone.</summary>
    public static TNext Identity<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> expression, int seed, int increment)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax => expression.Identity((long)seed, increment);

    /// <inheritdoc cref="Identity{TNext,TNextFk}(IColumnOptionSyntax{TNext,TNextFk},int,int)" />
    public static TNext Identity<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> expression, long seed, int increment)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        Note(expression, "IdentitySeed", seed);
        Note(expression, "IdentityIncrement", increment);
        return expression.Identity();
    }

    /// <summary>Makes the column the row's identifier for replication.</summary>
    public static TNext RowGuid<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> expression)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax => Note<TNext>(expression, "RowGuid", true);

    /// <summary>Stores nulls without space.</summary>
    public static TNext Sparse<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> expression)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax => Note<TNext>(expression, "Sparse", true);

    /// <summary>Inserts values into an identity column.</summary>
    public static IInsertDataOrInSchemaSyntax WithIdentityInsert(this IInsertDataOrInSchemaSyntax expression) => Note<IInsertDataOrInSchemaSyntax>(expression, "IdentityInsert", true);

    /// <inheritdoc cref="WithIdentityInsert(IInsertDataOrInSchemaSyntax)" />
    public static IInsertDataSyntax WithIdentityInsert(this IInsertDataSyntax expression) => Note<IInsertDataSyntax>(expression, "IdentityInsert", true);

    /// <summary>Sorts the table by the key.</summary>
    public static void Clustered(this ICreateConstraintOptionsSyntax expression) => Note(expression, "ConstraintType", "Clustered");

    /// <summary>Keeps the key apart from the table.</summary>
    public static void NonClustered(this ICreateConstraintOptionsSyntax expression) => Note(expression, "ConstraintType", "NonClustered");

    /// <summary>Gives the schema an owner.</summary>
    public static ICreateSchemaOptionsSyntax Authorization(this ICreateSchemaOptionsSyntax expression, string owner) => Note<ICreateSchemaOptionsSyntax>(expression, "Authorization", owner);

    /// <summary>Keeps the table in use while the index is made.</summary>
    public static ICreateIndexOptionsSyntax Online(this ICreateIndexOptionsSyntax expression, bool active = true) => Note<ICreateIndexOptionsSyntax>(expression, "Online", active);

    /// <summary>Keeps the table in use while the index is dropped.</summary>
    public static IDeleteIndexOptionsSyntax Online(this IDeleteIndexOptionsSyntax expression, bool active = true) => Note<IDeleteIndexOptionsSyntax>(expression, "Online", active);

    /// <summary>Keeps the table in use while the constraint is made.</summary>
    public static ICreateConstraintOptionsSyntax Online(this ICreateConstraintOptionsSyntax expression, bool active = true) => Note<ICreateConstraintOptionsSyntax>(expression, "Online", active);

    /// <summary>Keeps the table in use while the constraint is dropped.</summary>
    public static IDeleteConstraintInSchemaOptionsSyntax Online(this IDeleteConstraintInSchemaOptionsSyntax expression, bool active = true) =>
        Note<IDeleteConstraintInSchemaOptionsSyntax>(expression, "Online", active);

    /// <summary>Keeps rows out of the index that do not satisfy a condition, on SQL Server. The extension of PostgreSQL does it there.</summary>
    public static ICreateIndexOptionsSyntax Filter(this ICreateIndexOptionsSyntax expression, string filter) => Note<ICreateIndexOptionsSyntax>(expression, "IndexFilter", filter);

    /// <summary>Keeps a column's values in the index without sorting by them. PostgreSQL does so too.</summary>
    public static ICreateIndexNonKeyColumnSyntax Include(this ICreateIndexOptionsSyntax expression, string columnName) => ((CreateIndexExpressionBuilder)expression).Include(columnName);

    /// <summary>Compresses the index.</summary>
    public static ICreateIndexOptionsSyntax DataCompression(this ICreateIndexOptionsSyntax expression, DataCompressionType dataCompressionType) =>
        Note<ICreateIndexOptionsSyntax>(expression, "DataCompression", dataCompressionType);

    private static TNext Note<TNext>(IFluentSyntax expression, string feature, object value)
    {
        Note(expression, feature, value);
        return (TNext)expression;
    }

    private static void Note(IFluentSyntax expression, string feature, object value)
    {
        var carrier = expression is IColumnExpressionBuilder column ? column.Column : expression as ISupportAdditionalFeatures;
        carrier?.SetAdditionalFeature(Prefix + feature, value);
    }
}

/// <summary>How SQL Server compresses.</summary>
public enum DataCompressionType
{
    /// <summary>Not.</summary>
    None,

    /// <summary>Each row by itself.</summary>
    Row,

    /// <summary>The rows of a page together.</summary>
    Page,
}
