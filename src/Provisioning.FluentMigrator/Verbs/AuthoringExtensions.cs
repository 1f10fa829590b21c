using FluentMigrator.Builders;
using FluentMigrator.Builders.Alter;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What migrations can describe here beyond FluentMigrator.</summary>
public static class AuthoringExtensions
{
    extension<TNext>(IColumnTypeSyntax<TNext> type)
        where TNext : IFluentSyntax
    {
        /// <summary>A JSON document, kept as it was written.</summary>
        public TNext AsJson() => type.As(ColumnKind.Json, "json");

        /// <summary>A JSON document, kept in the engine's binary form where it has one.</summary>
        public TNext AsJsonb() => type.As(ColumnKind.Jsonb, "jsonb");

        /// <summary>An IP address: <c>inet</c> on PostgreSQL, text on SQLite.</summary>
        public TNext AsInet() => type.As(ColumnKind.Inet, "inet");

        private TNext As(ColumnKind kind, string postgreSql)
        {
            // FluentMigrator's own runner takes the word; ours goes by the kind.
            var next = type.AsCustom(postgreSql);
            Chain.Builder<IColumnExpressionBuilder>(type).Column.AdditionalFeatures[Features.Kind] = kind;
            return next;
        }
    }

    extension<TNext, TNextFk>(IColumnOptionSyntax<TNext, TNextFk> option)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        /// <summary>The default is the present moment, to the finest fraction of a second that the engine
        /// has.</summary>
        public TNext WithDefaultNow() => option.WithDefaultValue(Now.Instance);
    }

    extension(ICreateExpressionRoot create)
    {
        /// <summary>Creates a trigger that acts for each row.</summary>
        public ICreateTriggerOnTableSyntax Trigger(string triggerName) =>
            Chain.Add(create, new CreateTriggerBuilder(triggerName));

        /// <summary>Creates a view.</summary>
        public ICreateViewSyntax View(string viewName) => Chain.Add(create, new CreateViewBuilder(viewName));

        /// <summary>Creates a partition of a table that <c>PartitionedBy</c> has made. PostgreSQL only.</summary>
        public ICreatePartitionSyntax Partition(string partitionName) =>
            Chain.Add(create, new CreatePartitionBuilder(partitionName));

        /// <summary>Makes a database of another PostgreSQL server known, so that partitions can be there. Needs the
        /// extension postgres_fdw. PostgreSQL only.</summary>
        /// <param name="serverName">What the server is called in this database.</param>
        public IForeignServerSyntax ForeignServer(string serverName) =>
            Chain.Add(create, new ForeignServerBuilder(serverName, replaces: false));

        /// <summary>Creates a function. PostgreSQL only.</summary>
        public ICreateFunctionSyntax Function(string functionName) =>
            Chain.Add(create, new CreateFunctionBuilder(functionName));

        /// <summary>Creates a policy. PostgreSQL only.</summary>
        public ICreatePolicyOnTableSyntax Policy(string policyName) =>
            Chain.Add(create, new CreatePolicyBuilder(policyName));

        /// <summary>Creates a type whose values are listed. PostgreSQL only.</summary>
        public ICreateEnumSyntax Enum(string typeName) => Chain.Add(create, new EnumBuilder(typeName));

        /// <summary>Makes an extension's types and functions usable; one that is there stays. PostgreSQL
        /// only.</summary>
        /// <param name="extensionName">The extension.</param>
        /// <param name="schemaName">Where its objects go; null is the default schema.</param>
        public void Extension(string extensionName, string? schemaName = null) =>
            Chain.Add(create, new FinishedExpression(new CreateExtension(extensionName, schemaName)));

        /// <summary>Adds a check constraint; the rows already there must pass it.</summary>
        public ICreateCheckConstraintOnTableSyntax CheckConstraint(string constraintName) =>
            Chain.Add(create, new CreateCheckBuilder(constraintName));
    }

    extension(IDeleteExpressionRoot delete)
    {
        /// <summary>Drops a trigger, and on PostgreSQL the function of the same name that it calls.</summary>
        public IDeleteTriggerFromTableSyntax Trigger(string triggerName) =>
            Chain.Add(delete, new DeleteTriggerBuilder(triggerName));

        /// <summary>Drops a view.</summary>
        /// <param name="viewName">The view.</param>
        /// <param name="isMaterialized">Whether it keeps its rows.</param>
        public IInSchemaSyntax View(string viewName, bool isMaterialized = false) =>
            Chain.Add(
                delete,
                new DeleteObjectBuilder(viewName, "a view to delete", name => new DropView(name, isMaterialized))
            );

        /// <summary>Forgets a database of another server. What is there stays; tables that are there have to go first.
        /// PostgreSQL only.</summary>
        public void ForeignServer(string serverName) =>
            Chain.Add(delete, new FinishedExpression(new DropForeignServer(serverName)));

        /// <summary>Drops a table whose rows are on another server, where they stay. PostgreSQL only.</summary>
        public IInSchemaSyntax ForeignTable(string tableName) =>
            Chain.Add(
                delete,
                new DeleteObjectBuilder(tableName, "a foreign table to delete", name => new DropTable(name)
                {
                    IsForeign = true,
                })
            );

        /// <summary>Drops a function. PostgreSQL only.</summary>
        /// <param name="functionName">The function.</param>
        /// <param name="parameters">Its parameters, which tell it from others of that name.</param>
        public IInSchemaSyntax Function(string functionName, string parameters = "") =>
            Chain.Add(
                delete,
                new DeleteObjectBuilder(functionName, "a function to delete", name => new DropFunction(
                    name,
                    parameters
                ))
            );

        /// <summary>Drops a policy. PostgreSQL only.</summary>
        public IInSchemaSyntax Policy(string policyName, string tableName) =>
            Chain.Add(
                delete,
                new DeleteObjectBuilder(tableName, $"policy {policyName} to delete", table => new DropPolicy(
                    table,
                    policyName
                ))
            );

        /// <summary>Drops a type whose values are listed. PostgreSQL only.</summary>
        public IInSchemaSyntax Enum(string typeName) =>
            Chain.Add(delete, new DeleteObjectBuilder(typeName, "an enum to delete", name => new DropEnumType(name)));

        /// <summary>Takes an extension away. PostgreSQL only.</summary>
        public void Extension(string extensionName) =>
            Chain.Add(delete, new FinishedExpression(new DropExtension(extensionName)));

        /// <summary>Drops a check constraint.</summary>
        public IDeleteConstraintOnTableSyntax CheckConstraint(string constraintName) =>
            Chain.Add(delete, new DeleteCheckBuilder(constraintName));
    }

    extension(IAlterExpressionRoot alter)
    {
        /// <summary>Says whether a table's policies hold. PostgreSQL only.</summary>
        public IAlterRowSecuritySyntax RowLevelSecurity(string tableName) =>
            Chain.Add(alter, new AlterRowSecurityBuilder(tableName));

        /// <summary>Gives a server that is known the URL that a variable holds now, after it has moved or has another
        /// password. PostgreSQL only.</summary>
        /// <param name="serverName">What the server is called in this database.</param>
        public IForeignServerSyntax ForeignServer(string serverName) =>
            Chain.Add(alter, new ForeignServerBuilder(serverName, replaces: true));

        /// <summary>Adds to a type whose values are listed. PostgreSQL only.</summary>
        public IAlterEnumSyntax Enum(string typeName) => Chain.Add(alter, new EnumBuilder(typeName));
    }

    extension(ICreateIndexOnColumnSyntax index)
    {
        /// <summary>The next entry of the index is an SQL expression. The index needs a name.</summary>
        public ICreateIndexColumnOptionsSyntax OnExpression(string sql)
        {
            var next = index.OnColumn(sql);
            var entry = Chain.Builder<CreateIndexExpressionBuilder>(index).CurrentColumn;
            entry.AdditionalFeatures[Features.Expression] = true;
            return next;
        }
    }
}

/// <summary>The present moment as a column's default. FluentMigrator's own generators print values that they do not
/// know by their text.</summary>
internal sealed class Now
{
    /// <summary>The only one.</summary>
    public static Now Instance { get; } = new();

    public override string ToString() => "CURRENT_TIMESTAMP";
}
