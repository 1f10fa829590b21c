using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Migrations;
using Provisioning.Planning;
using Provisioning.Systems;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>What holds for every system that ships, on both engines.</summary>
public sealed class SystemTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Systems =>
        [.. from engine in Enum.GetValues<Engine>() from system in ShippedSystems.All select (engine, system.Name)];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Its_structure_is_the_approved_one(Engine engine, string name)
    {
        var system = System(name);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url, system.SqliteTypes).OpenAsync(Token);

        await Runner(system).RunAsync(session, new MigrationTarget.Up(), Token);
        var lines = ModelText.Lines(
            (await session.InspectAsync(Token)).WithoutLedger(new(), session.Database.Dialect),
            session.Database.Dialect
        );

        Approved.Matches(
            string.Join(
                "\n\n",
                lines
                    .GroupBy(line => line.Of)
                    .Select(part => $"{part.Key}\n  {string.Join("\n  ", part.Select(line => line.Text))}")
            ),
            $"{name}.{engine}"
        );
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Every_version_goes_up_down_and_up_again(Engine engine, string name)
    {
        var system = System(name);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url, system.SqliteTypes).OpenAsync(Token);
        var runner = Runner(system);
        foreach (var version in system.Migrations.Migrations.Select(migration => migration.Version))
        {
            var before = await Snapshot.TakeAsync(session, Token);
            await runner.RunAsync(session, new MigrationTarget.Up(version), Token);
            var after = await Snapshot.TakeAsync(session, Token);
            await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
            Assert.Equal(before, await Snapshot.TakeAsync(session, Token));
            await runner.RunAsync(session, new MigrationTarget.Up(version), Token);
            Assert.Equal(after, await Snapshot.TakeAsync(session, Token));
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_check_finds_nothing_after_its_migrations_and_names_what_was_changed(Engine engine, string name)
    {
        var system = System(name);
        await using var database = await TestDatabase.InitializedAsync(name, engine, server, Token);
        var table = name switch
        {
            "towow" => "demands",
            "nova" => "projects",
            "vibesurf" => "tasks",
            _ => "users",
        };
        string[] target = ["--system", name, "--url", database.Url];

        var alike = await ProvisionProcess.RunAsync(Token, ["check", .. target]);
        await database.ExecuteAsync($"ALTER TABLE {table} ADD COLUMN surplus integer", Token);
        var changed = await ProvisionProcess.RunAsync(Token, ["check", .. target]);

        Assert.Equal((0, 3), (alike.ExitCode, changed.ExitCode));
        Assert.Contains("as its migrations make it", alike.Output, StringComparison.Ordinal);
        Assert.Contains($"table {table}", changed.Output, StringComparison.Ordinal);
        Assert.Contains("+ surplus", changed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Its_sample_data_is_added_once_and_taken_away_alone(Engine engine, string name)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", name, "--url", database.Url];
        var first = await ProvisionProcess.RunAsync(Token, ["init", "--sample-data", .. target]);
        var rows = await RowsAsync(database);

        var second = await ProvisionProcess.RunAsync(Token, ["seed", "--sample-data", .. target]);
        var dry = await ProvisionProcess.RunAsync(Token, ["clean", "--sample-data", "--dry-run", .. target]);
        Assert.Equal(rows, await RowsAsync(database));
        var clean = await ProvisionProcess.RunAsync(Token, ["clean", "--sample-data", "--yes", .. target]);
        var left = await RowsAsync(database);
        await ProvisionProcess.RunAsync(Token, ["seed", "--sample-data", .. target]);

        Assert.Equal((0, 0, 0), (first.ExitCode, second.ExitCode, clean.ExitCode));
        Assert.Contains("to be deleted", dry.Output, StringComparison.Ordinal);
        Assert.Contains("0 rows added", second.Output, StringComparison.Ordinal);
        Assert.NotEmpty(rows);
        Assert.Empty(left);
        Assert.Equal(rows, await RowsAsync(database));
        Approved.Matches(string.Join('\n', rows), $"{name}.sample-data");
    }

    [Fact]
    public async Task Foreign_rows_that_hang_on_sample_data_keep_it_from_being_taken_away()
    {
        await using var database = await TestDatabase.InitializedAsync(
            "querygpt",
            Engine.Sqlite,
            server,
            Token,
            "sample-data"
        );
        string[] target = ["--system", "querygpt", "--url", database.Url];
        await database.ExecuteAsync(
            "INSERT INTO messages (id, conversation_id, role, content) SELECT 'mine', id, 'user', 'thanks' FROM "
                + "conversations LIMIT 1",
            Token
        );

        var clean = await ProvisionProcess.RunAsync(Token, ["clean", "--yes", .. target]);

        Assert.Equal(1, clean.ExitCode);
        Assert.Contains("Rows of messages that no seeder made", clean.Errors, StringComparison.Ordinal);
        Assert.Equal(["5"], await database.RowsAsync("SELECT count(*) FROM messages", Token));
    }

    // The same on both engines: the counts of tables that have any.
    private static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase database)
    {
        var counts = new List<string>();
        foreach (
            var table in (await database.TablesAsync(Token)).Where(table =>
                !table.StartsWith("provisioning", StringComparison.Ordinal) && table != "VersionInfo"
            )
        )
        {
            var count = (await database.RowsAsync($"SELECT count(*) FROM \"{table}\"", Token))[0];
            if (count != "0")
            {
                counts.Add($"{table} {count}");
            }
        }

        return counts;
    }

    private static DatabaseSystem System(string name) => ShippedSystems.All.Single(system => system.Name == name);

    private static MigrationRunner Runner(DatabaseSystem system) => new(system.Migrations, new(), TimeProvider.System);
}
