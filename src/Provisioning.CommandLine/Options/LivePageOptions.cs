using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Page.Live;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say what a page over a live database shows besides its structure.</summary>
internal sealed class LivePageOptions(CommandLineApplication command)
{
    private const int LongestInterval = 3600;

    private readonly CommandOption _every = command.Value(
        "--every <SECONDS>",
        "How often doctor's numbers are taken. Default: 5."
    );

    private readonly CommandOption _noRows = command.Flag("--no-rows", "Show no rows of tables.");

    private readonly CommandOption _backups = command.Values(
        OptionGroup.Own,
        "--backups <STORE>",
        "Where backups are kept, a folder or s3://bucket/prefix; may be given several times."
    );

    private readonly CommandOption _drills = command.Values(
        OptionGroup.Own,
        "--drills <FILE>",
        "What `provision backup drill --output json` has printed; may be given several times."
    );

    /// <summary>The subject with what the options say.</summary>
    /// <exception cref="UsageException">A number is none that the option takes, or there is no such file.</exception>
    public LiveSubject Of(LiveSubject subject) =>
        subject with
        {
            Backups = [.. _backups.Values.OfType<string>().Select(place => BackupStores.Open(place))],
            Drills = [.. _drills.Values.OfType<string>().Select(Existing)],
            ShowsRows = !_noRows.HasValue(),
            Every = TimeSpan.FromSeconds(_every.Number(least: 1, LongestInterval) ?? 5),
        };

    private static string Existing(string file) =>
        File.Exists(file)
            ? file
            : throw new UsageException(
                $"There is no file {file}. `provision backup drill --output json > {file}` writes one."
            );
}
