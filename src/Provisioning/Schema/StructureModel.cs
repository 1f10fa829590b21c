namespace Provisioning.Schema;

/// <summary>The structure of a database: what operations describe, and what none does.</summary>
/// <param name="Model">What operations describe.</param>
/// <param name="Beyond">What none describes.</param>
public sealed record StructureModel(DatabaseModel Model, UnmodelledStructure Beyond);
