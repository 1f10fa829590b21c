using System.Globalization;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Rows;
using Provisioning.Masking.Values;
using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.FaultTests.Masking;

/// <summary>Any structure, under any masks that the check lets pass, is copied with all that holds of its
/// rows.</summary>
public sealed class RandomMaskTests(PostgreSqlServer server)
{
    private const int Many = 60;

    // {0} is the type of a UUID, {1} that of JSON.
    private const string People = """
        CREATE TABLE people (id integer PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, name varchar(60),
          phone varchar(30), token text UNIQUE, born date, seen timestamp, balance numeric(12,2), notes text, data {1},
          member {0} NOT NULL UNIQUE, code varchar(40) NOT NULL, boss integer REFERENCES people (id),
          CHECK (born <= seen));
        CREATE UNIQUE INDEX people_code ON people (code, born) WHERE phone IS NOT NULL;
        CREATE UNIQUE INDEX people_low ON people (lower(email));
        CREATE TABLE visits (id integer PRIMARY KEY, person varchar(80) NOT NULL REFERENCES people (email),
          member {0} REFERENCES people (member), place text, UNIQUE (person, id));
        """;

    private static readonly string[] Names =
    [
        "Susan Marion",
        "Robin",
        "Łukasz Żółć",
        "王小明",
        "Ελένη Παπαδοπούλου",
        "محمد علي",
        "Zoë 😀 O'Neill",
        "e\u0301 Renée",
        "@ada, \"quoted\" \\n",
        "Karen\tSimon",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Structures_at_random_are_masked_with_their_keys_checks_and_counts_and_without_their_people(
        Engine engine
    )
    {
        var (changed, refused) = (0L, 0);
        for (var seed = 0; seed < (Ladder.IsFull ? 500 : 25); seed++)
        {
            await using var from = await FilledAsync(engine, seed);
            await using var to = await TestDatabase.ReserveAsync(engine, server, Token);
            await using var again = await TestDatabase.ReserveAsync(engine, server, Token);
            var model = await ModelAsync(from);
            var masks = new RandomMasks(new(seed), model);
            Fit(masks, model);

            MaskReport? report = null;
            while (report is null)
            {
                try
                {
                    report = await CopyAsync(from, to, masks.File);
                }
                catch (Exception error) when (error is ProvisioningException or FoundException)
                {
                    // What is found at the end leaves nothing, and keeping what it names is enough.
                    Assert.False(await DatabaseUrl.Parse(to.Url).ExistsAsync(Token), $"{seed}: {error}");
                    Assert.True(Keep(masks, model, error) > 0, $"{seed}: {error}\n{masks.File}");
                    Fit(masks, model);
                    refused++;
                }
            }

            await CopyAsync(from, again, masks.File);

            changed += report.Changed;
            Assert.True(await FindingsAsync(to) is [], $"{seed}\n{masks.File}");
            await AssertAlikeAsync(from, to, again, model);
            await NoPersonIsLeftAsync(from, to, report, seed);
            if (seed % 5 == 0)
            {
                await ExportsAreTheSameAsync(from, masks.File);
            }
        }

        Assert.True(changed > 10_000, $"{changed} values changed, {refused} copies were refused.");
    }

    private static async Task AssertAlikeAsync(
        TestDatabase from,
        TestDatabase to,
        TestDatabase again,
        DatabaseModel model
    )
    {
        string[] tables = [.. model.Tables.Keys.Select(table => $"{table}")];
        Assert.Equal(await HashAsync(to, tables), await HashAsync(again, tables));
        Assert.Equal(await ShapeAsync(from, model), await ShapeAsync(to, model));
    }

    private async Task<TestDatabase> FilledAsync(Engine engine, int seed)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(new RandomTables(new(seed)).Sql(engine), Token);
        await FillAsync(database, new() { Rows = 20, Seed = seed });
        var (uuid, json) = engine is Engine.PostgreSql ? ("uuid", "jsonb") : ("TEXT", "TEXT");
        var random = new Random(seed);
        await database.ExecuteAsync(
            People.Replace("{0}", uuid, StringComparison.Ordinal).Replace("{1}", json, StringComparison.Ordinal),
            Token
        );
        var people = Enumerable
            .Range(1, Many)
            .Select(id =>
            {
                var name = Names[random.Next(Names.Length)];
                string[] values =
                [
                    $"{id}",
                    Quoted($"person{id}@mail.test"),
                    random.Next(5) == 0 ? "NULL" : Quoted(name),
                    random.Next(5) == 0 ? "NULL" : Quoted($"0{170_000_000 + id * 7}"),
                    random.Next(5) == 0 ? "NULL" : Quoted($"token-{seed}-{id}"),
                    Quoted($"{1950 + id}-02-28"),
                    Quoted($"{1950 + id}-02-{(id % 2 == 0 ? "28 23:59:59.999" : "28 00:00:00")}"),
                    string.Create(CultureInfo.InvariantCulture, $"{random.Next(-1000, 1_000_000) / 100m}"),
                    Quoted($"{name} wrote to person{1 + random.Next(Many)}@mail.test, and called 0170 1234567"),
                    Quoted($$"""{"mail": "person{{id}}@mail.test", "tags": ["{{id}}", 123456789]}"""),
                    Quoted($"{new Guid(id, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8)}"),
                    Quoted($"{(id % 2 == 0 ? "ab" : "AB")}{id / 2:000}"),
                    id < 5 ? "NULL" : $"{id / 5}",
                ];
                return $"({string.Join(", ", values)})";
            });
        var visits = Enumerable
            .Range(1, Many * 2)
            .Select(id =>
            {
                var person = 1 + id * id % Many;
                return $"({id}, 'person{person}@mail.test', '{new Guid(person, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8)}', 'Ulm')";
            });
        await database.ExecuteAsync($"INSERT INTO people VALUES {string.Join(", ", people)}", Token);
        await database.ExecuteAsync($"INSERT INTO visits VALUES {string.Join(", ", visits)}", Token);
        return database;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<DatabaseModel> ModelAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return (await session.InspectAsync(Token)).WithoutLedger(new(), session.Database.Dialect);
    }

    // What is found beforehand is named with its column, and keeping that is enough.
    private static void Fit(RandomMasks masks, DatabaseModel model)
    {
        while (
            MaskingPlan.Of(MaskingFile.Parse(masks.File, "masking.json"), "staging", model).Findings
                is { Count: > 0 } findings
        )
        {
            var names = findings.Select(found => found.Column).ToHashSet(StringComparer.Ordinal);
            Assert.True(masks.Keep(names.Contains) > 0, string.Join('\n', findings));
        }
    }

    // A check over values that no one can know before, letters in a column of digits, and values that another column
    // keeps are found at the end.
    private static int Keep(RandomMasks masks, DatabaseModel model, Exception error)
    {
        if (error is FoundException found)
        {
            var kept = masks.Keep(name => found.Leaks.ContainsKey(name) && masks.MaskOf(name) is "digits" or "permute");
            return kept > 0 ? kept : masks.Open();
        }

        return error.Message.Contains("check", StringComparison.OrdinalIgnoreCase)
            ? masks.Keep(name =>
                model.Tables.Values.Any(table =>
                    error.Message.Contains($"{table.Name} ", StringComparison.Ordinal)
                    && table.Columns.Any(column =>
                        name == $"{table.Name}.{column.Name}"
                        && table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
                    )
                )
            )
            : 0;
    }

    // How many rows there are, how they refer to each other, and how many values are NULL no more than before.
    private static async Task<string> ShapeAsync(TestDatabase database, DatabaseModel model)
    {
        var shape = new List<string>();
        foreach (var table in model.Tables.Values)
        {
            shape.Add($"{table.Name}: {(await database.RowsAsync($"SELECT count(*) FROM {table.Name}", Token))[0]}");
            foreach (var key in table.ForeignKeys)
            {
                var columns = string.Join(", ", key.Columns);
                var filled = string.Join(" AND ", key.Columns.Select(column => $"{column} IS NOT NULL"));
                var counted =
                    "SELECT count(*), sum(n * n) FROM (SELECT count(*) AS n "
                    + $"FROM {table.Name} WHERE {filled} GROUP BY {columns}) x";
                shape.Add($"{table.Name} ({columns}): {string.Join(' ', await database.RowsAsync(counted, Token))}");
            }
        }

        return string.Join('\n', shape);
    }

    private static async Task NoPersonIsLeftAsync(TestDatabase from, TestDatabase to, MaskReport report, int seed)
    {
        foreach (
            var column in report.Columns.Where(column =>
                column.Class is "personal" or "secret"
                && column.Mask.Split(' ')[0] is "email" or "hash" or "pseudonym" or "permute" or "digits" or "text"
            )
        )
        {
            var select = $"SELECT {column.Column} FROM {column.Table} WHERE {column.Column} IS NOT NULL";
            var before = (await from.RowsAsync(select, Token)).Where(IsTelling).ToHashSet(StringComparer.Ordinal);
            var left = (await to.RowsAsync(select, Token)).Where(before.Contains).ToList();
            // A permutation of few values gives some of them to other rows.
            Assert.True(
                left.Count == 0
                    || (column.Mask.Split(' ')[0] is "permute" or "digits" && left.Count * 2 <= before.Count),
                $"{seed}: {column} has {string.Join(", ", left)}"
            );
        }
    }

    private static bool IsTelling(string value) =>
        value.Length >= 6 && (value.Any(char.IsLetter) || value.Count(char.IsAsciiDigit) >= 9);

    private static async Task ExportsAreTheSameAsync(TestDatabase from, string file)
    {
        var hashes = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var folder = new TestFolder();
            await using var session = await DatabaseUrl.Parse(from.Url).OpenAsync(Token);
            var manifest = await new Exporter(
                session,
                new(BackupProfile.Default, new()) { Mask = Masker(file) },
                TimeProvider.System
            ).RunAsync("random", ExportLayout.Csv, folder.Path, Token);
            hashes.Add(string.Join(' ', manifest.Tables.Select(table => table.File!.Sha256)));
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    private static RowMasker Masker(string file) =>
        new(
            MaskingFile.Parse(file, "masking.json"),
            "staging",
            MaskKey.Of(EncryptionKey.Parse("a key of the tests")),
            FieldKeys.None,
            new VersionTable()
        );

    private static async Task<MaskReport> CopyAsync(TestDatabase from, TestDatabase to, string file)
    {
        var mask = Masker(file);
        await new MaskedCopy(new RestoreCheck(new VersionTable(), [])).RunAsync(
            BackupEngines.For(DatabaseUrl.Parse(from.Url)),
            new(BackupProfile.Default, new VersionTable()),
            BackupEngines.For(DatabaseUrl.Parse(to.Url)),
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

    private sealed class FoundException(IReadOnlyDictionary<string, long> leaks)
        : Exception($"Former values in {string.Join(", ", leaks)}.")
    {
        public IReadOnlyDictionary<string, long> Leaks { get; } = leaks;
    }
}
