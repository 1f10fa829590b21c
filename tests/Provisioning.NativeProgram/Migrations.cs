using System.Data;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.NativeProgram;

/// <summary>Tables with what most products have.</summary>
[Migration(1, "people and teams")]
public sealed class PeopleAndTeams : AutoReversingMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("teams")
            .WithColumn("id")
            .AsInt32()
            .PrimaryKey()
            .Identity()
            .WithColumn("name")
            .AsString(50)
            .Unique();
        Create
            .Table("people")
            .WithColumn("id")
            .AsInt32()
            .PrimaryKey()
            .Identity()
            .WithColumn("team")
            .AsInt32()
            .ForeignKey("teams", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("born")
            .AsDate()
            .Nullable()
            .WithColumn("about")
            .AsJson()
            .Nullable();
        Create.Index().OnTable("people").OnColumn("born").Descending();
    }
}

/// <summary>Rows, SQL, and a change that SQLite has no statement for.</summary>
[Migration(2)]
public sealed class Rows : Migration
{
    /// <inheritdoc />
    public override void Up()
    {
        Insert.IntoTable("teams").Row(new { name = "one" });
        Execute.Sql("UPDATE teams SET name = 'two'");
        Alter.Column("name").OnTable("teams").AsString(100).NotNullable();
        if (Schema.Table("people").Exists())
        {
            IfDatabase("sqlite").Execute.Sql("UPDATE teams SET name = 'lite'");
        }
    }

    /// <inheritdoc />
    public override void Down() => Delete.FromTable("teams").AllRows();
}
