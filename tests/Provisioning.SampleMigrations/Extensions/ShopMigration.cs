using FluentMigrator;

namespace Provisioning.SampleMigrations.Extensions;

/// <summary>A migration that is one change to the main schema.</summary>
public abstract class ShopMigration : Migration
{
    public sealed override void Up() => MainUpgrade();

    public override void Down() => MainDowngrade();

    protected abstract void MainUpgrade();

    protected abstract void MainDowngrade();

    protected bool IsSqlite { get; private set; }

    protected void NoteEngine() => IfDatabase("sqlite").Delegate(() => IsSqlite = true);
}
