using System.Data;
using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.ScriptedSystem.Once;

/// <summary>A table with a row.</summary>
[Migration(1)]
public sealed class M1_Users : Migration
{
    public override void Up()
    {
        Create.Table("users").WithColumn("id").AsInt32().Identity().PrimaryKey().WithColumn("name").AsString(50);
        Insert.IntoTable("users").Row(new { name = Settings.Edited == "1" ? "Grace" : "Ada" });
    }

    public override void Down() => Delete.Table("users");
}

/// <summary>What a test wants.</summary>
[Migration(2)]
public sealed class M2_Orders : Migration
{
    public override void Up()
    {
        switch (Settings.Fault)
        {
            case "up-throws":
                _ = Array.Empty<int>()[Environment.ProcessId];
                break;
            case "up-endless":
                Console.Error.WriteLine("without an end");
                while (true) { }
            case "up-exits":
                Environment.Exit(0);
                break;
            case "up-prints":
                Console.WriteLine("from the migration");
                break;
            case "code-throws":
                Execute.WithConnection((_, _) => throw new InvalidOperationException("The code does not want to."));
                break;
            case "code-endless":
                Execute.WithConnection((_, _) => Endless());
                break;
            case "code-sql-endless":
                Execute.WithConnection(EndlessSql);
                break;
            case "code-exits":
                Execute.WithConnection((_, _) => Environment.Exit(0));
                break;
            case "code-commits":
                Execute.WithConnection(Commit);
                break;
            case "static":
                Execute.Sql(Broken.Sql);
                break;
            case "sql-endless":
                IfDatabase("postgres").Execute.Sql("SELECT pg_sleep(600)");
                IfDatabase("sqlite")
                    .Execute.Sql(
                        "CREATE TABLE endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            + "SELECT max(i) AS i FROM n"
                    );
                break;
        }

        Create.Table(Settings.Edited == "2" ? "bookings" : "orders").WithColumn("id").AsInt32().PrimaryKey();
        if (Settings.Fault == "edited-long")
        {
            for (var n = 1; n <= 60; n++)
            {
                Execute.Sql($"INSERT INTO users (name) VALUES ('{n} s3cret-Of-Users')");
            }
        }
    }

    public override void Down()
    {
        switch (Settings.Fault)
        {
            case "down-unsupported":
                throw new NotSupportedException("Orders are for ever.");
            case "down-unwritten":
                throw new NotImplementedException();
            case "down-throws":
                throw new ArgumentException("There is no way.");
            case "down-deletes":
                Execute.Sql("DELETE FROM users WHERE name <> 'none'");
                break;
        }

        Delete.Table("orders");
    }

    private static void EndlessSql(IDbConnection connection, IDbTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText = connection.GetType().Name.StartsWith("Sqlite", StringComparison.Ordinal)
            ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
            : "SELECT pg_sleep(600)";
        Console.Error.WriteLine("without an end");
        command.ExecuteNonQuery();
    }

    private static void Endless()
    {
        Console.Error.WriteLine("without an end");
        while (true)
        {
            Thread.Sleep(1000);
        }
    }

    private static void Commit(IDbConnection connection, IDbTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "CREATE TABLE committed (id integer)";
        command.ExecuteNonQuery();
        transaction.Commit();
        throw new InvalidOperationException("After the commit.");
    }

    private static class Broken
    {
        public static readonly string Sql = Refuse();

        private static string Refuse() => throw new FormatException("The constants are wrong.");
    }
}

/// <summary>A table.</summary>
[Migration(3)]
public sealed class M3_Payments : Migration
{
    public override void Up()
    {
        var id = Create.Table("payments").WithColumn("id");
        _ = Settings.Fault == "edited-type" ? id.AsInt64().PrimaryKey() : id.AsInt32().PrimaryKey();
    }

    public override void Down() => Delete.Table("payments");
}

/// <summary>Is left out: no other assembly sees it.</summary>
[Migration(4)]
internal sealed class M4_Internal : Migration
{
    public override void Up() => Create.Table("hidden").WithColumn("id").AsInt32();

    public override void Down() => Delete.Table("hidden");
}

/// <summary>Is left out: it has no attribute.</summary>
public sealed class M5_Unmarked : Migration
{
    public override void Up() => Create.Table("unmarked").WithColumn("id").AsInt32();

    public override void Down() => Delete.Table("unmarked");
}

/// <summary>Many statements outside a transaction, each of which must be run once.</summary>
[Migration(6, TransactionBehavior.None)]
public sealed class M6_Steps : Migration
{
    private const string Endless =
        "CREATE TABLE endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        + "SELECT max(i) AS i FROM n";

    public override void Up()
    {
        Execute.Sql("CREATE TABLE steps (n integer)");
        Execute.Sql("CREATE TABLE undone (n integer)");
        for (var n = 1; n <= 30; n++)
        {
            if (n == 15 && Settings.Fault == "none-endless")
            {
                IfDatabase("postgres").Execute.Sql("SELECT pg_sleep(600)");
                IfDatabase("sqlite").Execute.Sql(Endless);
            }

            Execute.Sql($"INSERT INTO steps VALUES ({n})");
        }

        IfDatabase("postgres").Execute.Sql("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux_steps ON steps (n)");
    }

    public override void Down()
    {
        for (var n = 1; n <= 30; n++)
        {
            Execute.Sql($"INSERT INTO undone VALUES ({n})");
        }

        IfDatabase("postgres").Execute.Sql("DROP INDEX CONCURRENTLY IF EXISTS ux_steps");
    }
}

/// <summary>Parts outside a transaction, each of which can be undone.</summary>
[Migration(7, TransactionBehavior.None)]
public sealed class M7_Parts : Migration
{
    public override void Up()
    {
        Create.Table("parts").WithColumn("id").AsInt32();
        Create.Index("ix_parts").OnTable("parts").OnColumn("id");
        if (Settings.Fault == "parts-fail")
        {
            Execute.Sql("INSERT INTO nowhere VALUES (1)");
        }

        Create.Table("more_parts").WithColumn("id").AsInt32();
    }

    public override void Down()
    {
        Delete.Table("more_parts");
        Delete.Table("parts");
    }
}

/// <summary>Rows to be filled.</summary>
[Migration(8)]
public sealed class M8_Filled : Migration
{
    public override void Up()
    {
        Create
            .Table("filled")
            .WithColumn("a")
            .AsString(20)
            .PrimaryKey()
            .WithColumn("b")
            .AsInt32()
            .PrimaryKey()
            .WithColumn("n")
            .AsInt32()
            .WithDefaultValue(0);
        Execute.Sql(
            "INSERT INTO filled (a, b) WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 3000) "
                + "SELECT 'it''s ' || (i % 7), i FROM s"
        );
    }

    public override void Down() => Delete.Table("filled");
}

/// <summary>Fills them, each once.</summary>
[Migration(9, TransactionBehavior.None)]
public sealed class M9_Backfill : Migration
{
    public override void Up()
    {
        Execute.Sql("UPDATE filled SET n = n + 100 WHERE b = 1");
        Execute.Backfill("filled").Set("n", "n + 1").BatchSize(25);
        Execute.Sql("UPDATE filled SET n = n + 1000 WHERE b = 1");
    }

    public override void Down() => Execute.Backfill("filled").Set("n", "n - 1").BatchSize(25);
}

/// <summary>A table in ten partitions, with rows. PostgreSQL only.</summary>
[Migration(10)]
public sealed class M10_Logs : Migration
{
    public override void Up()
    {
        Execute.Sql("CREATE TABLE logs (at int, n int) PARTITION BY HASH (at)");
        for (var n = 0; n < 10; n++)
        {
            Execute.Sql($"CREATE TABLE logs_{n} PARTITION OF logs FOR VALUES WITH (MODULUS 10, REMAINDER {n})");
        }

        Execute.Sql("INSERT INTO logs SELECT n, n % 1000 FROM generate_series(1, 200000) n");
    }

    public override void Down() => Delete.Table("logs");
}

/// <summary>An index on each of them, while others write.</summary>
[Migration(11, TransactionBehavior.None)]
public sealed class M11_LogIndex : Migration
{
    public override void Up() =>
        Create.Index("ix_logs").OnTable("logs").OnColumn("n").Ascending().WithOptions().AsConcurrently();

    public override void Down() => Delete.Index("ix_logs").OnTable("logs");
}
