using System.Data;
using FluentMigrator;
using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Model;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Every member of the authoring API at work, by what it is about. They stand on
/// <see cref="Before"/>.</summary>
internal static class Members
{
    /// <summary>What exists before each of them.</summary>
    public static void Before(Migration m)
    {
        m.Create.Table("p").WithColumn("id").AsInt32().PrimaryKey().WithColumn("x").AsInt32().Nullable();
        m.Create.Table("t")
            .WithColumn("id")
            .AsInt32()
            .PrimaryKey("pk_t")
            .WithColumn("a")
            .AsString(20)
            .Nullable()
            .WithColumn("b")
            .AsInt32()
            .WithDefaultValue(1)
            .WithColumn("c")
            .AsInt32()
            .Nullable();
        m.Create.Table("bare").WithColumn("a").AsInt32().WithColumn("b").AsInt32();
        m.Create.Index("ix_t").OnTable("t").OnColumn("a").Ascending();
        m.Create.UniqueConstraint("uc_t").OnTable("t").Column("c");
        m.Create.ForeignKey("fk_t").FromTable("t").ForeignColumn("b").ToTable("p").PrimaryColumn("id");
    }

    public static IEnumerable<(string Name, Action<Migration> Up)> All() =>
        [.. Types(), .. Options(), .. Creating(), .. Indexes(), .. Altering(), .. Deleting(), .. Rows(), .. Others()];

    private static (string, Action<Migration>)[] Types() =>
        [
            ("texts", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsAnsiString()
                    .WithColumn("b")
                    .AsAnsiString(5)
                    .WithColumn("c")
                    .AsAnsiString("C")
                    .WithColumn("d")
                    .AsAnsiString(5, "C")
                    .WithColumn("e")
                    .AsString()
                    .WithColumn("f")
                    .AsString(5)
                    .WithColumn("g")
                    .AsString("C")
                    .WithColumn("h")
                    .AsString(5, "C")
                    .WithColumn("i")
                    .AsString(int.MaxValue)
                    .WithColumn("j")
                    .AsFixedLengthString(5)
                    .WithColumn("k")
                    .AsFixedLengthString(5, "C")
                    .WithColumn("l")
                    .AsFixedLengthAnsiString(5)
                    .WithColumn("m")
                    .AsFixedLengthAnsiString(5, "C")
            ),
            ("numbers", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsByte()
                    .WithColumn("b")
                    .AsInt16()
                    .WithColumn("c")
                    .AsInt32()
                    .WithColumn("d")
                    .AsInt64()
                    .WithColumn("e")
                    .AsDecimal()
                    .WithColumn("f")
                    .AsDecimal(10, 2)
                    .WithColumn("g")
                    .AsCurrency()
                    .WithColumn("h")
                    .AsDouble()
                    .WithColumn("i")
                    .AsFloat()
                    .WithColumn("j")
                    .AsBoolean()
            ),
            ("times", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsDate()
                    .WithColumn("b")
                    .AsDateTime()
                    .WithColumn("c")
                    .AsDateTime2()
                    .WithColumn("d")
                    .AsDateTimeOffset()
                    .WithColumn("e")
                    .AsDateTimeOffset(3)
                    .WithColumn("f")
                    .AsTime()
            ),
            ("others", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsBinary()
                    .WithColumn("b")
                    .AsBinary(5)
                    .WithColumn("c")
                    .AsGuid()
                    .WithColumn("d")
                    .AsXml()
                    .WithColumn("e")
                    .AsXml(5)
                    .WithColumn("f")
                    .AsCustom("inet")
                    .WithColumn("g")
                    .AsColumnDataType(new ColumnDefinition { Type = DbType.Int16 })
            ),
        ];

    private static (string, Action<Migration>)[] Options() =>
        [
            ("nullability, defaults and descriptions", m =>
                m.Create.Table("n")
                    .WithDescription("of n")
                    .InSchema("s")
                    .WithColumn("a")
                    .AsInt32()
                    .Nullable()
                    .WithColumn("b")
                    .AsInt32()
                    .NotNullable()
                    .WithDefaultValue(5)
                    .WithColumn("c")
                    .AsDateTime()
                    .WithDefault(SystemMethods.CurrentUTCDateTime)
                    .WithColumnDescription("of c")
                    .WithColumnAdditionalDescription("more", "of c")
                    .WithColumn("d")
                    .AsString()
                    .WithColumnAdditionalDescriptions(new Dictionary<string, string> { ["x"] = "y" })
                    .Nullable()
            ),
            ("primary key with identity", m => m.Create.Table("n").WithColumn("id").AsInt64().PrimaryKey().Identity()),
            ("primary key of two columns", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsInt32()
                    .PrimaryKey("pk")
                    .WithColumn("b")
                    .AsInt32()
                    .PrimaryKey("pk")
            ),
            ("unique and indexed", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsInt32()
                    .Unique()
                    .WithColumn("b")
                    .AsInt32()
                    .Unique("ux")
                    .WithColumn("c")
                    .AsInt32()
                    .Indexed()
                    .WithColumn("d")
                    .AsInt32()
                    .Indexed("ix")
            ),
            ("computed", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsInt32()
                    .WithColumn("b")
                    .AsInt32()
                    .Computed("a + 1")
                    .WithColumn("c")
                    .AsInt32()
                    .Computed("a + 2", true)
            ),
            ("foreign key of a column", m =>
                m.Create.Table("n")
                    .WithColumn("a")
                    .AsInt32()
                    .ForeignKey("p", "id")
                    .OnDelete(Rule.Cascade)
                    .OnUpdate(Rule.SetNull)
                    .WithColumn("b")
                    .AsInt32()
                    .ForeignKey("fk", "p", "id")
                    .OnDeleteOrUpdate(Rule.SetDefault)
                    .WithColumn("c")
                    .AsInt32()
                    .ForeignKey("fk2", "s", "p", "id")
                    .WithColumn("d")
                    .AsInt32()
                    .ForeignKey()
            ),
            ("referenced by", m =>
                m.Create.Table("n")
                    .WithColumn("id")
                    .AsInt32()
                    .PrimaryKey()
                    .ReferencedBy("t", "c")
                    .OnDelete(Rule.Cascade)
            ),
        ];

    private static (string, Action<Migration>)[] Creating() =>
        [
            ("table if it does not exist", m => m.Create.Table("n").IfNotExists().WithColumn("a").AsInt32()),
            ("column", m => m.Create.Column("n").OnTable("t").AsInt32().Nullable()),
            ("column with rows set", m =>
                m.Create.Column("n").OnTable("t").AsInt32().SetExistingRowsTo(7).NotNullable()
            ),
            ("column in a schema", m => m.Create.Column("n").OnTable("o").InSchema("s").AsInt32().Nullable()),
            ("column with a foreign key", m =>
                m.Create.Column("n").OnTable("t").AsInt32().Nullable().ForeignKey("p", "id").OnDelete(Rule.SetNull)
            ),
            ("foreign key", m =>
                m.Create.ForeignKey()
                    .FromTable("t")
                    .ForeignColumn("c")
                    .ToTable("p")
                    .PrimaryColumn("id")
                    .OnDelete(Rule.Cascade)
                    .OnUpdate(Rule.None)
            ),
            ("foreign key with names and schemas", m =>
                m.Create.ForeignKey("fk")
                    .FromTable("t")
                    .InSchema("s")
                    .ForeignColumns("b", "c")
                    .ToTable("p")
                    .InSchema("s")
                    .PrimaryColumns("id", "x")
                    .OnDeleteOrUpdate(Rule.Cascade)
            ),
            ("primary key", m => m.Create.PrimaryKey().OnTable("bare").Column("a")),
            ("primary key with a name", m => m.Create.PrimaryKey("pk").OnTable("bare").Columns("a", "b")),
            ("unique constraint", m => m.Create.UniqueConstraint().OnTable("t").Column("b")),
            ("unique constraint with a name in a schema", m =>
                m.Create.UniqueConstraint("uc").OnTable("t").WithSchema("s").Columns("a", "b")
            ),
            ("sequence", m =>
                m.Create.Sequence("q")
                    .InSchema("s")
                    .IncrementBy(2)
                    .MinValue(1)
                    .MaxValue(100)
                    .StartWith(5)
                    .Cache(10)
                    .Cycle()
            ),
            ("schema", m => m.Create.Schema("n")),
        ];

    private static (string, Action<Migration>)[] Indexes() =>
        [
            ("index", m => m.Create.Index().OnTable("t").OnColumn("a").Ascending().OnColumn("b").Descending()),
            ("unique index in a schema", m => m.Create.Index("n").OnTable("t").InSchema("s").OnColumn("a").Unique()),
            ("index with options", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .Unique()
                    .WithOptions()
                    .NonClustered()
                    .WithOptions()
                    .Clustered()
            ),
            ("index with included columns", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().Include("b").Include("c")
            ),
            ("index with included columns as an option", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().Include("b").Include("c")
            ),
            ("gin index", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingGin()
                    .FastUpdate(false)
                    .PendingListLimit(64)
            ),
            ("gin index without fast updates", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().UsingGin().DisableFastUpdate()
            ),
            ("b-tree index", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingBTree()
                    .VacuumCleanupIndexScaleFactor(0.5f)
            ),
            ("gist index", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingGist()
                    .Buffering(GistBuffering.Auto)
            ),
            ("brin index", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("b")
                    .Ascending()
                    .WithOptions()
                    .UsingBrin()
                    .PagesPerRange(32)
                    .Autosummarize()
            ),
            ("brin index without summaries", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("b")
                    .Ascending()
                    .WithOptions()
                    .UsingBrin()
                    .DisableAutosummarize()
            ),
            ("hash index", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().UsingHash().Fillfactor(70)
            ),
            ("sp-gist index", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().UsingSpgist()
            ),
            ("index by a method", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().Using(Algorithm.Hash)
            ),
            ("index beside traffic", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().AsConcurrently()
            ),
            ("index of one table only", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().AsOnly()
            ),
            ("index of some rows", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().Filter("b > 0")
            ),
            ("index in a tablespace", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Ascending().WithOptions().Tablespace("ts")
            ),
            ("unique index with equal nulls", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Unique().WithOptions().UniqueNullsNotDistinct()
            ),
            ("unique index with different nulls", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Unique().WithOptions().UniqueNullsDistinct()
            ),
            ("nulls of a column", m =>
                m.Create.Index("n")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .NullsFirst()
                    .OnColumn("b")
                    .Descending()
                    .NullsLast()
                    .OnColumn("c")
                    .Ascending()
                    .Nulls(NullSort.First)
            ),
            ("nulls of a unique column", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Unique().NullsNotDistinct()
            ),
            ("different nulls of a unique column", m =>
                m.Create.Index("n").OnTable("t").OnColumn("a").Unique().NullsDistinct()
            ),
        ];

    private static (string, Action<Migration>)[] Altering() =>
        [
            ("table", m =>
                m.Alter.Table("t")
                    .WithDescription("of t")
                    .AddColumn("n")
                    .AsInt32()
                    .Nullable()
                    .AddColumn("o")
                    .AsInt32()
                    .NotNullable()
                    .SetExistingRowsTo(1)
                    .AlterColumn("a")
                    .AsString(50)
                    .NotNullable()
            ),
            ("table in a schema", m => m.Alter.Table("t").InSchema("s").AddColumn("n").AsInt32().Nullable()),
            ("table to a schema", m => m.Alter.Table("t").ToSchema("s")),
            ("column", m => m.Alter.Column("a").OnTable("t").AsString(50).NotNullable().WithDefaultValue("x")),
            ("column in a schema", m => m.Alter.Column("a").OnTable("t").InSchema("s").AsString(50).Nullable()),
            ("identity", m => m.Create.Table("n").WithColumn("a").AsInt32().Identity(PostgresGenerationType.ByDefault)),
            ("identity added", m =>
                m.Alter.Column("b").OnTable("t").AsInt32().AddIdentity(PostgresGenerationType.Always)
            ),
            ("identity changed", m =>
                m.Alter.Column("b").OnTable("t").AsInt32().SetIdentity(PostgresGenerationType.ByDefault)
            ),
            ("identity dropped", m => m.Alter.Column("b").OnTable("t").AsInt32().DropIdentity(true)),
            ("table renamed", m => m.Rename.Table("t").InSchema("s").To("n")),
            ("column renamed", m => m.Rename.Column("a").OnTable("t").To("n")),
            ("column renamed in a schema", m => m.Rename.Column("a").OnTable("t").InSchema("s").To("n")),
        ];

    private static (string, Action<Migration>)[] Deleting() =>
        [
            ("table", m => m.Delete.Table("bare")),
            ("table if it exists", m => m.Delete.Table("bare").IfExists().InSchema("s")),
            ("columns", m => m.Delete.Column("a").Column("b").FromTable("bare")),
            ("column in a schema", m => m.Delete.Column("a").FromTable("o").InSchema("s")),
            ("foreign key", m => m.Delete.ForeignKey("fk_t").OnTable("t")),
            ("foreign key by its columns", m =>
                m.Delete.ForeignKey().FromTable("t").ForeignColumn("c").ToTable("p").PrimaryColumn("id")
            ),
            ("foreign key by several columns", m =>
                m.Delete.ForeignKey()
                    .FromTable("t")
                    .InSchema("s")
                    .ForeignColumns("b", "c")
                    .ToTable("p")
                    .PrimaryColumns("id", "x")
            ),
            ("index", m => m.Delete.Index("ix_t").OnTable("t")),
            ("index by its columns", m => m.Delete.Index().OnTable("t").OnColumns("a", "b")),
            ("index by a column in a schema", m => m.Delete.Index("ix_t").OnTable("t").InSchema("s").OnColumn("a")),
            ("primary key", m => m.Delete.PrimaryKey("pk_t").FromTable("t")),
            ("unique constraint", m => m.Delete.UniqueConstraint("uc_t").FromTable("t")),
            ("unique constraint by its column", m => m.Delete.UniqueConstraint().FromTable("t").Column("c")),
            ("unique constraint by its columns", m =>
                m.Delete.UniqueConstraint().FromTable("t").InSchema("s").Columns("a", "b")
            ),
            ("default", m => m.Delete.DefaultConstraint().OnTable("t").OnColumn("b")),
            ("default in a schema", m => m.Delete.DefaultConstraint().OnTable("t").InSchema("s").OnColumn("b")),
            ("sequence", m => m.Delete.Sequence("q").InSchema("s")),
            ("schema", m => m.Delete.Schema("s")),
        ];

    private static (string, Action<Migration>)[] Rows() =>
        [
            ("inserted", m =>
                m.Insert.IntoTable("t")
                    .Row(new { id = 1, a = "it's" })
                    .Row(new Dictionary<string, object?> { ["id"] = 2 })
            ),
            ("inserted at once", m =>
                m.Insert.IntoTable("t")
                    .InSchema("s")
                    .Rows(new { id = 1 }, new { id = 2 })
                    .Rows(
                        new Dictionary<string, object?> { ["id"] = 3 },
                        new Dictionary<string, object?> { ["id"] = 4 }
                    )
            ),
            ("inserted over a system value", m =>
                m.Insert.IntoTable("t").WithOverridingSystemValue().Row(new { id = 1 })
            ),
            ("inserted over a user value", m => m.Insert.IntoTable("t").WithOverridingUserValue().Row(new { id = 1 })),
            ("updated", m => m.Update.Table("t").Set(new { a = "x" }).Where(new { id = 5, c = (int?)null })),
            ("all updated", m =>
                m.Update.Table("t")
                    .InSchema("s")
                    .Set(new Dictionary<string, object?> { ["a"] = RawSql.Insert("upper(a)") })
                    .AllRows()
            ),
            ("deleted", m => m.Delete.FromTable("t").Row(new { id = 1 }).Row(new { id = 2 })),
            ("all deleted", m => m.Delete.FromTable("t").InSchema("s").AllRows()),
            ("deleted where null", m => m.Delete.FromTable("t").IsNull("c")),
        ];

    private static (string, Action<Migration>)[] Others() =>
        [
            ("SQL", m => m.Execute.Sql("SELECT 1; SELECT 2")),
            ("SQL with a description", m => m.Execute.Sql("SELECT 1", "looks")),
            ("a script that is not there", m => m.Execute.Script("missing.sql")),
            ("a security label", m =>
                m.Create.SecurityLabel("anon").OnColumn("a").OnTable("t").InSchema("public").WithLabel("MASKED")
            ),
            ("an embedded script that is not there", m => m.Execute.EmbeddedScript("missing.sql")),
            ("code", m => m.Execute.WithConnection((_, _) => { }, "counts")),
            ("another engine", m => m.IfDatabase("oracle").Execute.Sql("SELECT 1 FROM dual")),
            ("this engine", m => m.IfDatabase("Postgres").Delegate(() => m.Execute.Sql("SELECT 'here'"))),
            ("what exists", m =>
                m.Execute.Sql(
                    $"SELECT '{m.Schema.Table("t").Exists()} {m.Schema.Table("t").Column("a").Exists()} "
                        + $"{m.Schema.Table("t").Index("ix_t").Exists()} "
                        + $"{m.Schema.Table("t").Constraint("uc_t").Exists()} "
                        + $"{m.Schema.Schema("s").Exists()} {m.Schema.Schema("s").Table("t").Exists()} "
                        + $"{m.Schema.Sequence("q").Exists()} {m.Schema.Schema("s").Sequence("q").Exists()}'"
                )
            ),
        ];
}
