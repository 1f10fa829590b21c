using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.Testing.Tests.Servers;

/// <summary>The server that test processes share.</summary>
public sealed class SharedServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_ask_get_the_same_server()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || await ServerBinaries.FindAsync() is null,
            "There are no binaries."
        );

        var urls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new SharedServer().StartAsync(Token)));

        Assert.Single(urls.Distinct());
    }
}
