using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Seeding;
using Xunit;
using Your.Shop_1.Migrations;

namespace Your.Shop_1.Tests;

/// <summary>Runs the migrations on an SQLite file of its own.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"your_shop_1_{Guid.NewGuid():N}.db");
    private readonly Your_Shop_1System _system = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_migration_can_be_applied_rolled_back_and_applied_again()
    {
        await RunAsync(new MigrationTarget.Up());
        var made = await TablesAsync();
        await RunAsync(new MigrationTarget.DownTo(0));
        var left = await TablesAsync();
        await RunAsync(new MigrationTarget.Up());

        Assert.Contains("orders", made);
        Assert.Empty(left);
        Assert.Equal(made, await TablesAsync());
    }

    [Fact]
    public async Task Sample_data_is_added_once()
    {
        await RunAsync(new MigrationTarget.Up());
        var first = await SeedAsync();
        var again = await SeedAsync();

        Assert.Equal(20, first);
        Assert.Equal(0, again);
    }

    private async Task RunAsync(MigrationTarget target)
    {
        var database = DatabaseUrl.Parse($"sqlite:///{_file}");
        if (!File.Exists(_file))
        {
            await database.CreateAsync(Token);
        }

        await using var session = await database.OpenAsync(Token);
        var runner = new MigrationRunner(_system.Migrations, new RunnerOptions(), TimeProvider.System);
        await runner.RunAsync(session, target, Token);
    }

    private async Task<long> SeedAsync()
    {
        await using var session = await DatabaseUrl.Parse($"sqlite:///{_file}").OpenAsync(Token);
        var added = 0L;
        foreach (var seeder in _system.Seeders)
        {
            var options = new SeedOptions(SeedOptions.DefaultSeed, seeder.DefaultCount ?? 0);
            var report = await new SeedRunner(session).RunAsync(seeder, options, Token);
            added += report.Tables.Sum(table => table.Added);
        }

        return added;
    }

    // The tables of the system, without those that record its history.
    private async Task<List<string>> TablesAsync()
    {
        await using var session = await DatabaseUrl.Parse($"sqlite:///{_file}").OpenAsync(Token);
        var model = await session.InspectAsync(Token);
        var own = model.WithoutLedger(_system.Migrations.VersionTable, session.Database.Dialect);
        return [.. own.Tables.Keys.Select(table => table.Name)];
    }

    public void Dispose() => File.Delete(_file);
}
