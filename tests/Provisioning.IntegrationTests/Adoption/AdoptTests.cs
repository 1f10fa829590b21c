using System.Text.Json.Nodes;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary><c>provision adopt</c> on databases that others have made.</summary>
public sealed class AdoptTests(PostgreSqlServer server)
{
    private const string Forgotten =
        """DROP TABLE "VersionInfo"; DROP TABLE provisioning_ledger; DROP TABLE provisioning_history;""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_version_that_the_structure_has_is_recorded_and_nothing_else_is_changed(Engine engine)
    {
        await using var database = await MadeAsync(engine, "3", Flyway(engine, "1", "2", "3"));
        var before = await Ladder.SnapshotAsync(database, Token);

        var adopted = await RunAsync(database, "adopt", "--yes");
        var after = await Ladder.SnapshotAsync(database, Token);
        var status = await RunAsync(database, "status");
        var history = await database.RowsAsync(
            "SELECT event, version, outcome, system, notes FROM provisioning_history ORDER BY version",
            Token
        );
        var again = await RunAsync(database, "adopt", "--yes");
        var up = await RunAsync(database, "up");
        var check = await RunAsync(database, "check");

        Assert.True(adopted.ExitCode == 0, adopted.Output + adopted.Errors);
        Assert.Contains(
            "Flyway (flyway_schema_history): 3 applied; the newest is 3, 2024-01-03 10:00 by ada.",
            adopted.Output
        );
        Assert.Contains(
            "has the structure of version 3 (M003_AddSuggestedIndexes); 3 versions recorded",
            adopted.Output
        );
        Assert.Equal(before, after);
        Assert.Contains("3 applied, 1 pending", status.Output, StringComparison.Ordinal);
        Assert.StartsWith("adopt|1|done|towow|adopted ", history[0], StringComparison.Ordinal);
        Assert.EndsWith(", from Flyway (flyway_schema_history), as version 3", history[2], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (again.ExitCode, up.ExitCode, check.ExitCode));
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
        Assert.Contains("1 migration applied", up.Output, StringComparison.Ordinal);
        Assert.Contains("warning: table flyway_schema_history is Flyway's own", check.Output, StringComparison.Ordinal);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM flyway_schema_history", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_of_no_tool_is_known_by_its_structure(Engine engine)
    {
        await using var database = await MadeAsync(engine, "4", "");

        var adopted = await RunAsync(database, "adopt", "--yes");
        var status = await RunAsync(database, "status", "--check");

        Assert.True((adopted.ExitCode, status.ExitCode) == (0, 0), adopted.Output + adopted.Errors + status.Output);
        Assert.Contains("has the structure of version 4", adopted.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_fits_no_version_is_shown_beside_the_nearest_and_recorded_only_where_that_is_allowed(
        Engine engine
    )
    {
        await using var database = await MadeAsync(
            engine,
            "3",
            "ALTER TABLE demands ADD COLUMN by_hand text; DROP INDEX ix_demands_user_id;"
        );

        var refused = await RunAsync(database, "adopt", "--yes");
        var json = await RunAsync(database, "adopt", "--dry-run", "--output", "json");
        var other = await RunAsync(database, "adopt", "--at", "3", "--yes");
        var untouched = await database.TablesAsync(Token);
        var allowed = await RunAsync(database, "adopt", "--at", "3", "--allow-difference", "--yes");

        Assert.Equal((3, 3, 3, 0), (refused.ExitCode, json.ExitCode, other.ExitCode, allowed.ExitCode));
        Assert.Contains("none of the 4 versions; version 3 comes nearest", refused.Output, StringComparison.Ordinal);
        Assert.Contains("  + by_hand text", refused.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("  - CREATE INDEX \"ix_demands_user_id\"", refused.Output, StringComparison.Ordinal);
        Assert.Contains("not that of version 3", other.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("VersionInfo", untouched);
        var found = JsonNode.Parse(json.Output)!;
        Assert.Equal((3, 1), ((int)found["version"]!, found["missing"]!.AsArray().Count));
        Assert.Empty(found["recorded"]!.AsArray());
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 3", Token);
        Assert.EndsWith("as version 3, allowed to differ: 1 missing, 1 too many", Assert.Single(notes));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_tool_has_left_failed_dirty_or_locked_is_refused_with_its_own_cure(Engine engine)
    {
        string[] tools = ["golang-migrate: dirty", "Liquibase", "Prisma: attempts"];
        foreach (var one in Ledgers.All.Where(one => one.Cures.Count > 0 && tools.Any(one.Name.StartsWith)))
        {
            await using var database = await MadeAsync(engine, "2", one.SqlOn(engine));

            var run = await RunAsync(database, "adopt", "--yes");

            Assert.True(run.ExitCode == 3, $"{one}: {run.Output}{run.Errors}");
            Assert.All(one.Cures, cure => Assert.Contains(cure, run.Output, StringComparison.Ordinal));
            Assert.DoesNotContain("VersionInfo", await database.TablesAsync(Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Several_heads_are_answered_by_naming_the_version(Engine engine)
    {
        await using var database = await MadeAsync(
            engine,
            "2",
            "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('a'), ('b');"
        );

        var refused = await RunAsync(database, "adopt", "--yes");
        var named = await RunAsync(database, "adopt", "--at", "2", "--yes");

        Assert.True((refused.ExitCode, named.ExitCode) == (3, 0), refused.Output + named.Output + named.Errors);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_several_tools_none_is_chosen_unless_the_user_names_it(Engine engine)
    {
        await using var database = await MadeAsync(
            engine,
            "2",
            Flyway(engine, "1", "2")
                + "CREATE TABLE schema_migrations (version varchar(128)); INSERT INTO schema_migrations VALUES ('1');"
        );

        var refused = await RunAsync(database, "adopt", "--yes");
        var unknown = await RunAsync(database, "adopt", "--from", "rails", "--yes");
        var named = await RunAsync(database, "adopt", "--from", "flyway", "--yes");

        Assert.Equal((3, 1, 0), (refused.ExitCode, unknown.ExitCode, named.ExitCode));
        Assert.Contains("the newest is 2, 2024-01-02 10:00 by ada.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Say with --from whose history counts", refused.Output, StringComparison.Ordinal);
        Assert.Contains("dbmate (schema_migrations)", unknown.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_dry_run_writes_nothing_and_an_empty_database_has_nothing_to_take_over(Engine engine)
    {
        await using var database = await MadeAsync(engine, "4", Flyway(engine, "4"));
        await using var empty = await TestDatabase.CreateAsync(engine, server, Token);
        var before = await database.TablesAsync(Token);

        var dry = await RunAsync(database, "adopt", "--dry-run");
        var json = await RunAsync(database, "adopt", "--dry-run", "--output", "json");
        var asked = await RunAsync(database, "adopt");
        var nothing = await RunAsync(empty, "adopt", "--yes");

        Assert.Equal((0, 0, 2, 0), (dry.ExitCode, json.ExitCode, asked.ExitCode, nothing.ExitCode));
        Assert.Contains("4 versions would be recorded as applied, and nothing would run", dry.Output);
        Assert.Equal(before, await database.TablesAsync(Token));
        Assert.Contains("add --yes", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("has no tables to take over", nothing.Output, StringComparison.Ordinal);
        Assert.Empty(await empty.TablesAsync(Token));
        var tool = Assert.Single(JsonNode.Parse(json.Output)!["tools"]!.AsArray())!;
        Assert.Equal(
            ("Flyway", "4", false),
            ((string)tool["tool"]!, (string)tool["newest"]!, (bool)JsonNode.Parse(json.Output)!["done"]!)
        );
    }

    [Fact]
    public async Task What_FluentMigrators_own_runner_has_applied_is_taken_as_it_is()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        MigrateUp(database, 3);
        var before = await database.RowsAsync("""SELECT * FROM "VersionInfo" ORDER BY 1""", Token);

        var adopted = await RunAsync(database, "adopt", "--yes");
        var again = await RunAsync(database, "adopt", "--at", "2", "--yes");

        Assert.True(adopted.ExitCode == 0, adopted.Output + adopted.Errors);
        Assert.Contains("FluentMigrator (VersionInfo): 3 applied", adopted.Output, StringComparison.Ordinal);
        Assert.Equal(before, await database.RowsAsync("""SELECT * FROM "VersionInfo" ORDER BY 1""", Token));
        Assert.Equal("3|1|3|3|3", await Ladder.VersionsAsync(database, Token));
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task FluentMigrators_table_decides_about_the_version_and_not_the_option(Engine engine)
    {
        await using var database = await MadeAsync(
            engine,
            "3",
            """
            CREATE TABLE "VersionInfo" ("Version" bigint NOT NULL, "AppliedOn" timestamp, "Description" varchar(1024));
            INSERT INTO "VersionInfo" ("Version") VALUES (1), (2), (3), (77);
            """
        );

        var strange = await RunAsync(database, "adopt", "--yes");
        await database.ExecuteAsync("""DELETE FROM "VersionInfo" WHERE "Version" = 77""", Token);
        var other = await RunAsync(database, "adopt", "--at", "2", "--yes");
        var adopted = await RunAsync(database, "adopt", "--yes");

        Assert.Equal((3, 3, 0), (strange.ExitCode, other.ExitCode, adopted.ExitCode));
        Assert.Contains("has 77 applied, which this build does not know", strange.Output, StringComparison.Ordinal);
        Assert.Contains("says that it is at version 3", other.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Up_on_what_others_have_made_names_the_command_that_takes_it_over(Engine engine)
    {
        await using var flyway = await MadeAsync(engine, "2", Flyway(engine, "1", "2"));
        await using var unknown = await MadeAsync(engine, "2", "");
        await using var empty = await TestDatabase.CreateAsync(engine, server, Token);

        var known = await RunAsync(flyway, "up");
        var failed = await RunAsync(unknown, "up");
        var first = await RunAsync(empty, "up");

        Assert.Equal((1, 1, 0), (known.ExitCode, failed.ExitCode, first.ExitCode));
        Assert.Contains("(Flyway, flyway_schema_history)", known.Errors, StringComparison.Ordinal);
        Assert.Contains($"adopt --system towow --url {flyway.Url}`", known.Errors, StringComparison.Ordinal);
        Assert.Contains("has tables already, and no ledger", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", first.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_two_at_once_one_takes_the_database_over_and_the_other_finds_nothing_to_do(Engine engine)
    {
        await using var database = await MadeAsync(engine, "3", Flyway(engine, "1", "2", "3"));

        var runs = await Task.WhenAll(RunAsync(database, "adopt", "--yes"), RunAsync(database, "adopt", "--yes"));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output + run.Errors));
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM provisioning_history", Token));
        Assert.Equal(["3"], await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Every_run_writes_the_row_that_the_tool_before_would_write_and_takes_it_away(Engine engine)
    {
        await using var database = await MadeAsync(engine, "3", Flyway(engine, "1", "2", "3"));
        const string Rows =
            "SELECT installed_rank, version, type, script, success FROM flyway_schema_history "
            + "WHERE installed_rank > 3 ORDER BY 1";

        var dry = await RunAsync(database, "adopt", "--keep-in-step", "--dry-run");
        var adopted = await RunAsync(database, "adopt", "--keep-in-step", "--yes");
        var up = await RunAsync(database, "up");
        var rows = await database.RowsAsync(Rows, Token);
        var status = await RunAsync(database, "status");
        var down = await RunAsync(database, "down", "--steps", "1", "--yes");
        var none = await database.RowsAsync(Rows, Token);

        Assert.Contains("Flyway (flyway_schema_history) would be kept in step", dry.Output, StringComparison.Ordinal);
        Assert.True(adopted.ExitCode == 0, adopted.Output + adopted.Errors);
        Assert.Contains("is kept in step from now on.", adopted.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (up.ExitCode, down.ExitCode));
        Assert.StartsWith("4|4|SQL|V4__", Assert.Single(rows), StringComparison.Ordinal);
        Assert.Contains("Kept in step: Flyway (flyway_schema_history).", status.Output, StringComparison.Ordinal);
        Assert.Empty(none);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_tool_that_is_not_in_step_is_shown_refused_brought_into_step_and_let_go(Engine engine)
    {
        await using var database = await MadeAsync(engine, "3", Flyway(engine, "1", "2", "3"));
        await RunAsync(database, "adopt", "--keep-in-step", "--yes");

        await database.ExecuteAsync("DELETE FROM flyway_schema_history WHERE version = '3'", Token);
        var lacking = await RunAsync(database, "status", "--output", "json");
        var refused = await RunAsync(database, "up");
        var again = await RunAsync(database, "adopt", "--keep-in-step", "--yes");
        var stopped = await RunAsync(database, "adopt", "--stop-keeping-in-step");
        var nothing = await RunAsync(database, "adopt", "--stop-keeping-in-step", "--dry-run");

        Assert.Equal(3, (int)JsonNode.Parse(lacking.Output)!["in_step_with"]!["lacking"]![0]!);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("does not have 3, applied here", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("a row that it lacked was written", again.Output, StringComparison.Ordinal);
        Assert.Contains("is not kept in step any more", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", nothing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_system_is_not_taken_for_ours()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "querygpt", "--url", database.Url);

        var run = await RunAsync(database, "adopt", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("was migrated by another system: querygpt", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--allow-difference needs --at", "--allow-difference")]
    [InlineData("There is no version 99", "--at", "99")]
    [InlineData("--stop-keeping-in-step goes alone", "--stop-keeping-in-step", "--at", "3")]
    public async Task Wrong_usage_is_said(string expected, params string[] options)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await RunAsync(database, ["adopt", .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    // Made by ToWow's migrations up to a version, and not by us as far as anyone can see.
    private async Task<TestDatabase> MadeAsync(Engine engine, string version, string more)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await RunAsync(database, "up", "--to", version)).ExitCode);
        await database.ExecuteAsync(Forgotten + more, Token);
        return database;
    }

    private static string Flyway(Engine engine, params string[] versions) =>
        LedgerCase.On(
            engine,
            Ledgers.Flyway
                + string.Concat(
                    versions.Select(
                        (version, at) =>
                            $"INSERT INTO flyway_schema_history VALUES ({at + 1}, '{version}', 'x', 'SQL', 'x', 1, "
                            + $"'ada', '2024-01-0{at + 1} 10:00:00', 1, {{1}});"
                    )
                )
        );

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        ProvisionProcess.RunAsync(Token, [.. arguments, "--system", "towow", "--url", database.Url]);

    private static void MigrateUp(TestDatabase database, long version)
    {
        var url = new UriBuilder(database.Url);
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
                runner
                    .AddPostgres15_0()
                    .WithGlobalConnectionString(
                        $"Host={url.Host};Port={url.Port};Username={url.UserName};Database={database.Name};"
                            + "Pooling=False"
                    )
                    .ScanIn(typeof(Migrations.ToWow.ToWowSystem).Assembly)
                    .For.Migrations()
            )
            .Configure<TypeFilterOptions>(options => options.Namespace = typeof(Migrations.ToWow.ToWowSystem).Namespace)
            .BuildServiceProvider();
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp(version);
    }
}
