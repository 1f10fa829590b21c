using System.Data;
using System.Globalization;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;

namespace Provisioning.SampleMigrations.Versions;

[Migration(20210101_0000)]
public sealed class CopiesOverTheConnection : Migration
{
    public override void Up()
    {
        if (!Schema.Table("Totals").Exists())
        {
            Create
                .Table("Totals")
                .WithColumn("CustomerId")
                .AsInt32()
                .PrimaryKey()
                .WithColumn("Sum")
                .AsString(40)
                .NotNullable();
        }

        Execute.WithConnection(Sum);
    }

    public override void Down() => Delete.Table("Totals").IfExists();

    private static void Sum(IDbConnection connection, IDbTransaction transaction)
    {
        var sums = new List<(int Customer, string Sum)>();
        using (var select = connection.CreateCommand())
        {
            select.Transaction = transaction;
            select.CommandText = "SELECT \"CustomerId\", SUM(\"Total\") FROM \"Orders\" GROUP BY \"CustomerId\"";
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                sums.Add(
                    (
                        reader.GetInt32(0),
                        Convert
                            .ToDecimal(reader.GetValue(1), CultureInfo.InvariantCulture)
                            .ToString("0.00", CultureInfo.InvariantCulture)
                    )
                );
            }
        }

        foreach (var (customer, sum) in sums)
        {
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "INSERT INTO \"Totals\" (\"CustomerId\", \"Sum\") VALUES (@customer, @sum)";
            Add(insert, "@customer", customer);
            Add(insert, "@sum", sum);
            insert.ExecuteNonQuery();
        }
    }

    private static void Add(IDbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

[Migration(20210102_0000)]
public sealed class FromAScript : Migration
{
    public override void Up() =>
        Execute.EmbeddedScript("CreateSettings.sql", new Dictionary<string, string> { ["name"] = "theme" });

    public override void Down() => Execute.Sql("DROP TABLE \"Settings\"");
}

[Migration(20210103_0000)]
public sealed class ReversedByHand : Migration
{
    public override void Up()
    {
        Create
            .Table("Pages")
            .WithColumn("Id")
            .AsGuid()
            .PrimaryKey()
            .WithColumn("Slug")
            .AsAnsiString(100)
            .NotNullable()
            .Indexed("IX_Slug");
        Create.Column("Title").OnTable("Pages").AsString().Nullable();
    }

    public override void Down() { }

    public override void GetDownExpressions(IMigrationContext context)
    {
        GetUpExpressions(context);
        context.Expressions = [.. context.Expressions.Select(expression => expression.Reverse()).Reverse()];
    }
}

[Migration(20210104_0000)]
public sealed class MadeOfExpressions : IMigration
{
    public string ConnectionString => "";

    public void GetUpExpressions(IMigrationContext context) =>
        context.Expressions.Add(
            new ExecuteSqlStatementExpression { SqlStatement = "CREATE TABLE \"Raw\" (\"Id\" integer)" }
        );

    public void GetDownExpressions(IMigrationContext context) =>
        context.Expressions.Add(new DeleteTableExpression { TableName = "Raw" });
}

[Migration(20210105_0000), Tags("eu", "us")]
public sealed class ForSomeRegions : AutoReversingMigration
{
    public override void Up() => Create.Table("Consents").WithColumn("Id").AsInt64().PrimaryKey().Identity();
}

[Maintenance(MigrationStage.AfterAll)]
public sealed class CountRuns : Migration
{
    public override void Up() => Execute.Sql("INSERT INTO \"Settings\" (\"Name\", \"Value\") VALUES ('run', 'done')");

    public override void Down() { }
}

[Profile("Demo")]
public sealed class DemoRows : Migration
{
    public override void Up() => Insert.IntoTable("Customers").Row(new { Email = "demo@example.org" });

    public override void Down() { }
}
