namespace Provisioning.Planning;

/// <summary>Work that belongs to runs rather than to a version: it is not recorded, and runs each time.</summary>
/// <param name="Stage">When it is done.</param>
/// <param name="Work">What is done; its way up is run.</param>
public sealed record Maintenance(MaintenanceStage Stage, MigrationSource Work);

/// <summary>Work that runs each time a run asks for its profile by name.</summary>
/// <param name="Name">The profile's name; case counts.</param>
/// <param name="Work">What is done; its way up is run.</param>
public sealed record Profile(string Name, MigrationSource Work);

/// <summary>When maintenance is done during a run upwards.</summary>
public enum MaintenanceStage
{
    /// <summary>Once, before the first migration, also where none is pending.</summary>
    BeforeAll,

    /// <summary>Before each migration.</summary>
    BeforeEach,

    /// <summary>After each migration.</summary>
    AfterEach,

    /// <summary>Once, after the last migration and before the profile.</summary>
    BeforeProfiles,

    /// <summary>Once, after everything else.</summary>
    AfterAll,
}
