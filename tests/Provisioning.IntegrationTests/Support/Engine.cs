// The library's Engine is named in full where a test means that one.
global using Engine = Provisioning.IntegrationTests.Support.Engine;
using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Provisioning.IntegrationTests.Support;

/// <summary>The engines that a test runs on.</summary>
public enum Engine
{
    Sqlite,
    PostgreSql,
}

/// <summary>Runs a theory once on each engine, which is its only argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) => new([.. Enum.GetValues<Engine>().Select(engine => new TheoryDataRow<Engine>(engine))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
