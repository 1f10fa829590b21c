using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What commands say of the data that they lose.</summary>
public sealed class LossTests(PostgreSqlServer server)
{
    private const string Deleted = """{"kind":"deleted","table":"users","column":null,"rows":1,"sql":null}""";
    private const string Dropped = """{"kind":"table","table":"users","column":null,"rows":1,"sql":null}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string, string, string> Commands =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from command in new[]
            {
                ("down --to 1", "deletes 1 row of users.", Deleted),
                ("redo --steps 2", "deletes 1 row of users.", Deleted),
                ("down --to 0", "deletes 1 row of users, drops table users (1 row), with", $"{Deleted},{Dropped}"),
                ("reset", "drops table users (1 row).", Dropped),
            }
            select (engine, command.Item1, command.Item2, command.Item3),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_table_and_its_rows_are_named_in_the_question_and_in_JSON(
        Engine engine,
        string command,
        string question,
        string lost
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var provision = new Scripted(database) { Fault = "down-deletes" };
        await provision.RunAsync(Token, "up");

        var refused = await provision.RunAsync(Token, command.Split(' '));
        var kept = await database.RowsAsync("SELECT count(*) FROM users", Token);
        var done = await provision.RunAsync(Token, [.. command.Split(' '), "--yes", "--output", "json"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            question,
            string.Join(' ', refused.Errors.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        Assert.Equal(["1"], kept);
        Assert.Equal(0, done.ExitCode);
        var all = JsonNode.Parse(done.Output)!["lost"]!.AsArray();
        Assert.Equal(lost, string.Join(',', all.Where(IsUsers).Select(loss => loss!.ToJsonString())));
    }

    // The ledger's rows go with the database as well.
    private static bool IsUsers(JsonNode? loss) => $"{loss!["table"]}" == "users";
}
