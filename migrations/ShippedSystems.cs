using Provisioning.Migrations.Genesis;
using Provisioning.Migrations.Nova;
using Provisioning.Migrations.QueryGpt;
using Provisioning.Migrations.ToWow;
using Provisioning.Migrations.VibeSurf;
using Provisioning.Systems;

namespace Provisioning.Migrations;

/// <summary>The systems whose migrations are shipped.</summary>
public static class ShippedSystems
{
    /// <summary>All pool settings.</summary>
    public static IReadOnlyList<DatabaseSystem> All { get; } =
    [new ToWowSystem(), new QueryGptSystem(), new GenesisSystem(), new NovaSystem(), new VibeSurfSystem()];
}
