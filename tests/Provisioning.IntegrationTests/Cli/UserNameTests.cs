using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Users' names that begin as those of our own tables do.</summary>
public sealed class UserNameTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_table_of_such_a_name_is_altered_as_any_other(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var catalog = new MigrationCatalog([
            new Steps(
                1,
                [
                    new ExecuteSql(
                        """
                        CREATE TABLE provisioning_requests (id integer PRIMARY KEY, provisioning_state text);
                        CREATE INDEX provisioning_by_state ON provisioning_requests (provisioning_state);
                        INSERT INTO provisioning_requests VALUES (1, 'new');
                        """
                    ),
                ],
                []
            ),
            new Steps(2, [new AddCheck("provisioning_requests", new("provisioning_ck", "id > 0"))], []),
        ]);

        await new MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        var table = (await session.InspectAsync(Token)).Tables["provisioning_requests"];

        Assert.Equal("provisioning_ck", Assert.Single(table.Checks).Name);
        Assert.Equal("provisioning_by_state", Assert.Single(table.Indexes).Name);
        Assert.Equal(["1|new"], await database.RowsAsync("SELECT * FROM provisioning_requests", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_of_such_a_name_is_exported_and_the_ledger_is_not(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var workplace = new Workplace();
        string[] target = ["--system", "towow", "--url", database.Url];
        await workplace.RunAsync(Token, ["up", .. target]);
        await database.ExecuteAsync("CREATE TABLE provisioning_requests (id integer PRIMARY KEY)", Token);
        await database.ExecuteAsync("CREATE TABLE provisioning_ledger_of_mine (id integer PRIMARY KEY)", Token);

        var export = await workplace.RunAsync(Token, ["export", "--to", "out", .. target]);
        string[] files =
        [
            .. Directory
                .GetFiles(Path.Combine(workplace.Folder, "out"), "*provisioning*", SearchOption.AllDirectories)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

        Assert.True(export.ExitCode == 0, export.Errors);
        Assert.Equal(["005-provisioning_ledger_of_mine.csv", "006-provisioning_requests.csv"], files);
    }
}
