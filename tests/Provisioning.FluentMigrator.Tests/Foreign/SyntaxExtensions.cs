using System.Data;
using FluentMigrator;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Alter;
using FluentMigrator.Builders.Alter.Table;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Infrastructure;

namespace Provisioning.Tests.FluentMigrator.Foreign;

/// <summary>Extension methods as the users of FluentMigrator write them, over its syntax interfaces.</summary>
public static class SyntaxExtensions
{
    public static ICreateTableColumnOptionOrWithColumnSyntax TableForModel(
        this ICreateExpressionRoot expression,
        string name
    ) => expression.Table(name).WithColumn("Id").AsInt32().PrimaryKey().Identity();

    public static ICreateTableWithColumnSyntax WithIdColumn(this ICreateTableWithColumnOrSchemaSyntax table) =>
        table.WithColumn("Id").AsInt64().NotNullable().PrimaryKey().Identity();

    public static ICreateTableColumnOptionOrWithColumnSyntax WithTimeStamps(this ICreateTableWithColumnSyntax table) =>
        table
            .WithColumn("CreatedAt")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("UpdatedAt")
            .AsDateTime()
            .Nullable();

    public static ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax References(
        this ICreateTableColumnOptionOrWithColumnSyntax column,
        string table
    ) => column.ForeignKey(table, "Id").OnDelete(Rule.Cascade);

    public static TNext AsShortText<TNext>(this IColumnTypeSyntax<TNext> type)
        where TNext : IFluentSyntax => type.AsString(64);

    public static TNext Required<TNext, TNextFk>(this IColumnOptionSyntax<TNext, TNextFk> option, object value)
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        option.NotNullable();
        return option.WithDefaultValue(value);
    }

    public static IAlterTableAddColumnOrAlterColumnSyntax People(this IAlterExpressionRoot alter) =>
        alter.Table("People");
}
