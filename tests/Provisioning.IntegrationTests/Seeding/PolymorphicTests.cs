using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Schema;
using Provisioning.Seeding;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>References to rows of one of several tables, which are declared beside the structure.</summary>
public sealed class PolymorphicTests(PostgreSqlServer server) : IDisposable
{
    private const string Tables = """
        CREATE TABLE posts (id integer PRIMARY KEY, title text NOT NULL, created_at timestamp NOT NULL);
        CREATE TABLE photos (id varchar(20) PRIMARY KEY, url text NOT NULL, created_at timestamp NOT NULL);
        CREATE TABLE comments (id integer PRIMARY KEY, kind varchar(10) NOT NULL CHECK (kind IN ('post', 'photo')),
          item varchar(30) NOT NULL, body text NOT NULL, created_at timestamp NOT NULL);
        CREATE TABLE likes (kind text NOT NULL, item text NOT NULL, liked_by integer NOT NULL, PRIMARY KEY (kind, item, liked_by));
        """;

    private const string Refers = "(kind, item): post=posts, photo=photos";

    private readonly Workplace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [OnBothEngines]
    public async Task A_declared_reference_leads_to_rows_of_all_its_tables_and_none_elsewhere(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Tables, Token);
        PolymorphicReference[] references = [Reference("comments"), Reference("likes")];

        var filled = await LoadAsync(
            database,
            new()
            {
                Rows = 3000,
                RowsOf = new Dictionary<ObjectName, long> { ["posts"] = 40, ["photos"] = 60 },
                References = references,
                Batch = 500,
            }
        );

        Assert.All(filled, table => Assert.Null(table.Problem));
        Assert.Equal(6100, filled.Sum(table => table.Rows));
        foreach (var table in new[] { "comments", "likes" })
        {
            Assert.Equal(
                ["photo", "post"],
                await database.RowsAsync($"SELECT DISTINCT kind FROM {table} ORDER BY kind", Token)
            );
            Assert.Equal(["0"], await database.RowsAsync(Orphans(table), Token));
        }

        Assert.Equal(["0"], await database.RowsAsync(TooEarly, Token));
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var check = new RowCheck(session) { References = references };
        var model = await session.InspectAsync(Token);
        Assert.All(await check.RunAsync(model, Token), table => Assert.Empty(table.Findings));
        await database.ExecuteAsync("UPDATE comments SET item = 'nowhere' WHERE id IN (1, 2)", Token);
        var broken = (await check.RunAsync(model, Token)).SelectMany(table => table.Findings);
        Assert.Equal(new BrokenRule("(kind, item) → posts, photos", 2), Assert.Single(broken));
    }

    [Fact]
    public async Task The_command_takes_references_and_refuses_those_that_cannot_be()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(Tables, Token);
        string[] seed = ["seed", "--auto", "--yes", "--url", database.Url];

        var unread = await _work.RunAsync(Token, [.. seed, "--refers", "comments: posts"]);
        var wrong = await _work.RunAsync(Token, [.. seed, "--refers", "comments(kind, item): post=nothing"]);
        var done = await _work.RunAsync(
            Token,
            [.. seed, "--refers", $"comments{Refers}", "--refers", $"likes{Refers}"]
        );
        var check = await _work.RunAsync(
            Token,
            ["seed", "--check", "--url", database.Url, "--refers", $"comments{Refers}"]
        );

        Assert.Equal((2, 1, 0, 0), (unread.ExitCode, wrong.ExitCode, done.ExitCode, check.ExitCode));
        Assert.Contains("is no reference", unread.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no table nothing", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.RowsAsync(Orphans("comments"), Token));
        Assert.Equal(["0"], await database.RowsAsync(Orphans("likes"), Token));
    }

    private static PolymorphicReference Reference(string table) =>
        new(table, "kind", "item", [new("post", "posts"), new("photo", "photos")]);

    private static string Orphans(string table) =>
        $"""
            SELECT count(*) FROM {table} c WHERE NOT (
              c.kind = 'post' AND EXISTS (SELECT 1 FROM posts p WHERE CAST(p.id AS varchar(30)) = c.item)
              OR c.kind = 'photo' AND EXISTS (SELECT 1 FROM photos p WHERE p.id = c.item))
            """;

    private const string TooEarly = """
        SELECT count(*) FROM comments c LEFT JOIN posts p ON c.kind = 'post' AND CAST(p.id AS varchar(30)) = c.item
          LEFT JOIN photos f ON c.kind = 'photo' AND f.id = c.item
        WHERE c.created_at < coalesce(p.created_at, f.created_at)
        """;
}
