using FluentMigrator;
using Provisioning.Authoring;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Tables that are split: into partitions, and over the nodes of Citus.</summary>
public sealed class PartitionTests
{
    [Fact]
    public void Partitions_come_and_go()
    {
        static void Up(Migration m)
        {
            m.Alter.Table("t").AttachPartition("t_1").ForValues("FROM (1) TO (10)");
            m.Alter.Table("t").InSchema("app").AttachPartition("t_rest").AsDefault();
            m.Alter.Table("t").DetachPartition("t_1");
            m.Alter.Table("t").InSchema("app").DetachPartition("t_rest").Concurrently();
        }

        Assert.Equal(
            """
            ALTER TABLE "public"."t" ATTACH PARTITION "public"."t_1" FOR VALUES FROM (1) TO (10);
            ALTER TABLE "app"."t" ATTACH PARTITION "app"."t_rest" DEFAULT;
            ALTER TABLE "public"."t" DETACH PARTITION "public"."t_1";
            ALTER TABLE "app"."t" DETACH PARTITION "app"."t_rest" CONCURRENTLY;
            """,
            Describing.PostgreSql(Up)
        );
        Assert.Equal(
            ["partition t_1 has no bounds; end it with ForValues or AsDefault"],
            Describing.Problems(m => m.Alter.Table("t").AttachPartition("t_1"))
        );
    }

    [Fact]
    public void Partitioned_tables_and_their_partitions_are_made()
    {
        static void Up(Migration m)
        {
            m.Create.Table("t").PartitionedBy(PartitionKind.Range, "at", "a \"b\"").WithColumn("at").AsDateTime();
            m.Create.Partition("t_1").Of("t").ForValues("FROM ('2026-01-01') TO ('2026-02-01')");
            m.Create.Partition("t_rest").Of("t", "app").AsDefault();
        }

        Assert.Equal(
            """
            CREATE TABLE "public"."t" ("at" timestamp NOT NULL) PARTITION BY RANGE ("at", "a ""b""\");
            CREATE TABLE "public"."t_1" PARTITION OF "public"."t" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE "app"."t_rest" PARTITION OF "app"."t" DEFAULT;
            """.Replace("\\", "", StringComparison.Ordinal),
            Describing.PostgreSql(Up)
        );
        Assert.Equal(
            [
                "partition t_1 to create does not say its table",
                "partition t_1 has no bounds; end it with ForValues or AsDefault",
            ],
            Describing.Problems(m => m.Create.Partition("t_1"))
        );
    }

    [Fact]
    public void Partitions_on_other_servers_are_made()
    {
        static void Up(Migration m)
        {
            m.Create.ForeignServer("east").FromVariable("EAST_URL");
            m.Alter.ForeignServer("east").FromVariable("EAST_URL");
            m.Create.Partition("t_1").Of("t").ForValues("IN (1)").OnServer("east");
            m.Create.Partition("t_2").Of("t", "app").AsDefault().OnServer("east", "all", "rest");
            m.Delete.ForeignTable("t_1");
            m.Delete.ForeignTable("t_2").InSchema("app");
            m.Delete.ForeignServer("east");
        }

        Assert.Equal(
            [
                "CREATE FOREIGN TABLE \"public\".\"t_1\" PARTITION OF \"public\".\"t\" FOR VALUES IN (1) SERVER "
                    + "\"east\" OPTIONS (schema_name 'public', table_name 't_1');",
                "CREATE FOREIGN TABLE \"app\".\"t_2\" PARTITION OF \"app\".\"t\" DEFAULT SERVER \"east\" OPTIONS "
                    + "(schema_name 'rest', table_name 'all');",
                "DROP FOREIGN TABLE \"public\".\"t_1\";",
                "DROP FOREIGN TABLE \"app\".\"t_2\";",
                "DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER \"east\";",
                "DROP SERVER \"east\";",
            ],
            Describing
                .PostgreSql(Up)
                .Split('\n')
                .Where(line =>
                    line.StartsWith("CREATE FOREIGN", StringComparison.Ordinal)
                    || line.StartsWith("DROP", StringComparison.Ordinal)
                )
        );
        Assert.Equal(
            [
                "foreign server east does not name a variable of the environment; end it with FromVariable",
                "foreign server west does not name a variable of the environment; end it with FromVariable",
                "partition t_1 does not name its server",
            ],
            Describing.Problems(m =>
            {
                m.Create.ForeignServer("east");
                m.Create.ForeignServer("west").FromVariable("postgresql://app:secret@db/x");
                m.Create.Partition("t_1").Of("t").AsDefault().OnServer("");
            })
        );
    }

    [Fact]
    public void Tables_are_distributed_in_the_order_of_their_foreign_keys()
    {
        static void Up(Migration m)
        {
            m.Create.Table("tenants").WithColumn("id").AsInt64().PrimaryKey();
            m.Create.Table("countries").WithColumn("id").AsInt64().PrimaryKey();
            m.Create.Table("events").WithColumn("tenant_id").AsInt64().ForeignKey("tenants", "id");
            m.Alter.Table("events").Distribute("tenant_id", colocateWith: "tenants");
            m.Alter.Table("tenants").Distribute("id");
            m.Alter.Table("countries").AsReferenceTable();
            m.Alter.Table("old").InSchema("app").Undistribute();
        }

        Assert.Equal(
            [
                "create_reference_table('\"public\".\"countries\"')",
                "create_distributed_table('\"public\".\"tenants\"', 'id')",
                "create_distributed_table('\"public\".\"events\"', 'tenant_id', "
                    + "colocate_with => '\"public\".\"tenants\"')",
                "undistribute_table('\"app\".\"old\"')",
            ],
            Describing
                .PostgreSql(Up)
                .Split('\n')
                .Where(line => line.StartsWith("DO ", StringComparison.Ordinal))
                .Select(line => line.Split("PERFORM pg_catalog.")[1].Split("; END IF;")[0])
        );
    }
}
