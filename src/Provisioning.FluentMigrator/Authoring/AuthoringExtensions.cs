using FluentMigrator.Builders;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Infrastructure;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What migrations can describe here beyond FluentMigrator.</summary>
public static class AuthoringExtensions
{
    extension<TNext>(IColumnTypeSyntax<TNext> type)
        where TNext : IFluentSyntax
    {
        /// <summary>A JSON document, kept as it was written.</summary>
        public TNext AsJson() => type.As(ColumnKind.Json);

        /// <summary>A JSON document, kept in the engine's binary form where it has one.</summary>
        public TNext AsJsonb() => type.As(ColumnKind.Jsonb);

        private TNext As(ColumnKind kind)
        {
            // Any type makes the step; the kind replaces it.
            var next = type.AsString();
            var column = Chain.Behind<IColumnExpressionBuilder>(type).Column;
            column.Type = null;
            column.Kind = kind;
            return next;
        }
    }

    extension<TNext, TNextFk>(IColumnOptionSyntax<TNext, TNextFk> option)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        /// <summary>The default is the present moment, to the finest fraction of a second that the engine has.</summary>
        public TNext WithDefaultNow() => option.WithDefaultValue(new FunctionDefault(SystemFunction.Now));
    }

    extension(ICreateExpressionRoot create)
    {
        /// <summary>Creates a trigger that acts for each row.</summary>
        public ICreateTriggerOnTableSyntax Trigger(string triggerName) => Chain.Behind<Root>(create).Add(new CreateTriggerBuilder(triggerName));

        /// <summary>Adds a check constraint; the rows already there must pass it.</summary>
        public ICreateCheckConstraintOnTableSyntax CheckConstraint(string constraintName) =>
            Chain.Behind<Root>(create).Add(new CreateCheckBuilder(constraintName));
    }

    extension(IDeleteExpressionRoot delete)
    {
        /// <summary>Drops a trigger, and on PostgreSQL the function of the same name that it calls.</summary>
        public IDeleteTriggerFromTableSyntax Trigger(string triggerName) => Chain.Behind<Root>(delete).Add(new DeleteTriggerBuilder(triggerName));

        /// <summary>Drops a check constraint.</summary>
        public IDeleteConstraintOnTableSyntax CheckConstraint(string constraintName) =>
            Chain.Behind<Root>(delete).Add(new DeleteCheckBuilder(constraintName));
    }

    extension(ICreateIndexOnColumnSyntax index)
    {
        /// <summary>The next entry of the index is an SQL expression. The index needs a name.</summary>
        public ICreateIndexColumnOptionsSyntax OnExpression(string sql)
        {
            var next = index.OnColumn(sql);
            Chain.Behind<IIndexBuilder>(index).Index.Columns.Last().IsExpression = true;
            return next;
        }
    }
}
