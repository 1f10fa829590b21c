using FluentMigrator.Builders.Create.Constraint;
using FluentMigrator.Builders.Create.ForeignKey;
using FluentMigrator.Model;
using Provisioning.Authoring.Translation;

namespace Provisioning.Authoring;

/// <summary>What new constraints can have beyond FluentMigrator.</summary>
public static class ConstraintExtensions
{
    /// <summary>Rows that are there already are not looked at, so that both tables are locked for a moment only;
    /// <c>Alter.Table(…).ValidateConstraint</c> in a later migration checks them. SQLite has no such thing and checks
    /// them at once, as FluentMigrator's own runner does on every engine. From a partitioned table PostgreSQL before 18
    /// refuses it.</summary>
    public static ICreateForeignKeyCascadeSyntax NotValid(this ICreateForeignKeyCascadeSyntax key)
    {
        var expression = Chain.Builder<CreateForeignKeyExpressionBuilder>(key).Expression;
        expression.ForeignKey = new UnvalidatedForeignKey(expression.ForeignKey);
        return key;
    }

    /// <summary>The unique index over the same columns becomes the constraint's and takes its name, so that no row is
    /// read; an earlier migration has made it, on PostgreSQL concurrently. Rolling back drops the constraint and makes
    /// the index again. FluentMigrator's own runner leaves the index and makes one more.</summary>
    /// <param name="constraint">The constraint.</param>
    /// <param name="indexName">The index.</param>
    public static ICreateConstraintOptionsSyntax UsingIndex(
        this ICreateConstraintOptionsSyntax constraint,
        string indexName
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(indexName);
        Chain.Builder<CreateConstraintExpressionBuilder>(constraint).Expression.Constraint.AdditionalFeatures[
            Features.UsingIndex
        ] = indexName;
        return constraint;
    }
}

/// <summary>A foreign key that the rows already there are not checked against. FluentMigrator's definition has no place
/// for it.</summary>
internal sealed class UnvalidatedForeignKey : ForeignKeyDefinition
{
    /// <summary>The same key as the definition's.</summary>
    public UnvalidatedForeignKey(ForeignKeyDefinition key)
    {
        Name = key.Name;
        ForeignTable = key.ForeignTable;
        ForeignTableSchema = key.ForeignTableSchema;
        ForeignColumns = key.ForeignColumns;
        PrimaryTable = key.PrimaryTable;
        PrimaryTableSchema = key.PrimaryTableSchema;
        PrimaryColumns = key.PrimaryColumns;
        OnDelete = key.OnDelete;
        OnUpdate = key.OnUpdate;
    }
}
