using System.Globalization;
using FluentMigrator;
using FluentMigrator.Infrastructure;

namespace Provisioning.Tests.FluentMigrator.Foreign;

/// <summary>A version scheme of a product's own.</summary>
public sealed class ProductMigrationAttribute(string moment, string description)
    : MigrationAttribute(DateTime.Parse(moment, CultureInfo.InvariantCulture).Ticks, description);

/// <summary>A base class of a product's own, which is no migration itself.</summary>
public abstract class ProductMigration : Migration
{
    public override void Down() { }

    protected bool IsMissing(string table) => !Schema.Table(table).Exists();
}

[ProductMigration("2024-03-01", "people")]
[Tags("core"), Tags(TagBehavior.RequireAny, "a", "b")]
[MigrationTrait("area", "people")]
public sealed class AddPeople : ProductMigration
{
    public override void Up()
    {
        if (IsMissing("Towns"))
        {
            Create.TableForModel("Towns").WithColumn("Name").AsShortText().Required("");
        }

        Create
            .Table("People")
            .WithIdColumn()
            .WithTimeStamps()
            .WithColumn("TownId")
            .AsInt32()
            .References("Towns")
            .Nullable();
        IfDatabase("sqlite").Execute.Sql("PRAGMA optimize");
        IfDatabase("postgres").Execute.Sql("ANALYZE");
    }
}

[Migration(639_000_000_000_000_000, TransactionBehavior.None, BreakingChange = true)]
public sealed class AddNickname(INicknames nicknames) : ProductMigration
{
    public override void Up() => Alter.People().AddColumn(nicknames.Column).AsShortText().Nullable();
}

/// <summary>What a constructor may ask for.</summary>
public interface INicknames
{
    string Column { get; }
}

[Migration(1)]
public abstract class NotConcrete : ProductMigration;

[Migration(2)]
internal sealed class NotPublic : ProductMigration
{
    public override void Up() { }
}

[Migration(3)]
public sealed class NotAMigration;

public sealed class NotNumbered : ProductMigration
{
    public override void Up() { }
}

[Migration(7)]
public sealed class AddByScript(IEnumerable<IEmbeddedResourceProvider> resources) : AutoScriptMigration(resources);
