using System.Reflection;
using Provisioning.Engines;
using Provisioning.Testing.Servers;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Provisioning.Testing.Tests;

/// <summary>Runs a theory once on each engine, whose name is its only argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothEnginesAttribute : DataAttribute
{
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    )
    {
        var missing = await MissingServerAsync();
        return
        [
            .. KnownEngines.All.Select(engine => new TheoryDataRow<string>(engine.Name)
            {
                Skip = engine == KnownEngines.PostgreSql ? missing : null,
            }),
        ];
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    /// <summary>Why there is no PostgreSQL to test on; null where there is one, and where <c>CI=true</c>, as tests then
    /// say it by failing.</summary>
    internal static async Task<string?> MissingServerAsync()
    {
        try
        {
            await TestServer.FindAsync(CancellationToken.None);
            return null;
        }
        catch (NoTestServerException error)
        {
            return Environment.GetEnvironmentVariable("CI") is "true" ? null : error.Message;
        }
    }
}
