using Provisioning.Seeding;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Calls back at each report.</summary>
/// <param name="seen">What is called.</param>
internal sealed class Watch(Action seen) : IProgress<SeedProgress>
{
    public void Report(SeedProgress value) => seen();
}
