using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Planning;

namespace FluentMigrator.Runner;

/// <summary>A migration that a program hands over to be run one way, without a record of it.</summary>
internal sealed class GivenMigration(IMigration migration, Direction way) : MigrationSource
{
    public override long Version => 0;

    public override string Name => migration.GetType().Name;

    public override string? Description => null;

    public override bool IsRecorded => false;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        MigrationClassSource.Describe(migration, Name, way, context);
}
