using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Containers;
using Xunit;

namespace Provisioning.IntegrationTests;

/// <summary>The tests' own tools.</summary>
public sealed class SupportTests(PostgreSqlServer server)
{
    [Theory, OnBothEngines]
    public async Task A_test_database_is_empty_and_gone_at_the_end(Engine engine)
    {
        var token = TestContext.Current.CancellationToken;
        var other = await TestDatabase.CreateAsync(engine, server, token);
        await using var database = await TestDatabase.CreateAsync(engine, server, token);

        await database.ExecuteAsync("CREATE TABLE t (id integer, name text)", token);
        await database.ExecuteAsync("INSERT INTO t VALUES (1, NULL)", token);
        await other.DisposeAsync();

        Assert.Equal(["1|NULL"], await database.RowsAsync("SELECT * FROM t", token));
        Assert.False(File.Exists(other.Name));
    }

    [Fact]
    public async Task A_server_in_a_container_has_a_role_that_may_create_databases()
    {
        var url = await new ContainerServer().StartAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(url is null, "Docker does not answer here.");

        var database = DatabaseUrl.Parse(url).Beside("t");

        Assert.True(await database.CreateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_process_says_how_it_ended()
    {
        var run = await ProvisionProcess.RunAsync(TestContext.Current.CancellationToken, "--version");

        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual("", run.Output);
        Assert.Equal("", run.Errors);
    }
}
