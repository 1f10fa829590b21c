using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>A migration of given operations.</summary>
internal sealed class Described(long version, string name, params Operation[] up) : MigrationSource
{
    public override long Version => version;

    public override string Name => name;

    public override string? Description => null;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) => up;
}
