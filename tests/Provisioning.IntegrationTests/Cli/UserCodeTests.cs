using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>The code of migrations and systems, which is not ours: it fails, ends, never ends, and prints.</summary>
public sealed class UserCodeTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "up-throws",
        "Migration 2 M2_Orders failed in Up: IndexOutOfRangeException at ",
        "Migrations.cs:",
        "Index was"
    )]
    [InlineData("code-throws", "Migration 2 M2_Orders failed and was rolled back", "The code does not want to.")]
    [InlineData("static", "Migration 2 M2_Orders failed in Up: FormatException at ", "The constants are wrong.")]
    [InlineData("module", "InvalidOperationException", "The module does not want to.")]
    [InlineData("system", "System ScriptedSystem cannot be made: InvalidOperationException at ", "does not want to.")]
    [InlineData("duplicate", "Two migrations have version 3: ", "M3_Again")]
    public async Task A_failure_of_a_users_code_is_reported_with_its_place(string fault, params string[] parts)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await new Scripted(database) { Fault = fault }.RunAsync(Token, "up");

        Assert.NotEqual(0, run.ExitCode);
        Assert.All(parts, part => Assert.Contains(part, run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("defect", run.Errors, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("down-unsupported", "cannot be rolled back: NotSupportedException at ", "Orders are for ever.")]
    [InlineData("down-unwritten", "cannot be rolled back: NotImplementedException at ", "Migrations.cs:")]
    [InlineData("down-throws", "failed in Down: ArgumentException at ", "There is no way.")]
    public async Task A_Down_that_is_not_supported_is_reported_as_that(string fault, params string[] parts)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var scripted = new Scripted(database) { Fault = fault, Versions = [1, 2] };
        await scripted.RunAsync(Token, "up");

        var run = await scripted.RunAsync(Token, "down", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Migration 2 M2_Orders", run.Errors, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("defect", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classes_that_are_left_out_are_named()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await new Scripted(database).RunAsync(Token, "status");

        Assert.Contains("M4_Internal is not public", run.Errors, StringComparison.Ordinal);
        Assert.Contains("M5_Unmarked has no [Migration", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite, "up-exits")]
    [InlineData(Engine.PostgreSql, "up-exits")]
    [InlineData(Engine.Sqlite, "code-exits")]
    [InlineData(Engine.PostgreSql, "code-exits")]
    public async Task Code_that_ends_the_process_does_not_end_it_well(Engine engine, string fault)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var run = await new Scripted(database) { Fault = fault }.RunAsync(Token, "up");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ended the process before the command was done", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("orders", await database.TablesAsync(Token));
    }

    [Fact]
    public async Task What_code_prints_is_no_part_of_the_result()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await new Scripted(database) { Fault = "up-prints" }.RunAsync(Token, "up", "--output", "json");

        Assert.Equal(3, (int)JsonNode.Parse(run.Output)!["version"]!);
        Assert.Contains("from the migration", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite, "up-endless", Signal.Term, 143)]
    [InlineData(Engine.PostgreSql, "up-endless", Signal.Int, 130)]
    [InlineData(Engine.Sqlite, "code-endless", Signal.Int, 130)]
    [InlineData(Engine.PostgreSql, "code-endless", Signal.Term, 143)]
    [InlineData(Engine.Sqlite, "sql-endless", Signal.Term, 143)]
    [InlineData(Engine.PostgreSql, "sql-endless", Signal.Term, 143)]
    public async Task Code_that_never_ends_is_ended_by_a_signal(Engine engine, string fault, Signal signal, int code)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database) { Versions = [1] }.RunAsync(Token, "up");
        await using var run = new Scripted(database) { Fault = fault }.Start("up");
        await (
            fault == "sql-endless"
                ? EndlessStatement.BegunAsync(database, Token)
                : run.WaitForLineAsync("without an end", Token)
        );

        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.StartsWith(
            "error: Interrupted.",
            end.Errors[end.Errors.IndexOf("error:", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
        Assert.Equal(["1"], await database.RowsAsync("""SELECT max("Version") FROM "VersionInfo" """, Token));
    }

    [Theory]
    [InlineData(Engine.Sqlite, Signal.Term, 143)]
    [InlineData(Engine.PostgreSql, Signal.Int, 130)]
    [InlineData(Engine.PostgreSql, Signal.HangUp, 129)]
    public async Task A_statement_of_code_is_ended_at_the_server_as_well(Engine engine, Signal signal, int code)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await new Scripted(database) { Versions = [1] }.RunAsync(Token, "up");
        await using var run = new Scripted(database) { Fault = "code-sql-endless" }.Start("up");
        await run.WaitForLineAsync("without an end", Token);

        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.Contains("What was under way was rolled back", end.Errors, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.RowsAsync("""SELECT max("Version") FROM "VersionInfo" """, Token));
        if (engine is Engine.PostgreSql)
        {
            Assert.Empty(
                await database.RowsAsync(
                    "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
                        + "AND pid <> pg_backend_pid()",
                    Token
                )
            );
        }
    }
}
