using System.Reflection;
using Provisioning.Engines;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Provisioning.Testing.Tests;

/// <summary>Runs a theory once on each engine, whose name is its only argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) => new([.. KnownEngines.All.Select(engine => new TheoryDataRow<string>(engine.Name))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
