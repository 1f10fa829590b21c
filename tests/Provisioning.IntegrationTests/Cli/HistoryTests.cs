using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Commands on a database whose history does not fit the migrations.</summary>
public sealed class HistoryTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Names =
    [
        "up",
        "down --yes",
        "init",
        "redo --yes",
        "seed",
        "clean --yes",
        "reset --yes",
    ];

    public static TheoryData<Engine, string> Commands =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from command in Names
            // What refuses knows nothing of the engine.
            where engine is Engine.Sqlite || command is "up" or "reset --yes"
            select (engine, command),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Another_systems_database_is_left_alone(Engine engine, string command)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ToWowAsync(database, "init");
        var before = await Ladder.SnapshotAsync(database, Token);

        var refused = await new Scripted(database).RunAsync(Token, command.Split(' '));
        var dry = await new Scripted(database).RunAsync(Token, [command.Split(' ')[0], "--dry-run"]);

        Assert.Equal((1, 1), (refused.ExitCode, dry.ExitCode));
        Assert.Contains("migrated by another system: towow", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--allow-other-system", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("migrated by another system: towow", dry.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    [Theory]
    [InlineData(Engine.Sqlite, "backup create --to", "sets")]
    [InlineData(Engine.PostgreSql, "backup create --to", "sets")]
    [InlineData(Engine.PostgreSql, "roles apply --dry-run", null)]
    [InlineData(Engine.Sqlite, "retention run --yes", null)]
    public async Task Another_systems_database_is_not_taken_for_its_own(Engine engine, string command, string? made)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ToWowAsync(database, "init");
        using var folder = new TestFolder();

        var refused = await RunAsync(
            database,
            [.. command.Split(' '), .. made is null ? [] : new[] { folder.Path }, "--system", "querygpt"]
        );

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("was migrated by another system: towow", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, made ?? "none")));
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_system_is_known_also_where_its_migrations_have_the_same_names(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database)
        {
            Name = "bookings",
            Versions = [1],
            Edited = 1,
        }.RunAsync(Token, "up");
        var before = await Ladder.SnapshotAsync(database, Token);

        var refused = await new Scripted(database) { Versions = [1] }.RunAsync(Token, "reset", "--yes");
        var renamed = await new Scripted(database) { Versions = [1], Edited = 1 }.RunAsync(Token, "up");

        Assert.Equal((1, 0), (refused.ExitCode, renamed.ExitCode));
        Assert.Contains("migrated by another system: bookings (version 1 is", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_system_of_an_older_ledger_is_known_by_the_names_of_its_migrations(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ToWowAsync(database, "up");
        await MakeOldAsync(database);

        var refused = await RunAsync(database, "up", "--system", "querygpt");
        var status = await RunAsync(database, "status", "--system", "querygpt");
        var own = await RunAsync(database, "up", "--system", "towow");

        Assert.Equal((1, 0, 0), (refused.ExitCode, status.ExitCode, own.ExitCode));
        Assert.Contains("version 1 is M001_InitialTables there", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Another system migrated it", status.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", own.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_older_ledger_gets_what_it_lacks_with_the_next_migration(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await new Scripted(database) { Versions = [1, 2] }.RunAsync(Token, "up")).ExitCode);
        await MakeOldAsync(database);

        var status = await new Scripted(database).RunAsync(Token, "status");
        var up = await new Scripted(database).RunAsync(Token, "up");

        Assert.Equal((0, 0), (status.ExitCode, up.ExitCode));
        Assert.Equal(
            ["1|NULL", "2|NULL", "3|scripted"],
            await database.RowsAsync("SELECT version, system FROM provisioning_ledger ORDER BY version", Token)
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_edited_migration_is_named_and_nothing_runs(Engine engine, string command)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database).RunAsync(Token, "up");
        var before = await Ladder.SnapshotAsync(database, Token);

        var edited = new Scripted(database) { Edited = 2 };
        var run = await edited.RunAsync(Token, command.Split(' '));

        if (command.StartsWith("reset", StringComparison.Ordinal))
        {
            // Rebuilding is the way to take an edit on.
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("bookings", await database.TablesAsync(Token));
            return;
        }

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 M2_Orders was edited after being applied", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--allow-edited", run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_edit_that_is_allowed_is_recorded(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database) { Versions = [1, 2] }.RunAsync(Token, "up");

        var run = await new Scripted(database) { Edited = 1 }.RunAsync(Token, "up", "--allow-edited");

        Assert.Equal(0, run.ExitCode);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 1", Token);
        Assert.StartsWith("edited, allowed 2", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Status_says_edited_and_repair_accepts_the_edit_in_the_ledger_alone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database).RunAsync(Token, "up");
        var edited = new Scripted(database) { Edited = 2 };
        var tables = await database.TablesAsync(Token);

        var status = await edited.RunAsync(Token, "status");
        var dry = await edited.RunAsync(Token, "repair", "--dry-run");
        var asked = await edited.RunAsync(Token, "repair");
        var still = await edited.RunAsync(Token, "status", "--check");
        var repaired = await edited.RunAsync(Token, "repair", "--yes");
        var check = await edited.RunAsync(Token, "status", "--check");
        var again = await edited.RunAsync(Token, "repair");

        Assert.Contains("2  edited", status.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0, 3, 3), (status.ExitCode, dry.ExitCode, asked.ExitCode, still.ExitCode));
        foreach (var listed in new[] { dry, asked })
        {
            Assert.Contains("2 M2_Orders: edited after being applied.", listed.Output, StringComparison.Ordinal);
            Assert.Contains("1 version needs a decision", listed.Output, StringComparison.Ordinal);
        }

        Assert.Equal((0, 0, 0), (repaired.ExitCode, check.ExitCode, again.ExitCode));
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
        Assert.Equal(tables, await database.TablesAsync(Token));
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 2", Token);
        Assert.StartsWith("edit accepted", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_older_build_rolls_nothing_back_beneath_what_it_does_not_know(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database).RunAsync(Token, "up");
        var before = await Ladder.SnapshotAsync(database, Token);
        var older = new Scripted(database) { Versions = [1, 2] };

        foreach (var command in new[] { "down --yes", "redo --yes", "reset --yes", "seed", "clean --yes" })
        {
            var refused = await older.RunAsync(Token, command.Split(' '));

            Assert.Equal((command, 1), (command, refused.ExitCode));
            Assert.Contains(
                "3 M3_Payments applied, which this build does not know",
                refused.Errors,
                StringComparison.Ordinal
            );
        }

        var up = await older.RunAsync(Token, "up");
        var init = await older.RunAsync(Token, "init");
        var status = await older.RunAsync(Token, "status", "--check");
        var accepted = await older.RunAsync(Token, "status", "--check", "--allow-unknown");

        Assert.Equal((0, 0, 3, 0), (up.ExitCode, init.ExitCode, status.ExitCode, accepted.ExitCode));
        Assert.Contains(
            "is at version 3, which this build does not know: its newest is version 2.",
            up.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("which this build does not know", init.Output, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));

        var allowed = await older.RunAsync(Token, "down", "--yes", "--allow-unknown");
        Assert.Equal(0, allowed.ExitCode);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 3", Token);
        Assert.StartsWith("unknown, allowed", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_version_below_one_that_is_applied_is_applied_with_a_warning_or_refused(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database) { Versions = [1, 3] }.RunAsync(Token, "up");
        var scripted = new Scripted(database);

        var pending = await scripted.RunAsync(Token, "status");
        var wrong = await scripted.RunAsync(Token, "up", "--out-of-order", "ignore");
        var refused = await scripted.RunAsync(Token, "up", "--out-of-order", "fail");
        var dry = await scripted.RunAsync(Token, "up", "--out-of-order", "fail", "--dry-run");
        var up = await scripted.RunAsync(Token, "up", "--output", "json");
        var status = await scripted.RunAsync(Token, "status");

        Assert.Contains("2  pending, out of order", pending.Output, StringComparison.Ordinal);
        Assert.Equal((2, 1, 1, 0), (wrong.ExitCode, refused.ExitCode, dry.ExitCode, up.ExitCode));
        Assert.Contains("2 M2_Orders would be applied out of order", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("warning: out of order", up.Errors, StringComparison.Ordinal);
        Assert.Contains("2 M2_Orders", up.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (int)JsonNode.Parse(up.Output)!["out_of_order"]![0]!["version"]!);
        Assert.Contains("2  applied, out of order", status.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_version_out_of_order_that_is_allowed_is_applied_without_a_warning_and_marked(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database) { Versions = [1, 3] }.RunAsync(Token, "up");
        var scripted = new Scripted(database);

        var dry = await scripted.RunAsync(Token, "up", "--out-of-order", "allow", "--dry-run");
        var up = await scripted.RunAsync(Token, "up", "--out-of-order", "allow");

        Assert.Equal((0, 0), (dry.ExitCode, up.ExitCode));
        Assert.DoesNotContain("warning", dry.Errors + up.Errors, StringComparison.Ordinal);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 2", Token);
        Assert.Equal("out of order, after 3", Assert.Single(notes));
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_kind_of_identity_does_not_make_a_database_look_edited(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await new Scripted(database).RunAsync(Token, "up", "--identity", "serial");
        var check = await new Scripted(database).RunAsync(Token, "status", "--check");

        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public async Task The_kind_of_identity_that_a_database_was_made_with_is_used_again_and_no_other()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        const string Numbered =
            "SELECT count(*) FILTER (WHERE is_identity = 'YES'), "
            + "count(*) FILTER (WHERE column_default LIKE 'nextval%') FROM information_schema.columns "
            + "WHERE table_schema = 'public'";

        var first = await new Scripted(database).RunAsync(Token, "up", "--to", "1", "--identity", "serial");
        var next = await new Scripted(database).RunAsync(Token, "up");
        var check = await new Scripted(database).RunAsync(Token, "check");
        var same = await new Scripted(database).RunAsync(Token, "status", "--identity", "serial");
        var other = await new Scripted(database).RunAsync(Token, "down", "--to", "1", "--identity", "always", "--yes");

        Assert.Equal((0, 0, 0, 0, 1), (first.ExitCode, next.ExitCode, check.ExitCode, same.ExitCode, other.ExitCode));
        Assert.StartsWith("0|", Assert.Single(await database.RowsAsync(Numbered, Token)), StringComparison.Ordinal);
        Assert.Contains("was made with --identity serial", other.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was done. Leave --identity out", other.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["identity|serial"],
            await database.RowsAsync("SELECT name, value FROM provisioning_settings", Token)
        );
    }

    private static Task<ProvisionRun> ToWowAsync(TestDatabase database, string command) =>
        RunAsync(database, command, "--system", "towow");

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        ProvisionProcess.RunAsync(Token, [.. arguments, "--url", database.Url]);

    // As version 0.1.0 made it.
    private static async Task MakeOldAsync(TestDatabase database)
    {
        await database.ExecuteAsync("ALTER TABLE provisioning_ledger DROP COLUMN system", Token);
        await database.ExecuteAsync("ALTER TABLE provisioning_ledger DROP COLUMN notes", Token);
    }
}
