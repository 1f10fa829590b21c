using System.Data;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Model;
using Provisioning.Operations;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class ColumnTypeTests
{
    public static TheoryData<string, string, string> Types { get; } =
        new()
        {
            { "AsAnsiString", "text", "TEXT" },
            { "AsAnsiString 20", "varchar(20)", "TEXT" },
            { "AsBinary", "bytea", "BLOB" },
            { "AsBinary 9", "bytea", "BLOB" },
            { "AsBoolean", "boolean", "INTEGER" },
            { "AsByte", "smallint", "INTEGER" },
            { "AsCurrency", "money", "NUMERIC" },
            { "AsDate", "date", "DATETIME" },
            { "AsDateTime", "timestamp", "DATETIME" },
            { "AsDateTime2", "timestamp", "DATETIME" },
            { "AsDateTimeOffset", "timestamptz", "DATETIME" },
            { "AsDateTimeOffset 3", "timestamptz(3)", "DATETIME" },
            { "AsDecimal", "decimal(19,5)", "NUMERIC" },
            { "AsDecimal 10 2", "decimal(10,2)", "NUMERIC" },
            { "AsDouble", "float8", "NUMERIC" },
            { "AsFixedLengthAnsiString 3", "char(3)", "TEXT" },
            { "AsFixedLengthString 3", "char(3)", "TEXT" },
            { "AsFloat", "float4", "NUMERIC" },
            { "AsGuid", "uuid", "UNIQUEIDENTIFIER" },
            { "AsInt16", "smallint", "INTEGER" },
            { "AsInt32", "integer", "INTEGER" },
            { "AsInt64", "bigint", "INTEGER" },
            { "AsString", "text", "TEXT" },
            { "AsString 255", "varchar(255)", "TEXT" },
            { "AsString 2147483647", "text", "TEXT" },
            { "AsTime", "time", "DATETIME" },
            { "AsXml", "xml", "TEXT" },
            { "AsXml 100", "xml", "TEXT" },
        };

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_type_has_its_word_on_both_engines(string call, string postgreSql, string sqlite)
    {
        var words = call.Split(' ');
        var arguments = words.Skip(1).Select(int.Parse).Cast<object>().ToArray();

        var created = Assert.IsType<CreateTable>(
            Describing.Single(m =>
            {
                var column = m.Create.Table("t").WithColumn("c");
                column
                    .GetType()
                    .GetMethod(words[0], [.. arguments.Select(_ => typeof(int))])!
                    .Invoke(column, arguments);
            })
        );

        var type = created.Table.Columns[0].Type;
        Assert.Equal(postgreSql, Describing.PostgreSqlDialect.TypeName(type));
        Assert.Equal(sqlite, Describing.SqliteDialect.TypeName(type));
    }

    [Fact]
    public void Custom_types_and_collations_are_taken_as_they_are() =>
        Assert.Equal(
            """CREATE TABLE "public"."t" ("a" citext NULL, "b" text COLLATE "C" NOT NULL, "c" varchar(9) COLLATE "de" NOT NULL, "d" integer NOT NULL);""",
            Describing.PostgreSql(m =>
                m.Create.Table("t")
                    .WithColumn("a")
                    .AsCustom("citext")
                    .Nullable()
                    .WithColumn("b")
                    .AsString("C")
                    .WithColumn("c")
                    .AsAnsiString(9, "de")
                    .WithColumn("d")
                    .AsColumnDataType(new ColumnDataType { Type = DbType.Int32 })
            )
        );

    [Fact]
    public void A_type_leads_to_the_options_of_its_syntax()
    {
        ICreateTableColumnOptionOrWithColumnSyntax? option = null;

        Describing.Up(m => option = m.Create.Table("t").WithColumn("c").AsInt32());

        Assert.NotNull(option);
    }
}
