using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Tests.Planning;

/// <summary>A migration made of operations.</summary>
internal sealed class TestMigration(long version, Func<MigrationContext, IReadOnlyList<Operation>> up) : MigrationSource
{
    public TestMigration(long version, params Operation[] up)
        : this(version, _ => up)
    {
    }

    public override long Version => version;

    public override string Name => $"M{version}";

    public override string? Description => null;

    public override bool IsTransactional => Transactional;

    public bool Transactional { get; init; } = true;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        direction is Direction.Up ? up(context) : [.. up(context).Reverse().Select(operation => operation.Inverse!)];
}
