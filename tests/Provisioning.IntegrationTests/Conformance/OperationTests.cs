using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>Every operation does on a real database what it says, both ways.</summary>
public sealed class OperationTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Cases =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from operation in OperationCase.All
            where engine is Engine.PostgreSql || !(operation.RefusedOnSqlite || operation.NothingOnSqlite)
            select (engine, operation.Name),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_operation_goes_up_down_and_up_again_with_the_catalogue_and_the_rows_following(
        Engine engine,
        string name
    )
    {
        var operation = OperationCase.All.Single(c => c.Name == name);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(operation);
        await runner.RunAsync(session, new MigrationTarget.Up(1), Token);
        var before = await Snapshot.TakeAsync(session, Token);

        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        var after = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        var down = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        var again = await Snapshot.TakeAsync(session, Token);

        Assert.NotEqual(before, after);
        Assert.Equal(before, down);
        Assert.Equal(after, again);
    }

    public static TheoryData<string> Refused =>
        [.. OperationCase.All.Where(c => c.RefusedOnSqlite).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_SQLite_cannot_do_is_refused_by_name_before_anything_of_the_migration_ran(string name)
    {
        var operation = OperationCase.All.Single(c => c.Name == name);
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Operation first = new ExecuteSql("CREATE TABLE canary (id INTEGER)");
        var runner = new MigrationRunner(new([new Steps(1, [first, operation.Up], [])]), new(), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(operation.Up.Summary, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await database.RowsAsync("SELECT name FROM sqlite_master", Token));
    }

    [Fact]
    public void Every_operation_has_a_case()
    {
        var operations = typeof(Operation)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract)
            .Select(type => type.Name);

        Assert.Equal(
            operations.Order(StringComparer.Ordinal),
            OperationCase.All.Select(c => c.Name).Order(StringComparer.Ordinal)
        );
    }

    private static MigrationRunner Runner(OperationCase operation) =>
        new(
            new([
                new Steps(1, operation.Before, []),
                new Steps(2, [operation.Up], [operation.Down]) { Transactional = operation.IsTransactional },
            ]),
            new(),
            TimeProvider.System
        );
}
