using FluentMigrator;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>Files from before the first version have statuses in upper case, which the check of that version
/// forbids.</summary>
[Migration(3, "fix_task_status_case")]
public sealed class V003_FixTaskStatusCase : VibeSurfMigration
{
    private const string Fix =
        "UPDATE tasks SET status = lower(status) WHERE status IN ('PENDING', 'RUNNING', 'PAUSED', 'COMPLETED', "
        + "'FAILED', 'STOPPED')";

    protected override string SqliteUp => Fix;

    protected override void PostgreSqlUp() => Execute.Sql(Fix);

    // What was upper case is not known any more, and lower case was right before as well.
    protected override void GoBack() { }
}
