using FluentMigrator.Runner.Exceptions;
using Microsoft.Extensions.Options;

namespace FluentMigrator.Runner.Initialization;

/// <summary>Does what <see cref="RunnerOptions.Task"/> says.</summary>
public class TaskExecutor(IMigrationRunner runner, IOptions<RunnerOptions> options)
{
    /// <summary>Does it.</summary>
    /// <exception cref="RunnerException">There is no such task.</exception>
    public virtual void Execute()
    {
        var (version, steps) = (options.Value.Version, options.Value.Steps);
        switch (options.Value.Task?.ToLowerInvariant())
        {
            case null or "" or "migrate" or "migrate:up" when version == 0:
                runner.MigrateUp();
                break;
            case null or "" or "migrate" or "migrate:up":
                runner.MigrateUp(version);
                break;
            case "migrate:down":
                runner.MigrateDown(version);
                break;
            case "rollback":
                runner.Rollback(Math.Max(steps, 1));
                break;
            case "rollback:toversion":
                runner.RollbackToVersion(version);
                break;
            case "rollback:all":
                runner.RollbackToVersion(0);
                break;
            case "validateversionorder":
                runner.ValidateVersionOrder();
                break;
            case "listmigrations":
                runner.ListMigrations();
                break;
            case var other:
                throw new RunnerException($"There is no task \"{other}\". Set RunnerOptions.Task to one that its description lists.");
        }
    }

    /// <summary>Whether the task would apply or take back anything.</summary>
    public virtual bool HasMigrationsToApply() => options.Value.Task?.ToLowerInvariant() switch
    {
        "migrate:down" or "rollback:toversion" => runner.HasMigrationsToApplyDown(options.Value.Version),
        "rollback" or "rollback:all" => runner.HasMigrationsToApplyRollback(),
        _ => runner.HasMigrationsToApplyUp(options.Value.Version == 0 ? null : options.Value.Version),
    };
}
