using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Settings;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Options;

/// <summary>The options of commands that migrate.</summary>
/// <param name="command">The command.</param>
/// <param name="takesEdits">Whether edited migrations do not matter to it.</param>
internal sealed class RunOptions(CommandLineApplication command, bool takesEdits = false)
{
    private readonly HistoryFlags _history = new(command, applies: true, takesEdits);

    private readonly LockWaitOption _lockWait = new(command);

    private readonly CommandOption _tableWait = command.Value(
        OptionGroup.Migrations,
        "--table-wait <MS>",
        "How long a statement may wait for a table in use, before the migration is rolled back and tried again. "
            + "Default: 1000; 0 waits for ever. PostgreSQL only."
    );

    private readonly CommandOption _retryFor = command.Value(
        OptionGroup.Migrations,
        "--retry-for <SECONDS>",
        "How long to go on trying where tables are in use, with growing pauses. Default: 60. PostgreSQL only."
    );

    private readonly CommandOption _statementTimeout = command.Value(
        OptionGroup.Migrations,
        "--statement-timeout <SECONDS>",
        "How long one statement in a transaction may run before its migration is rolled back. Default: 0, without end. "
            + "PostgreSQL only."
    );

    private readonly CommandOption _idleTimeout = command.Value(
        OptionGroup.Migrations,
        "--idle-timeout <SECONDS>",
        "After how long without a statement the server ends a migration's transaction, as where this machine is "
            + "suspended. Default: 0, the server's own setting. PostgreSQL only."
    );

    private readonly CommandOption _backfillPause = command.Value(
        OptionGroup.Migrations,
        "--backfill-pause <MS>",
        "How long a backfill pauses between two batches. Default: 0."
    );

    private readonly CommandOption _maxLag = command.Value(
        OptionGroup.Migrations,
        "--max-lag <SECONDS>",
        "How far replicas may lag before a backfill waits for them. Default: it does not look. " + "PostgreSQL only."
    );

    private readonly CommandOption _singleTransaction = command.Flag(
        OptionGroup.Migrations,
        "--single-transaction",
        "One transaction for the whole run, all or nothing. Default: one for each migration."
    );

    private readonly CommandOption _verify = command.Flag(
        OptionGroup.Migrations,
        "--verify",
        "After each migration, look at what its class says has to be true, and roll it back where it is not."
    );

    private readonly CommandOption _allowBreaking = command.Flag(
        OptionGroup.Migrations,
        "--allow-breaking",
        "Run migrations marked as breaking, too."
    );

    private readonly CommandOption _verbose = command.Flag(
        OptionGroup.General,
        "-v|--verbose",
        "Print each statement and its time as it runs, on standard error."
    );

    /// <summary>The runner's options.</summary>
    public RunnerOptions Value =>
        new()
        {
            SingleTransaction = _singleTransaction.HasValue(),
            AllowBreaking = _allowBreaking.HasValue(),
            Verifies = _verify.HasValue(),
            ReportsStatements = _verbose.HasValue(),
            History = _history.Value,
            Origin = PipelineVariables.Origin,
            LockWait = _lockWait.Value,
            TableWait = TimeSpan.FromMilliseconds(_tableWait.Number(most: int.MaxValue) ?? 1000),
            TableWaitBudget = TimeSpan.FromSeconds(_retryFor.Number(most: int.MaxValue) ?? 60),
            StatementTimeout = Seconds(_statementTimeout),
            IdleTimeout = Seconds(_idleTimeout),
            BackfillPause = TimeSpan.FromMilliseconds(_backfillPause.Number(most: int.MaxValue) ?? 0),
            MaxReplicaLag = _maxLag.HasValue() ? Seconds(_maxLag) : null,
        };

    // The server takes milliseconds in 31 bits.
    private static TimeSpan Seconds(CommandOption option) =>
        TimeSpan.FromSeconds(option.Number(most: int.MaxValue / 1000) ?? 0);
}
