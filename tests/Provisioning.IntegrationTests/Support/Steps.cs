using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A migration made of operations.</summary>
internal sealed class Steps(long version, Operation[] up, Operation[] down) : MigrationSource
{
    public override long Version => version;

    public override string Name => $"Steps{version}";

    public override string? Description => Title;

    public string? Title { get; init; }

    public override bool IsTransactional => Transactional;

    public bool Transactional { get; init; } = true;

    public override IReadOnlyList<MigrationCheck> Checks => MustBeTrue;

    public IReadOnlyList<MigrationCheck> MustBeTrue { get; init; } = [];

    public override MigrationTags Tags => Tagged;

    public MigrationTags Tagged { get; init; } = MigrationTags.None;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        direction is Direction.Up ? up : down;
}
