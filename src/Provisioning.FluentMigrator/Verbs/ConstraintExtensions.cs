using FluentMigrator.Builders.Create.ForeignKey;
using FluentMigrator.Model;

namespace Provisioning.Authoring;

/// <summary>What new foreign keys can have beyond FluentMigrator.</summary>
public static class ConstraintExtensions
{
    extension(ICreateForeignKeyCascadeSyntax key)
    {
        /// <summary>Rows that are there already are not looked at, so that both tables are locked for a moment only;
        /// <c>Alter.Table(…).ValidateConstraint</c> in a later migration checks them. SQLite has no such thing and
        /// checks them at once, as FluentMigrator's own runner does on every engine. From a partitioned table
        /// PostgreSQL before 18 refuses it.</summary>
        public ICreateForeignKeyCascadeSyntax NotValid()
        {
            var expression = Chain.Builder<CreateForeignKeyExpressionBuilder>(key).Expression;
            expression.ForeignKey = new UnvalidatedForeignKey(expression.ForeignKey);
            return key;
        }
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
