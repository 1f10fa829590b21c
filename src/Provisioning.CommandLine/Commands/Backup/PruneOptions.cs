using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options that say which sets are kept.</summary>
internal sealed class PruneOptions(CommandLineApplication command)
{
    private readonly CommandOption _last = command.Value("--keep-last <N>", "Keep the newest so many.");
    private readonly CommandOption _daily = command.Value(
        "--keep-daily <N>",
        "Keep the newest of each of the last so many days that have any."
    );
    private readonly CommandOption _weekly = command.Value("--keep-weekly <N>", "The same by week, from Monday.");
    private readonly CommandOption _monthly = command.Value("--keep-monthly <N>", "The same by month.");
    private readonly CommandOption _within = command.Value("--keep-within-days <N>", "Keep all that are not older.");
    private readonly CommandOption _tags = command.Option(
        "--keep-tag <TAG>",
        "Keep all with this tag; release/* means all that begin with release/. More than one may be given.",
        CommandOptionType.MultipleValue
    );

    /// <summary>The policy.</summary>
    /// <exception cref="UsageException">It keeps nothing.</exception>
    public PrunePolicy Value
    {
        get
        {
            var policy = new PrunePolicy
            {
                Last = Number(_last),
                Daily = Number(_daily),
                Weekly = Number(_weekly),
                Monthly = Number(_monthly),
                Within = TimeSpan.FromDays(Number(_within)),
                Tags = [.. _tags.Values.OfType<string>()],
            };
            return policy.KeepsAny
                ? policy
                : throw new UsageException("Which sets are to be kept? Give at least one of the --keep options.");
        }
    }

    private static int Number(CommandOption option) => (int)(option.Number(most: 100_000) ?? 0);
}
