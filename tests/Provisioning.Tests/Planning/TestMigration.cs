using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Tests.Planning;

/// <summary>A migration made of operations.</summary>
internal sealed class TestMigration(long version, Func<MigrationContext, IReadOnlyList<Operation>> up) : MigrationSource
{
    public TestMigration(long version, params Operation[] up)
        : this(version, _ => up) { }

    public override long Version => version;

    public override string Name => Called ?? $"M{version}";

    public override string? Description => null;

    public override bool IsTransactional => Transactional;

    public override MigrationTags Tags => Tagged;

    public override bool IsRecorded => Called is null;

    public bool Transactional { get; init; } = true;

    public MigrationTags Tagged { get; init; } = MigrationTags.None;

    /// <summary>What it is called where it is no version.</summary>
    public string? Called { get; init; }

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        direction is Direction.Up ? up(context) : [.. up(context).Reverse().Select(operation => operation.Inverse!)];
}
