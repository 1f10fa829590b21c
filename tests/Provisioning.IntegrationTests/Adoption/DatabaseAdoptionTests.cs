using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>Which version a database is taken over at.</summary>
public sealed class DatabaseAdoptionTests(PostgreSqlServer server)
{
    private const string Notes = "CREATE TABLE notes (id integer NOT NULL);";

    private static readonly Operation Table = new CreateTable(new("notes", [new("id", new(ColumnKind.Int32))]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Versions_that_differ_in_rows_alone_are_told_apart_by_what_the_tool_has_recorded(Engine engine)
    {
        MigrationCatalog catalog = new([
            Step(1, Table),
            Step(
                2,
                new InsertRows(
                    "notes",
                    [
                        [new("id", 7)],
                    ]
                )
            ),
            Step(3, new AddColumn("notes", new("text", new(ColumnKind.String)) { IsNullable = true })),
        ]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Notes, Token);

        var open = await ReviewAsync(database, catalog);
        await database.ExecuteAsync(
            "CREATE TABLE schema_migrations (version varchar(128)); INSERT INTO schema_migrations VALUES ('1'), ('2');",
            Token
        );
        var recorded = await ReviewAsync(database, catalog);
        var named = await ReviewAsync(database, catalog, new() { At = 1 });

        Assert.Equal([1L, 2], open.Fits.Select(fit => fit.Version));
        Assert.Contains("which differ in what they do to rows. Say with --at", Assert.Single(open.Refusals));
        Assert.Equal((true, 2L), (recorded.IsReady, recorded.Version?.Version));
        Assert.Equal((true, 1L), (named.IsReady, named.Version?.Version));
        Assert.Contains("dbmate's newest is 2", Assert.Single(named.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_versions_of_one_structure_that_change_no_rows_the_highest_is_taken(Engine engine)
    {
        MigrationCatalog catalog = new([
            Step(1, Table),
            Step(2, new CreateTable(new("more", [new("id", new(ColumnKind.Int32))]))),
            Step(3, new DropTable("more")),
        ]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Notes, Token);

        var review = await ReviewAsync(database, catalog);

        Assert.Equal((true, 3L), (review.IsReady, review.Version?.Version));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_repeatable_migrations_make_is_no_difference(Engine engine)
    {
        var catalog = new MigrationCatalog([
            Step(1, Table),
            Step(2, new AddColumn("notes", new("n", new(ColumnKind.Int32)) { IsNullable = true })),
        ])
        {
            Repeatable = [new Again(new CreateView(new("listed", "SELECT id, n FROM notes")))],
        };
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            Notes + "ALTER TABLE notes ADD COLUMN n integer; CREATE VIEW listed AS SELECT id, n FROM notes",
            Token
        );

        var review = await ReviewAsync(database, catalog);

        Assert.True(review.IsReady, string.Join('\n', review.Refusals));
        Assert.Equal(2, review.Version?.Version);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_fails_on_an_empty_database_leaves_the_versions_before_it_comparable(
        Engine engine
    )
    {
        MigrationCatalog catalog = new([Step(1, Table), Step(2, new ExecuteSql("INSERT INTO nowhere VALUES (1)"))]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Notes, Token);

        var review = await ReviewAsync(database, catalog);

        Assert.Equal((true, 1L), (review.IsReady, review.Version?.Version));
        Assert.StartsWith("No version from 2 on was compared", Assert.Single(review.Warnings));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_with_nothing_of_the_migrations_is_refused_without_a_nearest_version(Engine engine)
    {
        MigrationCatalog catalog = new([Step(1, Table)]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync("CREATE TABLE other (id integer)", Token);

        var review = await ReviewAsync(database, catalog);

        Assert.Null(review.Version);
        Assert.StartsWith("It has nothing of what these migrations make", Assert.Single(review.Refusals));
    }

    [Fact]
    public async Task A_history_that_the_role_may_not_read_is_answered_by_naming_the_version()
    {
        MigrationCatalog catalog = new([Step(1, Table)]);
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            Notes + "CREATE SCHEMA closed; CREATE TABLE closed.alembic_version (version_num varchar(32));",
            Token
        );
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await session.ExecuteAsync("SET ROLE pg_read_all_stats", Token);
        var adoption = Adoption(database, catalog);

        var open = await adoption.ReviewAsync(session, new(), Token);
        var named = await adoption.ReviewAsync(session, new() { At = 1 }, Token);

        Assert.Contains("permission denied for schema closed", Assert.Single(open.Refusals), StringComparison.Ordinal);
        Assert.True(named.IsReady, string.Join('\n', named.Refusals));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_has_changed_since_the_review_is_not_recorded(Engine engine)
    {
        MigrationCatalog catalog = new([Step(1, Table)]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Notes, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var adoption = Adoption(database, catalog);

        var review = await adoption.ReviewAsync(session, new(), Token);
        await database.ExecuteAsync("ALTER TABLE notes ADD COLUMN text text", Token);
        var changed = await Assert.ThrowsAsync<ProvisioningException>(() => adoption.RunAsync(session, review, Token));

        Assert.Contains("has changed since it was looked at", changed.Message, StringComparison.Ordinal);
        Assert.Equal(["notes"], await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_checksums_are_those_of_a_run_so_that_a_later_edit_is_seen(Engine engine)
    {
        MigrationCatalog catalog = new([Step(1, Table)]);
        await using var adopted = await TestDatabase.CreateAsync(engine, server, Token);
        await using var run = await TestDatabase.CreateAsync(engine, server, Token);
        await adopted.ExecuteAsync(Notes, Token);
        await using var session = await DatabaseUrl.Parse(adopted.Url).OpenAsync(Token);
        var adoption = Adoption(adopted, catalog);

        await adoption.RunAsync(session, await adoption.ReviewAsync(session, new(), Token), Token);
        await TestRun.RunAsync(run, new(), [Step(1, Table)]);

        const string Checksum = "SELECT version, name, checksum FROM provisioning_ledger";
        Assert.Equal(await run.RowsAsync(Checksum, Token), await adopted.RowsAsync(Checksum, Token));
        var ledger = await LedgerReader.ReadAsync(session, new(), Token);
        Assert.Equal(VersionState.Applied, Assert.Single(MigrationStatus.Of(catalog, ledger)).State);
    }

    private static Steps Step(long version, params Operation[] operations) => new(version, operations, []);

    private static DatabaseAdoption Adoption(TestDatabase database, MigrationCatalog catalog) =>
        new(catalog, DatabaseUrl.Parse(database.Url).Scratch("adopt"), new(), TimeProvider.System);

    private static async Task<AdoptionReview> ReviewAsync(
        TestDatabase database,
        MigrationCatalog catalog,
        AdoptionOptions? asked = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Adoption(database, catalog).ReviewAsync(session, asked ?? new(), Token);
    }

    private sealed class Again(params Operation[] operations) : MigrationSource
    {
        public override long Version => -1;

        public override string Name => "Again";

        public override string? Description => null;

        public override bool IsRepeatable => true;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) => operations;
    }
}
