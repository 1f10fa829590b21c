using System.Security.Cryptography;
using System.Text;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Tables that a load fills, and what tests ask of their rows.</summary>
internal static class LoadCase
{
    // {0} is a column that the engine numbers, {1} the type of a moment.
    private const string Tables = """
        CREATE TABLE orgs (id {0}, name text NOT NULL UNIQUE, plan text NOT NULL CHECK (plan IN ('free', 'pro')),
          created_at {1} NOT NULL);
        CREATE TABLE users (id {0}, org_id bigint NOT NULL REFERENCES orgs, email varchar(60) NOT NULL UNIQUE,
          name text, age integer CHECK (age >= 18), created_at {1} NOT NULL, updated_at {1}, UNIQUE (org_id, id));
        CREATE TABLE threads (id {0}, owner_id bigint NOT NULL REFERENCES users, title text, created_at {1} NOT NULL);
        CREATE TABLE members (thread_id bigint NOT NULL REFERENCES threads, user_id bigint NOT NULL REFERENCES users,
          role varchar(12) NOT NULL, PRIMARY KEY (thread_id, user_id));
        CREATE TABLE messages (id {0}, thread_id bigint NOT NULL REFERENCES threads,
          sender_id bigint NOT NULL REFERENCES users, reply_to bigint REFERENCES messages, body text NOT NULL,
          score numeric(8,2), created_at {1} NOT NULL);
        CREATE TABLE categories (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES categories);
        """;

    /// <summary>The tables.</summary>
    public static readonly string[] Names = ["orgs", "users", "threads", "members", "messages", "categories"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A database with the tables, empty.</summary>
    public static async Task<TestDatabase> StartAsync(Engine engine, PostgreSqlServer server)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (id, moment) =
            engine is Engine.Sqlite
                ? ("INTEGER PRIMARY KEY AUTOINCREMENT", "DATETIME")
                : ("bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "timestamptz");
        await database.ExecuteAsync(
            Tables.Replace("{0}", id, StringComparison.Ordinal).Replace("{1}", moment, StringComparison.Ordinal),
            Token
        );
        return database;
    }

    /// <summary>Fills it.</summary>
    public static async Task<IReadOnlyList<FilledTable>> LoadAsync(
        TestDatabase database,
        LoadOptions options,
        IProgress<SeedProgress>? progress = null,
        CancellationTokenSource? stop = null,
        Action<string>? note = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var versions = new VersionTable();
        return await new StructureLoader(session, options, versions, progress, note).RunAsync(
            (await session.InspectAsync(Token)).WithoutLedger(versions, session.Database.Dialect),
            await session.InspectUnmodelledAsync(Token),
            stop?.Token ?? Token
        );
    }

    /// <summary>Fills a database in one transaction.</summary>
    public static async Task<IReadOnlyList<FilledTable>> FillAsync(TestDatabase database, FillOptions options)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var versions = new VersionTable();
        return await new StructureFiller(session, options).RunAsync(
            (await session.InspectAsync(Token)).WithoutLedger(versions, session.Database.Dialect),
            await session.InspectUnmodelledAsync(Token),
            Token
        );
    }

    /// <summary>What its rows break.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var checkedTables = await new RowCheck(session).RunAsync(await session.InspectAsync(Token), Token);
        return [.. checkedTables.SelectMany(table => table.Findings.Select(finding => $"{table.Table} {finding}"))];
    }

    /// <summary>A hash of the rows of tables, in any order.</summary>
    public static async Task<string> HashAsync(TestDatabase database, IReadOnlyList<string> tables)
    {
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            var rows = await database.RowsAsync($"SELECT * FROM {table}", Token);
            text.AppendJoin('\n', rows.Order(StringComparer.Ordinal));
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
