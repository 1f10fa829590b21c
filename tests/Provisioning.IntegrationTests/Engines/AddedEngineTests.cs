using Microsoft.Data.Sqlite;
using Provisioning.CommandLine;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Sqlite.Connection;
using Provisioning.Sqlite.Dialect;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Engines;

/// <summary>An engine that is not ours needs a class and a line: here one that speaks SQLite's SQL under a name of its
/// own.</summary>
public sealed class AddedEngineTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"added_{Guid.NewGuid():N}.db");

    static AddedEngineTests() => KnownEngines.Register(new AddedEngine());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task An_engine_that_is_added_applies_checks_and_seeds()
    {
        Assert.Equal(0, await RunAsync("up"));
        Assert.Equal(0, await RunAsync("status", "--check"));
        Assert.Equal(0, await RunAsync("check"));
        Assert.Equal(0, await RunAsync("seed", "--sample-data"));

        Assert.Equal(3, await CountAsync("SELECT count(*) FROM pets"));
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM VersionInfo"));
    }

    [Fact]
    public async Task What_an_engine_cannot_do_is_refused()
    {
        Assert.Equal(0, await RunAsync("up"));

        Assert.Equal(1, await RunAsync("export", "--to", _file + ".export"));
        Assert.Equal(1, await RunAsync("doctor"));
        Assert.Equal(2, await RunAsync("roles", "check"));
        Assert.False(Directory.Exists(_file + ".export"));
    }

    [Fact]
    public void A_database_of_the_engine_is_found_by_its_url()
    {
        var database = DatabaseUrl.Parse($"added:///{_file}");

        Assert.Equal("added", database.Dialect.Name);
        Assert.Equal("added", KnownEngines.Of(database).Name);
        Assert.Equal("sqlite", KnownEngines.Of(DatabaseUrl.Parse("sqlite:///x.db")).Name);
    }

    private Task<int> RunAsync(params string[] arguments) =>
        ProvisionCommand.RunAsync([.. arguments, "--system", "pets", "--url", $"added:///{_file}"], new PetSystem());

    private async Task<long> CountAsync(string sql)
    {
        await using var session = await DatabaseUrl
            .Parse($"added:///{_file}")
            .OpenAsync(TestContext.Current.CancellationToken);
        return (await session.QueryAsync(sql, row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
    }

    private sealed class AddedEngine : Provisioning.Engines.Engine
    {
        public override string Name => "added";

        public override IReadOnlyList<string> Schemes => ["added"];

        public override Dialect Dialect(DialectOptions options) => new AddedDialect();

        public override DatabaseAddress ReadUrl(string url) =>
            new(this, new SqliteConnectionStringBuilder { DataSource = url["added:///".Length..] });

        public override Database Open(DatabaseAddress address, DialectOptions options) =>
            new AddedDatabase((SqliteConnectionStringBuilder)address.Settings);
    }

    private sealed class AddedDialect() : SqliteDialect(SqliteTypes.FluentMigrator)
    {
        public override string Name => "added";
    }

    private sealed class AddedDatabase(SqliteConnectionStringBuilder settings) : SqliteDatabase(settings)
    {
        public override Dialect Dialect { get; } = new AddedDialect();
    }

    private sealed class PetSystem : DatabaseSystem
    {
        public override string Name => "pets";

        public override string Title => "Pets";

        public override string Description => "one table";

        public override string Engine => "any";

        public override MigrationCatalog Migrations { get; } = new([new MakesPets()]);

        public override IReadOnlyList<Seeder> Seeders => [new ThreePets()];
    }

    private sealed class MakesPets : MigrationSource
    {
        public override long Version => 1;

        public override string Name => nameof(MakesPets);

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
            direction is Direction.Up
                ?
                [
                    new CreateTable(
                        new("pets", [new("id", new(ColumnKind.Int64)), new("name", new(ColumnKind.String, 100))])
                        {
                            PrimaryKey = new("pk_pets", ["id"]),
                        }
                    ),
                ]
                : [new DropTable("pets")];
    }

    private sealed class ThreePets : Seeder
    {
        private static readonly ValueList<Column> Columns =
        [
            new("id", new(ColumnKind.Int64)),
            new("name", new(ColumnKind.String, 100)),
        ];

        public override string Name => "sample-data";

        public override string Description => "three pets";

        public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
            [new("pets", Columns, ["id"], 3, (row, to) =>
                {
                    to.Integer(row);
                    to.Text($"Pet {row}");
                })];
    }
}
