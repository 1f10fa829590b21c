using FluentMigrator.Builders;
using FluentMigrator.Builders.Alter.Column;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;
using Provisioning.Operations;

namespace FluentMigrator.Postgres;

/// <summary>What only PostgreSQL has. On SQLite it is passed over where it changes speed alone, and refused where it changes results.</summary>
public static partial class PostgresExtensions
{
    /// <summary>The engine numbers rows by this column, always or by default.</summary>
    public static TNext Identity<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> expression, PostgresGenerationType generation)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        Change(expression, generation, IdentityChange.Add);
        return expression.Identity();
    }

    /// <summary>The engine begins to number rows by this column.</summary>
    public static IAlterColumnOptionSyntax AddIdentity(this IAlterColumnOptionSyntax expression, PostgresGenerationType generation) =>
        Change(expression, generation, IdentityChange.Add);

    /// <summary>The engine numbers rows by this column in another way.</summary>
    public static IAlterColumnOptionSyntax SetIdentity(this IAlterColumnOptionSyntax expression, PostgresGenerationType generation) =>
        Change(expression, generation, IdentityChange.Set);

    /// <summary>The engine no longer numbers rows by this column; with <paramref name="ifExists"/> it may never have.</summary>
    public static IAlterColumnOptionSyntax DropIdentity(this IAlterColumnOptionSyntax expression, bool ifExists) =>
        Change(expression, null, ifExists ? IdentityChange.DropIfExists : IdentityChange.Drop);

    /// <summary>Values of GENERATED ALWAYS columns are taken from the rows.</summary>
    public static IInsertDataSyntax WithOverridingSystemValue(this IInsertDataSyntax expression) =>
        Override(expression, IdentityOverride.SystemValue);

    /// <summary>Values of identity columns in the rows are passed over, and the engine numbers them.</summary>
    public static IInsertDataSyntax WithOverridingUserValue(this IInsertDataSyntax expression) =>
        Override(expression, IdentityOverride.UserValue);

    private static T Change<T>(T expression, PostgresGenerationType? generation, IdentityChange change)
        where T : IFluentSyntax
    {
        var column = Chain.Behind<IColumnExpressionBuilder>(expression).Column;
        column.IdentityChange = change;
        column.IsIdentity = generation is not null;
        column.Generation = generation switch
        {
            PostgresGenerationType.Always => Provisioning.Schema.Identity.Always,
            PostgresGenerationType.ByDefault => Provisioning.Schema.Identity.ByDefault,
            _ => null,
        };
        return expression;
    }

    private static IInsertDataSyntax Override(IInsertDataSyntax expression, IdentityOverride overriding)
    {
        Chain.Behind<InsertDataExpressionBuilder>(expression).Expression.Overriding = overriding;
        return expression;
    }
}
