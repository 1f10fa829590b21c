using FluentMigrator;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Direction = Provisioning.Planning.Direction;
using MigrationContext = Provisioning.Planning.MigrationContext;
using MigrationSource = Provisioning.Planning.MigrationSource;

namespace Provisioning.Authoring.Hosting;

/// <summary>A migration that a program hands over to be run one way, without a record of it.</summary>
internal sealed class GivenMigration(IMigration migration, Direction way, Describer describer) : MigrationSource
{
    public override long Version => 0;

    public override string Name => migration.GetType().Name;

    public override string? Description => null;

    public override bool IsRecorded => false;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) => describer.Describe(migration, Name, way, context);
}
