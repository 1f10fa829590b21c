using System.Data;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Model;

namespace Provisioning.SampleMigrations.Extensions;

public static class TableExtensions
{
    private static readonly Dictionary<Type, DbType> Types = new()
    {
        [typeof(string)] = DbType.String,
        [typeof(int)] = DbType.Int32,
        [typeof(bool)] = DbType.Boolean,
        [typeof(decimal)] = DbType.Decimal,
        [typeof(DateTime)] = DbType.DateTime2,
        [typeof(Guid)] = DbType.Guid,
    };

    public static ICreateTableColumnOptionOrWithColumnSyntax TableForModel(
        this ICreateExpressionRoot create,
        string name
    ) => create.Table(name).WithColumn("Id").AsInt32().PrimaryKey().Identity();

    public static ICreateTableColumnOptionOrWithColumnSyntax WithTimestamps(this ICreateTableWithColumnSyntax table) =>
        table
            .WithColumn("CreatedAt")
            .AsDateTimeOffset()
            .NotNullable()
            .WithDefaultValue(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero))
            .WithColumn("UpdatedAt")
            .AsDateTimeOffset()
            .Nullable();

    public static void TableFor<T>(this ICreateExpressionRoot create)
    {
        var builder = create.Table(typeof(T).Name) as CreateTableExpressionBuilder;
        var key = new ColumnDefinition
        {
            Name = "Id",
            Type = DbType.Int32,
            IsIdentity = true,
            IsPrimaryKey = true,
            TableName = typeof(T).Name,
            ModificationType = ColumnModificationType.Create,
        };
        builder.Expression.Columns.Insert(0, key);
        builder.CurrentColumn = key;
        foreach (var property in typeof(T).GetProperties().Where(property => property.Name != "Id"))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            builder.Expression.Columns.Add(
                new ColumnDefinition
                {
                    Name = property.Name,
                    Type = Types[type],
                    Size =
                        type == typeof(string) ? 200
                        : type == typeof(decimal) ? 18
                        : null,
                    Precision = type == typeof(decimal) ? 4 : null,
                    IsNullable = type != property.PropertyType,
                    TableName = typeof(T).Name,
                    ModificationType = ColumnModificationType.Create,
                }
            );
        }
    }
}
