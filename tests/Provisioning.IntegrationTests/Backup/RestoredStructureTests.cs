using Provisioning.Backup;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>A good backup comes back, whatever its server prints of the structure afterwards.</summary>
public sealed class RestoredStructureTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Systems => ["towow", "querygpt", "genesis", "nova", "vibesurf"];

    public static TheoryData<Engine, int> Seeds
    {
        get
        {
            var data = new TheoryData<Engine, int>();
            for (var seed = 1; seed <= 3; seed++)
            {
                data.Add(Engine.Sqlite, seed);
                data.Add(Engine.PostgreSql, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Every_system_with_its_sample_data_is_verified_restored_and_checked_on_PostgreSQL(string system)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await using var copy = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await folder.SucceedAsync($"init --system {system} --sample-data --url {database.Url}");

        await folder.SucceedAsync($"backup create --system {system} --url {database.Url} --to @repo --key-file @key");
        await folder.SucceedAsync(
            $"backup verify --system {system} --url {database.Url} --from @repo --key-file @key --level 4"
        );
        var restored = await folder.JsonAsync(
            $"restore --system {system} --url {copy.Url} --from @repo --key-file @key"
        );

        Assert.Empty(restored["differences"]!.AsArray());
        await folder.SucceedAsync($"check --system {system} --url {copy.Url}");
        await folder.SucceedAsync($"status --system {system} --url {copy.Url} --check");
    }

    [Fact]
    public async Task A_list_of_values_over_varchar_comes_back_wherever_it_stands()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await using var copy = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await folder.SucceedAsync($"init --system genesis --url {database.Url}");
        await database.ExecuteAsync(
            """
            CREATE SCHEMA app;
            CREATE DOMAIN state AS varchar(9) CHECK (VALUE IN ('new', 'used'));
            CREATE TABLE app.own (id integer PRIMARY KEY, s varchar(9) CHECK (s IN ('a', 'b')), d state);
            CREATE TABLE thing (
              id integer PRIMARY KEY, s varchar(9) CONSTRAINT s_ck CHECK (s IN ('new', 'used')), o varchar(9) DEFAULT 'new',
              g boolean GENERATED ALWAYS AS (s IN ('new', 'used')) STORED, EXCLUDE (id WITH =) WHERE (s IN ('x', 'y')));
            CREATE INDEX thing_part ON thing (id) WHERE s IN ('new', 'used');
            CREATE INDEX thing_expr ON thing ((s IN ('new', 'used')));
            CREATE VIEW v AS SELECT id FROM thing WHERE s IN ('new', 'used');
            CREATE VIEW vv AS SELECT * FROM v JOIN app.own USING (id) WHERE own.s NOT IN ('a', 'z');
            CREATE MATERIALIZED VIEW m AS SELECT id FROM thing WHERE s IN ('new', 'used');
            ALTER TABLE thing ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON thing USING (s IN ('new', 'used')) WITH CHECK (EXISTS (SELECT FROM app.own o WHERE o.s IN ('a', 'b') AND o.id = thing.id));
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER g BEFORE INSERT OR UPDATE OF s ON thing FOR EACH ROW WHEN (NEW.s IN ('new', 'used')) EXECUTE FUNCTION f();
            CREATE RULE r AS ON DELETE TO thing WHERE OLD.s IN ('new', 'used') DO INSTEAD NOTHING;
            CREATE STATISTICS st (ndistinct) ON (s IN ('new', 'used')), id FROM thing;
            CREATE FUNCTION q(a varchar DEFAULT 'new') RETURNS boolean LANGUAGE sql RETURN a IN ('new', 'used');
            CREATE TABLE parts (id integer, s varchar(9) CHECK (s IN ('new', 'used'))) PARTITION BY LIST (s);
            CREATE TABLE parts_new PARTITION OF parts FOR VALUES IN ('new', 'used');
            INSERT INTO thing (id, s) VALUES (1, 'new');
            """,
            Token
        );

        await folder.SucceedAsync($"backup create --system genesis --url {database.Url} --to @repo");
        await folder.SucceedAsync($"backup verify --system genesis --url {database.Url} --from @repo --level 4");
        var restored = await folder.JsonAsync($"restore --system genesis --url {copy.Url} --from @repo");

        Assert.Empty(restored["differences"]!.AsArray());
        Assert.Equal(["1"], await copy.RowsAsync("SELECT id FROM v", Token));
        // Of one that was restored it is the same again, and its rows go into the first.
        await folder.SucceedAsync($"backup create --system genesis --url {copy.Url} --to @repo");
        await folder.SucceedAsync($"backup verify --system genesis --url {copy.Url} --from @repo --level 4");
        await folder.SucceedAsync($"restore --system genesis --url {database.Url} --from @repo --table thing --force");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Structures_at_random_come_back(Engine engine, int seed)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var random = new Random(seed);
        int[] choices = [.. Enumerable.Range(0, 20).Select(_ => random.Next())];
        await database.ExecuteAsync(RandomStructure.Sql(engine, choices), Token);
        var live = BackupEngines.For(DatabaseUrl.Parse(database.Url));

        var taken = await Taken.FromAsync(live, Taken.Request, Token);

        Assert.Empty(await taken.DifferencesAsync(live, Taken.Request, look: null, Token));
    }
}
