using FluentMigrator;
using FluentMigrator.Runner.Constraints;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Provisioning.IntegrationTests.FluentMigrator.Hosted;

/// <summary>What a program registers and a migration asks for.</summary>
public sealed class Settings
{
    public string Currency { get; init; } = "EUR";
}

[Migration(1)]
public sealed class CreatesPrices(Settings settings, ILogger<CreatesPrices> logger) : Migration
{
    public override void Up()
    {
        logger.Log(LogLevel.Information, default, settings.Currency, null, (currency, _) => $"prices in {currency}");
        Create
            .Table("prices")
            .WithColumn("id")
            .AsInt32()
            .PrimaryKey()
            .WithColumn("currency")
            .AsString(3)
            .WithDefaultValue(settings.Currency);
        Insert.IntoTable("prices").Row(new { id = 1 });
    }

    public override void Down() => Delete.Table("prices");
}

[Migration(2, "adds taxes")]
public sealed class AddsTaxes : AutoReversingMigration
{
    public override void Up() =>
        Create.Table("taxes").WithColumn("id").AsInt32().PrimaryKey().WithColumn("rate").AsDecimal(5, 2).Nullable();
}

[Migration(3, BreakingChange = true)]
public sealed class DropsCurrency : Migration
{
    public override void Up() => Delete.Column("currency").FromTable("prices");

    public override void Down() => Create.Column("currency").OnTable("prices").AsString(3).Nullable();
}

[Migration(4), CurrentVersionMigrationConstraint(1)]
public sealed class OnlyBehindTheFirst : AutoReversingMigration
{
    public override void Up() => Create.Table("odd").WithColumn("id").AsInt32();
}

[Profile("demo")]
public sealed class Demo : Migration
{
    public override void Up() => Create.Table("demo").WithColumn("id").AsInt32();

    public override void Down() { }
}

[VersionTableMetaData]
public sealed class History(IConventionSet conventions, IOptions<RunnerOptions> options)
    : DefaultVersionTableMetaData(conventions, options)
{
    public override string TableName => "history";

    public override string ColumnName => "version_number";
}
