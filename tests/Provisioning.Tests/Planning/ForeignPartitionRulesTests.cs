using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Tests.Linting;
using Xunit;

namespace Provisioning.Tests.Planning;

/// <summary>What PostgreSQL refuses of partitions on other servers, known from migrations alone.</summary>
public sealed class ForeignPartitionRulesTests
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64));
    private static readonly CreatePartition OnEast = new("events", "events_1", "FOR VALUES IN (1)") { Server = "east" };
    private static readonly Table Events = new("events", [Id]) { Partitioning = "LIST (id)" };

    private static readonly DatabaseModel WithPartition = OnEast.Apply(DatabaseModel.Empty.WithTable(Events));

    // The partition on another server is a partition of a partition.
    private static readonly DatabaseModel WithNested = (
        OnEast with
        {
            Table = "events_0",
            Partition = "events_0_1",
        }
    ).Apply(
        new CreatePartition("events", "events_0", "DEFAULT") { Partitioning = "HASH (id)" }.Apply(
            DatabaseModel.Empty.WithTable(Events)
        )
    );

    public static TheoryData<string, Operation> Keys =>
        new()
        {
            { "the primary key of events would have to hold", new AddPrimaryKey("events", new("pk", ["id"])) },
            { "unique constraint uq of events", new AddUnique("events", new("uq", ["id"])) },
            { "unique index ux of events", new CreateIndex("events", new("ux", [new("id")]) { IsUnique = true }) },
            { "follows no foreign key to here", new AddForeignKey("events", new("fk", ["id"], "others", ["id"])) },
        };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_of_a_table_with_a_partition_on_another_server_is_refused(string reason, Operation key)
    {
        foreach (var model in (DatabaseModel[])[WithPartition, WithNested])
        {
            var refused = ForeignPartitionRules.Refusal(key, model);

            Assert.Contains(reason, refused?.Reason, StringComparison.Ordinal);
            Assert.Contains("on server east", refused?.Reason, StringComparison.Ordinal);
        }

        Assert.Null(ForeignPartitionRules.Refusal(key, DatabaseModel.Empty.WithTable(Events)));
    }

    public static TheoryData<string, Table> Tables =>
        new()
        {
            { "events has a primary key", Events with { PrimaryKey = new("pk", ["id"]) } },
            { "events has unique constraint uq", Events with { Uniques = [new("uq", ["id"])] } },
            { "events has unique index ux", Events with { Indexes = [new("ux", [new("id")]) { IsUnique = true }] } },
            { "events has foreign key fk", Events with { ForeignKeys = [new("fk", ["id"], "others", ["id"])] } },
        };

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_partition_on_another_server_of_a_table_with_a_key_is_refused(string reason, Table table)
    {
        var model = DatabaseModel.Empty.WithTable(table);

        Assert.Contains(reason, ForeignPartitionRules.Refusal(OnEast, model)?.Reason, StringComparison.Ordinal);
        Assert.Null(ForeignPartitionRules.Refusal(OnEast with { Server = null }, model));
    }

    [Fact]
    public void Plain_indexes_columns_and_checks_are_not_refused()
    {
        Assert.Null(ForeignPartitionRules.Refusal(new CreateIndex("events", new("ix", [new("id")])), WithPartition));
        Assert.Null(ForeignPartitionRules.Refusal(new AddCheck("events", new("ck", "id > 0")), WithPartition));
        Assert.Null(ForeignPartitionRules.Refusal(OnEast with { Partition = "events_2" }, WithPartition));
    }

    [Fact]
    public void Lint_finds_it()
    {
        Assert.Contains(
            "L93",
            LintCase.PostgreSql.Ids(new CreateTable(Events), OnEast, new AddUnique("events", new("uq", ["id"])))
        );
        Assert.DoesNotContain("L93", LintCase.PostgreSql.Ids(new CreateTable(Events), OnEast));
    }
}
