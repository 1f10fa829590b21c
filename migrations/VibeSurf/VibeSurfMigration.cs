using System.Globalization;
using System.Reflection;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>A version of VibeSurf. On SQLite it is the application's own to the letter, and <c>user_version</c> says
/// it, in the same transaction, so that the application's own runner finds nothing to do.</summary>
public abstract class VibeSurfMigration : Migration
{
    private long Version => GetType().GetCustomAttribute<MigrationAttribute>()!.Version;

    /// <summary>The way up on SQLite.</summary>
    protected abstract string SqliteUp { get; }

    /// <inheritdoc />
    public sealed override void Up()
    {
        IfDatabase("sqlite").Execute.Sql(SqliteUp);
        IfDatabase("postgresql").Delegate(PostgreSqlUp);
        Say(Version);
    }

    /// <inheritdoc />
    public sealed override void Down()
    {
        GoBack();
        Say(Version - 1);
    }

    /// <summary>The way up on PostgreSQL.</summary>
    protected abstract void PostgreSqlUp();

    /// <summary>The way back on both.</summary>
    protected abstract void GoBack();

    /// <summary>On PostgreSQL: <c>updated_at</c> follows each change, in UTC whatever the session's time zone, as its
    /// default is.</summary>
    protected void KeepUpdatedAt(string table) =>
        Create
            .Trigger($"update_{table}_updated_at")
            .OnTable(table)
            .BeforeUpdate()
            .Body(
                "IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN NEW.updated_at = (now() AT TIME ZONE "
                    + "'UTC'); END IF;"
            );

    private void Say(long version) =>
        IfDatabase("sqlite")
            .Execute.Sql(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
}
