using Provisioning.Authoring;
using Provisioning.CommandLine.Commands.Squash;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Cli;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>One migration in place of many.</summary>
public sealed class MigrationSquashTests(PostgreSqlServer server)
{
    private static readonly Steps[] Three =
    [
        new(
            1,
            [
                new CreateTable(
                    new("roles", [Key, new("name", new(ColumnKind.String))]) { PrimaryKey = new("roles_pk", ["id"]) }
                ),
                new InsertRows(
                    "roles",
                    [
                        [new("name", "admin")],
                        [new("name", "o'brien \\ \"x\"\n2")],
                    ]
                ),
            ],
            [new DropTable("roles")]
        ),
        new(
            2,
            [
                new CreateTable(
                    new(
                        "users",
                        [
                            new("id", new(ColumnKind.Int64)),
                            new("role", new(ColumnKind.Int64)),
                            new("class", new(ColumnKind.String)) { IsNullable = true },
                        ]
                    )
                    {
                        PrimaryKey = new("users_pk", ["id"]),
                        ForeignKeys = [new("users_role", ["role"], "roles", ["id"])],
                    }
                ),
                new InsertRows(
                    "users",
                    [
                        [new("id", 7000000000L), new("role", 2L)],
                    ]
                ),
                new UpdateRows("roles", [new("name", "owner")], new RowFilter.Matching([new("id", 1L)])),
            ],
            [new DropTable("users")]
        ),
        new(
            3,
            [new CreateIndex("users", new("users_by_role", [new("role")]))],
            [new DropIndex("users", "users_by_role")]
        ),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Column Key => new("id", new(ColumnKind.Int64)) { Identity = Identity.Default };

    public static TheoryData<Engine, string> Systems =>
        [.. from engine in Enum.GetValues<Engine>() from system in ShippedSystems.All select (engine, system.Name)];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task One_migration_makes_what_all_of_a_system_make(Engine engine, string name)
    {
        var system = ShippedSystems.All.Single(each => each.Name == name);
        await using var place = await TestDatabase.CreateAsync(engine, server, Token);
        var squash = Squash(place, system.Migrations, system.Migrations.Latest, system.Platform);

        var start = await squash.ReadAsync(Token);
        var proof = await squash.ProveAsync(start, Compile(squash, start, place), Token);

        Assert.True(proof.IsWhole, Text(proof));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_with_all_of_them_takes_it_as_applied_and_rolls_all_of_them_back(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (squashed, proof) = await SquashAsync(database, Three[..2], 2);
        await TestRun.RunAsync(database, new(), Three[..2]);

        var up = await TestRun.RunAsync(database, new(), [squashed, Three[2]]);
        var rows = await database.RowsAsync("SELECT name FROM roles ORDER BY id", Token);
        var down = await TestRun.RunAsync(database, new(), [squashed, Three[2]], target: new MigrationTarget.DownTo(0));
        var left = await database.RowsAsync("SELECT \"Version\" FROM \"VersionInfo\"", Token);
        var again = await TestRun.RunAsync(database, new(), [squashed, Three[2]]);

        Assert.True(proof.IsWhole, Text(proof));
        Assert.Equal([3L], up.Versions.Select(step => step.Migration.Version));
        Assert.Equal(["owner", "o'brien \\ \"x\"\n2"], rows);
        Assert.Equal([3L, 2L], down.Versions.Select(step => step.Migration.Version));
        Assert.Empty(left);
        Assert.Equal([2L, 3L], again.Versions.Select(step => step.Migration.Version));
        Assert.Equal(rows, await database.RowsAsync("SELECT name FROM roles ORDER BY id", Token));
        await database.ExecuteAsync("INSERT INTO roles (name) VALUES ('next')", Token);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_with_some_of_them_or_an_edited_one_is_refused_with_the_way_out(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (squashed, _) = await SquashAsync(database, Three[..2], 2);
        await TestRun.RunAsync(database, new(), Three[..1]);

        var some = await Assert.ThrowsAsync<HistoryRefusedException>(() =>
            TestRun.RunAsync(database, new(), [squashed])
        );
        await TestRun.RunAsync(database, new(), Three[..2]);
        await database.ExecuteAsync("UPDATE provisioning_ledger SET checksum = '2:other' WHERE version = 1", Token);
        var edited = await Assert.ThrowsAsync<HistoryRefusedException>(() =>
            TestRun.RunAsync(database, new(), [squashed])
        );

        Assert.Contains("2 Steps2 is not applied", some.Message, StringComparison.Ordinal);
        Assert.Contains("Bring it to version 2 with the last build", some.Message, StringComparison.Ordinal);
        Assert.Contains("1 Steps1 applied with other statements", edited.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_squash_over_the_first_takes_databases_of_either_history()
    {
        await using var old = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var once = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var (first, _) = await SquashAsync(old, Three[..2], 2);
        var (second, proof) = await SquashAsync(old, [first, Three[2]], 3);
        await TestRun.RunAsync(old, new(), Three);
        await TestRun.RunAsync(once, new(), [first, Three[2]]);

        Assert.True(proof.IsWhole, Text(proof));
        Assert.Empty((await TestRun.RunAsync(old, new(), [second])).Steps);
        Assert.Empty((await TestRun.RunAsync(once, new(), [second])).Steps);
    }

    [Fact]
    public async Task Privileges_are_given_and_a_migration_that_leaves_one_out_is_found()
    {
        Steps[] granting =
        [
            .. Three[..2],
            new(
                3,
                [
                    new ExecuteSql(
                        "GRANT SELECT (name), UPDATE ON roles TO PUBLIC; REVOKE USAGE ON SCHEMA public FROM PUBLIC"
                    ),
                ],
                []
            ),
        ];
        await using var place = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var squash = Squash(place, new(granting), 3);
        var start = await squash.ReadAsync(Token);

        var whole = await squash.ProveAsync(start, Compile(squash, start, place), Token);
        var less = Squash(place, new(Three[..2]), 2);
        var without = await less.ReadAsync(Token);
        var lacking = await squash.ProveAsync(start, Compile(squash, without, place), Token);

        Assert.Contains("GRANT SELECT (name), UPDATE ON TABLE public.roles TO PUBLIC", start.Privileges);
        Assert.True(whole.IsWhole, Text(whole));
        Assert.Contains(lacking.Others, other => other.Contains("GRANT SELECT (name)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fewer_than_two_migrations_and_those_with_tags_are_refused()
    {
        await using var place = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var tagged = new Steps(2, [], []) { Tagged = new(["eu"], []) };

        var one = Assert.Throws<ProvisioningException>(() => Squash(place, new(Three), 1));
        var some = Assert.Throws<ProvisioningException>(() => Squash(place, new([Three[0], tagged]), 2));
        Assert.Throws<VersionNotFoundException>(() => Squash(place, new(Three), 9));

        Assert.Contains("version 1", one.Message, StringComparison.Ordinal);
        Assert.Contains("2 Steps2 has tags", some.Message, StringComparison.Ordinal);
    }

    private static MigrationSquash Squash(
        TestDatabase place,
        MigrationCatalog catalog,
        long version,
        HostingPlatform? platform = null
    ) => new(catalog, version, DatabaseUrl.Parse(place.Url).Scratch("squash"), platform);

    private static async Task<(MigrationSource Squashed, SquashProof Proof)> SquashAsync(
        TestDatabase place,
        IReadOnlyList<MigrationSource> migrations,
        long version
    )
    {
        var squash = Squash(place, new(migrations), version);
        var start = await squash.ReadAsync(Token);
        var squashed = Compile(squash, start, place);
        return (squashed, await squash.ProveAsync(start, squashed, Token));
    }

    private static MigrationSource Compile(MigrationSquash squash, SquashStart start, TestDatabase place)
    {
        Dialect[] dialects = [.. KnownEngines.All.Select(engine => engine.Dialect(new()))];
        var body = SquashedBody.Of(start, squash.Versions(dialects), DatabaseUrl.Parse(place.Url).Dialect);
        var version = FormattableString.Invariant($"{squash.Replaced[^1].Version}");
        var assembly = Compiled.Of([body.Source("Shop", "Baseline", version, "all before")]);
        return Assert.Single(MigrationAssembly.FromAssembly(assembly, null).Migrations);
    }

    private static string Text(SquashProof proof) =>
        string.Join(
            '\n',
            ((StructureComparison[])[proof.Up, proof.Down, proof.Again, proof.Newest])
                .SelectMany(found =>
                    found
                        .Missing.Select(line => $"- {line.Of}: {line.Text}")
                        .Concat(found.Extra.Select(line => $"+ {line.Of}: {line.Text}"))
                        .Append("--")
                )
                .Concat(proof.Others)
        );
}
