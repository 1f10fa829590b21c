using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Masking;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Rows;
using Provisioning.Masking.Values;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Masking;

/// <summary>Masked copies of a database with keys in a circle, uniques and checks.</summary>
public sealed class MaskedCopyTests(PostgreSqlServer server)
{
    private const string Tables = """
        CREATE TABLE people (id integer PRIMARY KEY, email varchar(60) NOT NULL UNIQUE, name varchar(40),
            born date, seen date, status varchar(10) NOT NULL CHECK (status IN ('on', 'off')), boss integer
            REFERENCES people (id), CHECK (born <= seen));
        CREATE TABLE notes (id integer PRIMARY KEY, person_id integer NOT NULL REFERENCES people (id), body text,
            UNIQUE (person_id, id));
        """;

    private const string Classes = """
        {
          "format": "provisioning-masking-1",
          "profiles": { "staging": {}, "open": { "notes": { "body": { "mask": "keep" } } } },
          "tables": {
            "people": {
              "id": { "class": "key", "mask": "permute" }, "email": "personal",
              "name": { "class": "personal", "mask": "pseudonym" },
              "born": { "class": "personal", "mask": "noise" }, "seen": { "class": "personal", "mask": "noise" },
              "status": "public", "boss": "key"
            },
            "notes": { "id": "key", "person_id": "key", "body": "free_text" }
          }
        }
        """;

    private const int People = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Keys_uniques_checks_and_counts_hold_and_the_same_key_gives_the_same_rows(Engine engine)
    {
        await using var from = await FilledAsync(engine);
        await using var to = await TestDatabase.ReserveAsync(engine, server, Token);
        await using var second = await TestDatabase.ReserveAsync(engine, server, Token);

        var report = await CopyAsync(from, to, "staging");
        await CopyAsync(from, second, "staging");

        var rows = await to.RowsAsync("SELECT email FROM people ORDER BY id", Token);
        Assert.Equal(People, rows.Distinct(StringComparer.Ordinal).Count());
        Assert.All(rows, email => Assert.EndsWith("@example.com", email, StringComparison.Ordinal));
        Assert.Equal(await from.RowsAsync(Shape, Token), await to.RowsAsync(Shape, Token));
        Assert.Equal(
            await to.RowsAsync("SELECT id, email, name, born, boss FROM people ORDER BY id", Token),
            await second.RowsAsync("SELECT id, email, name, born, boss FROM people ORDER BY id", Token)
        );
        Assert.Equal(People, report.Columns.Single(column => column.Column == "email").Changed);
        Assert.Empty(report.Scan!.Leaks);
        // The database that it was made of is as before.
        Assert.Equal(
            [$"{People}"],
            await from.RowsAsync("SELECT count(*) FROM people WHERE email LIKE '%@mail.test'", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_is_masked_in_place_and_has_no_former_value_left(Engine engine)
    {
        await using var database = await FilledAsync(engine);

        await CopyAsync(database, database, "staging");

        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM people WHERE email LIKE '%@mail.test'", Token)
        );
        if (engine is Engine.Sqlite)
        {
            var bytes = await File.ReadAllTextAsync(database.Name, System.Text.Encoding.Latin1, Token);
            Assert.DoesNotContain("mail.test", bytes, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_former_value_in_a_text_that_is_kept_keeps_the_copy_from_being_made(Engine engine)
    {
        await using var from = await FilledAsync(engine);
        await using var to = await TestDatabase.ReserveAsync(engine, server, Token);

        var report = await Assert.ThrowsAsync<FoundException>(() => CopyAsync(from, to, "open"));

        Assert.Equal("notes.body", Assert.Single(report.Leaks).Key);
        Assert.False(await ExistsAsync(to));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_column_without_a_class_stops_the_copy_and_nothing_is_left(Engine engine)
    {
        await using var from = await FilledAsync(engine);
        await using var to = await TestDatabase.ReserveAsync(engine, server, Token);
        await from.ExecuteAsync("ALTER TABLE people ADD COLUMN nick varchar(20)", Token);

        var error = await Assert.ThrowsAsync<MaskingException>(() => CopyAsync(from, to, "staging"));

        Assert.Contains("people.nick has no class", error.Message, StringComparison.Ordinal);
        Assert.False(await ExistsAsync(to));
    }

    // What does not depend on values: how many people have how many notes, who is whose boss, of which status.
    private const string Shape = """
        SELECT count(*), sum(n), sum(n * n), sum(b) FROM (SELECT p.status, p.id,
            (SELECT count(*) FROM notes WHERE person_id = p.id) AS n,
            (SELECT count(*) FROM people c WHERE c.boss = p.id) AS b FROM people p) x GROUP BY status ORDER BY status
        """;

    private async Task<TestDatabase> FilledAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        foreach (var table in Tables.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await database.ExecuteAsync(table, Token);
        }

        var people = Enumerable
            .Range(1, People)
            .Select(id =>
                $"({id}, 'person{id}@mail.test', 'Person {id} Lovelace', '1990-02-{1 + id % 28:00}', '2020-02-28', "
                + $"'{(id % 3 == 0 ? "on" : "off")}', {(id < 10 ? "NULL" : $"{id / 10}")})"
            );
        var notes = Enumerable
            .Range(1, People * 2)
            .Select(id => $"({id}, {1 + id * id % People}, 'Person wrote to person{1 + id % People}@mail.test')");
        await database.ExecuteAsync($"INSERT INTO people VALUES {string.Join(", ", people)}", Token);
        await database.ExecuteAsync($"INSERT INTO notes VALUES {string.Join(", ", notes)}", Token);
        return database;
    }

    private static async Task<MaskReport> CopyAsync(TestDatabase from, TestDatabase to, string profile)
    {
        var mask = new RowMasker(
            MaskingFile.Parse(Classes, "masking.json"),
            profile,
            MaskKey.Of(EncryptionKey.Parse("a key of the tests")),
            FieldKeys.None,
            new VersionTable()
        );
        var source = BackupEngines.For(DatabaseUrl.Parse(from.Url));
        await new MaskedCopy(new RestoreCheck(new VersionTable(), [])).RunAsync(
            source,
            new(BackupProfile.Default, new VersionTable()),
            from == to ? source : BackupEngines.For(DatabaseUrl.Parse(to.Url)),
            mask,
            async made =>
            {
                await using var session = await made.OpenAsync(Token);
                await mask.ScanAsync(session, Token);
                if (mask.Report().Scan is { Leaks.Count: > 0 } scan)
                {
                    throw new FoundException(scan.Leaks);
                }
            },
            Token
        );
        return mask.Report();
    }

    private static Task<bool> ExistsAsync(TestDatabase database) => DatabaseUrl.Parse(database.Url).ExistsAsync(Token);

    private sealed class FoundException(IReadOnlyDictionary<string, long> leaks) : Exception("Found.")
    {
        public IReadOnlyDictionary<string, long> Leaks { get; } = leaks;
    }
}
