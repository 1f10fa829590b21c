using FluentMigrator;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class EngineTests
{
    private static readonly DatabaseModel Before = DatabaseModel
        .Empty.After(
            new CreateTable(
                new("t", [new("a", new(ColumnKind.Int32))])
                {
                    PrimaryKey = new("PK_t", ["a"]),
                    Indexes = [new("ix", [new("a")])],
                }
            )
        )
        .After(new CreateTable(new(new("s", "u"), [new("a", new(ColumnKind.Int32))])))
        .After(new CreateSequence(new("sq")))
        .After(new CreateSchema("s"));

    [Theory]
    [InlineData("Postgres")]
    [InlineData("PostgreSQL15_0")]
    [InlineData("POSTGRESQL")]
    public void Any_name_of_the_engine_matches_in_any_case(string name)
    {
        var operations = Describing.Up(m =>
        {
            m.IfDatabase(name).Create.Schema("yes");
            m.IfDatabase("SQLite").Create.Schema("no");
            m.IfDatabase(engine => engine == "PostgreSQL15_0").Delegate(() => m.Create.Schema("delegated"));
            m.IfDatabase("sqlite").Delegate(() => m.Create.Schema("not delegated"));
        });

        Assert.Equal<Operation>([new CreateSchema("yes"), new CreateSchema("delegated")], operations);
    }

    [Fact]
    public void Constants_match_as_well() =>
        Assert.Single(
            Describing.Up(
                m => m.IfDatabase(ProcessorIdConstants.SQLite).Execute.Sql("PRAGMA user_version = 1"),
                Describing.SqliteDialect
            )
        );

    [Fact]
    public void What_is_described_for_another_engine_is_not_checked_either() =>
        Assert.Empty(Describing.Up(m => m.IfDatabase("sqlite").Create.Table("")));

    [Fact]
    public void Questions_are_answered_at_once_from_the_state_before()
    {
        bool[] answers = [];

        Describing.Up(
            m =>
            {
                m.Create.Table("new").WithColumn("a").AsInt32();
                answers =
                [
                    m.Schema.Table("t").Exists(),
                    m.Schema.Table("t").Column("a").Exists(),
                    m.Schema.Table("t").Index("ix").Exists(),
                    m.Schema.Table("t").Constraint("PK_t").Exists(),
                    m.Schema.Schema("s").Exists(),
                    m.Schema.Schema("s").Table("u").Exists(),
                    m.Schema.Sequence("sq").Exists(),
                    m.Schema.Table("new").Exists(),
                    m.Schema.Table("t").Column("b").Exists(),
                    m.Schema.Schema("s").Sequence("sq").Exists(),
                    m.IfDatabase("sqlite").Schema.Table("t").Exists(),
                    m.IfDatabase("postgres").Schema.Table("t").Exists(),
                ];
            },
            schema: Before
        );

        Assert.Equal([true, true, true, true, true, true, true, false, false, false, false, true], answers);
    }
}
