using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What PostgreSQL does for other tables and not for partitioned ones.</summary>
public sealed class PartitionedTableTests(PostgreSqlServer server)
{
    private const string Tables = """
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE logs (id int, at date) PARTITION BY RANGE (id);
        CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (1) TO (2);
        CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
        CREATE UNIQUE INDEX ux ON logs (id);
        CREATE TABLE plain (id int);
        CREATE UNIQUE INDEX ux_plain ON plain (id)
        """;

    private static readonly ForeignKey ToUsers = new("fk", ["id"], "users", ["id"]) { IsNotValid = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Operation, string> Refused =>
        new()
        {
            {
                new AddForeignKey("logs", ToUsers),
                "cannot add foreign key fk to logs: logs is partitioned, and a foreign key of a partitioned table "
                    + "cannot be NOT VALID before 18. Add fk to each partition as NOT VALID"
            },
            {
                new AddUnique("logs", new("uq", ["id"])) { UsingIndex = "ux" },
                "cannot add unique constraint uq to logs: logs is partitioned, and no index of a partitioned table "
                    + "becomes a constraint's. Leave ux as it is"
            },
            {
                new AddPrimaryKey("logs", new("pk", ["id"])) { UsingIndex = "ux" },
                "cannot add primary key pk to logs: logs is partitioned"
            },
            {
                new DetachPartition("logs", "logs_1") { IsConcurrent = true },
                "cannot detach partition logs_1 of logs: logs has the default partition logs_rest"
            },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_the_server_refuses_of_them_is_refused_before_anything_runs(
        Operation operation,
        string reason
    )
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(Tables, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Assert.SkipWhen(
            operation is AddForeignKey
                && await database.RowsAsync("SELECT current_setting('server_version_num')::int >= 180000", Token)
                    is ["True"],
            "PostgreSQL 18 and later take NOT VALID there."
        );

        var refused = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            RunAsync(session, new CreateTable(new("first", [new("id", new(ColumnKind.Int32))])), operation)
        );

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["True"], await database.RowsAsync("SELECT to_regclass('first') IS NULL", Token));
    }

    [Fact]
    public async Task The_way_out_of_a_foreign_key_reads_no_partition_again()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync($"{Tables}; INSERT INTO users VALUES (1), (2)", Token);
        await database.ExecuteAsync("INSERT INTO logs VALUES (1, '2026-01-01'), (2, '2026-01-01')", Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await RunAsync(
            session,
            new AddForeignKey("logs_1", ToUsers),
            new AddForeignKey("logs_rest", ToUsers),
            new ValidateConstraint("logs_1", "fk"),
            new ValidateConstraint("logs_rest", "fk"),
            new AddForeignKey("logs", ToUsers with { IsNotValid = false })
        );

        Assert.Equal(
            ["logs|True", "logs_1|True", "logs_rest|True"],
            await database.RowsAsync(
                "SELECT conrelid::regclass::text, convalidated FROM pg_constraint "
                    + "WHERE contype = 'f' AND conrelid::regclass::text LIKE 'logs%' ORDER BY 1",
                Token
            )
        );
    }

    [Fact]
    public async Task Other_tables_are_not_asked_about_and_a_table_of_the_run_itself_is_not_there_yet()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(Tables, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await RunAsync(
            session,
            new AddUnique("plain", new("uq", ["id"])) { UsingIndex = "ux_plain" },
            new AddForeignKey("plain", ToUsers),
            new DropTable("logs"),
            new CreateTable(new("logs", [new("id", new(ColumnKind.Int32))])),
            new AddForeignKey("logs", ToUsers with { Name = "fk_logs" })
        );

        Assert.Equal(
            ["3"],
            await database.RowsAsync(
                "SELECT count(*) FROM pg_constraint WHERE conname IN ('uq', 'fk', 'fk_logs')",
                Token
            )
        );
    }

    private static Task<MigrationPlan> RunAsync(Databases.DatabaseSession session, params Operation[] operations) =>
        new MigrationRunner(
            new([
                .. operations.Select(
                    (each, i) => new Steps(i + 1, [each], []) { Transactional = each is not DetachPartition }
                ),
            ]),
            new(),
            TimeProvider.System
        ).RunAsync(session, new MigrationTarget.Up(), Token);
}
