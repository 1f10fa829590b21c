using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Operations;

/// <summary>The effect of operations on a model.</summary>
public sealed class ApplyTests
{
    private static readonly Column Id = new("id", new(ColumnKind.Int32));
    private static readonly Column Code = new("code", new(ColumnKind.String, 10))
    {
        IsNullable = true,
        Default = new LiteralDefault("x"),
    };

    private static readonly DatabaseModel Model = DatabaseModel
        .Empty.After(
            new CreateTable(
                new("parents", [Id, Code])
                {
                    PrimaryKey = new("PK_parents", ["id"]),
                    Uniques = [new("UC_code", ["code"])],
                }
            )
        )
        .After(
            new CreateTable(
                new("children", [Id, Code])
                {
                    ForeignKeys = [new("FK_code", ["code"], "parents", ["code"])],
                    Indexes = [new("IX_code", [new("code")]), new("IX_id", [new("id")]) { Includes = ["code"] }],
                }
            )
        );

    [Fact]
    public void A_renamed_column_has_its_new_name_wherever_it_is_named()
    {
        var model = Model
            .After(new RenameColumn("parents", "code", "label"))
            .After(new RenameColumn("children", "code", "tag"));

        var child = model.Tables["children"];
        Assert.Equal([new("UC_code", ["label"])], model.Tables["parents"].Uniques);
        Assert.Equal([new("FK_code", ["tag"], "parents", ["label"])], child.ForeignKeys);
        Assert.Equal([new("IX_code", [new("tag")]), new("IX_id", [new("id")]) { Includes = ["tag"] }], child.Indexes);
    }

    [Fact]
    public void A_dropped_column_goes_with_the_keys_and_indexes_that_name_it()
    {
        var model = Model.After(new DropColumn("parents", "id")).After(new DropColumn("children", "code"));

        Assert.Null(model.Tables["parents"].PrimaryKey);
        Assert.Empty(model.Tables["children"].ForeignKeys);
        Assert.Empty(model.Tables["children"].Indexes);
    }

    [Fact]
    public void A_validated_constraint_holds_for_every_row()
    {
        var model = Model
            .After(new AddCheck("children", new("CK_id", "id > 0") { IsNotValid = true }))
            .After(new ValidateConstraint("children", "CK_id"));

        Assert.Equal([new("CK_id", "id > 0")], model.Tables["children"].Checks);
    }

    [Fact]
    public void A_renamed_table_is_referred_to_by_its_new_name()
    {
        var model = Model.After(new RenameTable("parents", "elders"));

        Assert.False(model.TableExists("parents"));
        Assert.Equal("elders", model.Tables["elders"].Name);
        Assert.Equal("elders", model.Tables["children"].ForeignKeys[0].References);
    }

    [Fact]
    public void An_altered_column_keeps_what_the_change_does_not_say()
    {
        var model = Model.After(new AlterColumn("children", new("code", new(ColumnKind.String))));

        Assert.Equal(Code with { Type = new(ColumnKind.String) }, model.Tables["children"].Find("code"));
    }

    [Fact]
    public void Expressions_follow_a_renamed_column_and_go_with_a_dropped_one()
    {
        var model = Model
            .After(new AddCheck("children", new("CK", "Code <> 'code' AND \"code\" <> encode(id)")))
            .After(
                new CreateIndex(
                    "children",
                    new("IX_lower", [new("lower(code)") { IsExpression = true }]) { Filter = "code IS NOT NULL" }
                )
            );

        var renamed = model.After(new RenameColumn("children", "code", "tag")).Tables["children"];
        var dropped = model.After(new DropColumn("children", "code")).Tables["children"];

        Assert.Equal([new("CK", "\"tag\" <> 'code' AND \"tag\" <> encode(id)")], renamed.Checks);
        Assert.Equal(
            new("IX_lower", [new("lower(\"tag\")") { IsExpression = true }]) { Filter = "\"tag\" IS NOT NULL" },
            renamed.Indexes[^1]
        );
        Assert.Empty(dropped.Checks);
        Assert.Empty(dropped.Indexes);
    }

    [Fact]
    public void A_primary_key_without_a_name_is_the_one_that_is_dropped()
    {
        var model = DatabaseModel
            .Empty.After(new CreateTable(new("t", [Id, Code])))
            .After(new AddPrimaryKey("t", new(null, ["code"])));

        Assert.False(model.Tables["t"].Find("code")!.IsNullable);
        Assert.Null(model.After(new DropConstraint("t", "PK_t", ConstraintKind.PrimaryKey)).Tables["t"].PrimaryKey);
    }

    [Fact]
    public void An_existing_table_stays_unchanged_where_it_may_exist()
    {
        var model = Model.After(new CreateTable(new("parents", [Id]), IfNotExists: true));

        Assert.Equal(Model.Tables["parents"], model.Tables["parents"]);
    }

    [Fact]
    public void An_operation_on_an_unknown_table_changes_nothing()
    {
        var model = Model.After(new DropColumn("unknown", "id")).After(new RenameTable("unknown", "known"));

        Assert.Equal(Model, model);
    }

    [Fact]
    public void What_exists_is_answered_from_the_model()
    {
        var model = Model.After(new CreateSchema("sales")).After(new CreateSequence(new("numbers")));

        Assert.True(model.SchemaExists("sales") && model.SequenceExists("numbers") && model.TableExists("parents"));
        Assert.True(
            model.ColumnExists("parents", "code")
                && model.IndexExists("children", "IX_id")
                && model.ConstraintExists("children", "FK_code")
        );
        Assert.False(
            model.TableExists("Parents")
                || model.TableExists(new("sales", "parents"))
                || model.ColumnExists("unknown", "id")
        );
    }
}
