using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Execution;

namespace Provisioning.Cli;

/// <summary>The options of commands that migrate.</summary>
internal sealed class RunOptions(CommandLineApplication command)
{
    private readonly CommandOption<int> _lockWait =
        command.Option<int>("--lock-wait <SECONDS>", "How long to wait for another run to finish. Default: 600.", CommandOptionType.SingleValue);

    private readonly CommandOption<int> _tableWait = command.Option<int>(
        "--table-wait <MS>", "How long a statement may wait for a table in use, before the migration is rolled back and tried again. Default: 1000; 0 waits for ever. PostgreSQL only.",
        CommandOptionType.SingleValue);

    private readonly CommandOption<bool> _allowBreaking =
        command.Option<bool>("--allow-breaking", "Run migrations marked as breaking, too.", CommandOptionType.NoValue);

    /// <summary>The runner's options.</summary>
    public RunnerOptions Value => new()
    {
        AllowBreaking = _allowBreaking.HasValue(),
        LockWait = TimeSpan.FromSeconds(NotNegative(_lockWait, 600)),
        TableWait = TimeSpan.FromMilliseconds(NotNegative(_tableWait, 1000)),
    };

    private static int NotNegative(CommandOption<int> option, int otherwise)
    {
        var value = option.HasValue() ? option.ParsedValue : otherwise;
        return value >= 0 ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--{option.LongName} takes a number from 0, not {value}."));
    }
}
