using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.Databases;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The options of <c>provision doctor</c>.</summary>
internal sealed class DoctorCommandOptions(CommandLineApplication command)
{
    private readonly CommandOption _production = command.Flag(
        "--production",
        "Apply the requirements of a database in production."
    );

    private readonly CommandOption _thorough = command.Flag(
        "--thorough",
        "Read an SQLite file from end to end, indexes against tables."
    );

    private readonly CommandOption _limits = command.Option(
        "--limit <SETTING>",
        "Where findings begin, as NAME=NUMBER; may be given several times.",
        CommandOptionType.MultipleValue
    );

    private readonly CommandOption _instances = command.Value(
        "--instances <N>",
        "How many processes of the application run, to add up their pools."
    );

    private readonly CommandOption _poolSize = command.Value(
        "--pool-size <N>",
        "How many connections each keeps open. Default: 5, as SQLAlchemy's."
    );

    private readonly CommandOption _overflow = command.Value(
        "--max-overflow <N>",
        "How many more each may open under load. Default: 10, as SQLAlchemy's."
    );

    private readonly CommandOption _since = command.Value(
        "--since <FILE>",
        "Count deadlocks and slow queries since the last run with this file, which is rewritten. PostgreSQL only."
    );

    private readonly CommandOption _keyFile = command.Value(
        "--key-file <FILE>",
        "The file with the key of encrypted columns; who may read it is looked at, the key is not."
    );

    private readonly CommandOption _backups = command.Option(
        "--backups <STORE>",
        "Where backups are kept, a folder or s3://bucket/prefix, to see how old the newest is; may be given several "
            + "times.",
        CommandOptionType.MultipleValue
    );

    private readonly CommandOption _failOn = command.Value(
        "--fail-on <VERDICT>",
        "From which verdict on the exit code is 3: failed, warning or not-known. Default: failed."
    );

    /// <summary>Whether the database is one in production.</summary>
    public bool IsProduction => _production.HasValue();

    /// <summary>The verdict from which on the exit code says so.</summary>
    /// <exception cref="UsageException">There is no such verdict.</exception>
    public Verdict FailOn =>
        _failOn.Value() switch
        {
            null or "failed" => Verdict.Failed,
            "warning" => Verdict.Warning,
            "not-known" => Verdict.NotKnown,
            var other => throw new UsageException($"--fail-on takes failed, warning or not-known, not \"{other}\"."),
        };

    /// <summary>The options as the library takes them.</summary>
    /// <exception cref="UsageException">The options do not fit together, or hold something that does not
    /// exist.</exception>
    public DoctorOptions For(Database database)
    {
        if (!_instances.HasValue() && (_poolSize.HasValue() || _overflow.HasValue()))
        {
            throw new UsageException(
                "--pool-size and --max-overflow say how large one pool is. Give --instances as well, to say how many "
                    + "there are."
            );
        }

        return new()
        {
            IsProduction = IsProduction,
            IsThorough = _thorough.HasValue(),
            Limits = _limits.Values.OfType<string>().Aggregate(new HealthLimits(), With),
            Pools = _instances.Number(least: 1, most: int.MaxValue) is { } instances
                ? new(instances, _poolSize.Number(most: int.MaxValue) ?? 5, _overflow.Number(most: int.MaxValue) ?? 10)
                : null,
            Before = Before(database),
            KeyFile = _keyFile.Value(),
        };
    }

    /// <summary>The same with the newest backup that every place named has, or a later one.</summary>
    /// <exception cref="ProvisioningException">A place cannot be reached, or holds something else than
    /// backups.</exception>
    public async Task<DoctorOptions> WithBackupsAsync(
        DoctorOptions asked,
        DatabaseSystem? system,
        CancellationToken token
    )
    {
        var newest = new List<DateTimeOffset?>();
        foreach (var place in _backups.Values.OfType<string>())
        {
            var repository = await BackupRepository.FindAsync(BackupStores.Open(place), BackupKeyring.Empty, token);
            var sets = repository is null ? [] : await repository.ListAsync(token);
            newest.Add(
                sets.Where(set => set.Manifest is { } manifest && (system is null || manifest.System == system.Name))
                    .Max(set => (DateTimeOffset?)set.Manifest!.Finished)
            );
        }

        return asked with
        {
            IsBackupPlaceKnown = newest.Count > 0,
            NewestBackup = newest.Contains(null) ? null : newest.Min(),
        };
    }

    /// <summary>Writes what the server has counted into the file that --since names, for the next run.</summary>
    /// <exception cref="ProvisioningException">It cannot be written.</exception>
    public async Task KeepAsync(HealthSample? sample, CancellationToken token)
    {
        if (_since.Value() is not { } file || sample is null)
        {
            return;
        }

        try
        {
            // Whole or not at all: a run that is cut off leaves the last sample.
            var beside = $"{file}.{Environment.ProcessId}";
            await File.WriteAllTextAsync(beside, sample.ToJson(), token);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"What the server has counted cannot be kept in {file}: {error.Message} Name a file in a folder that "
                    + $"can be written.",
                error
            );
        }
    }

    private static HealthLimits With(HealthLimits limits, string text)
    {
        var (name, number) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, "");
        return !HealthLimits.Names.Contains(name, StringComparer.Ordinal)
                ? throw new UsageException(
                    $"There is no limit \"{name}\". --limit takes one of: {string.Join(", ", HealthLimits.Names)}."
                )
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? limits.With(name, value)!
            : throw new UsageException($"--limit {name}=NUMBER takes a whole number from 0, not \"{number}\".");
    }

    private HealthSample? Before(Database database)
    {
        if (_since.Value() is not { } file)
        {
            return null;
        }

        if (!Doctor.TakesSamples(database))
        {
            throw new UsageException("--since is for PostgreSQL: an SQLite file counts neither deadlocks nor queries.");
        }

        try
        {
            var sample = File.Exists(file) ? HealthSample.Parse(File.ReadAllText(file)) : null;
            return sample is null || sample.Database == database.Location
                ? sample
                : throw new UsageException(
                    $"{file} is about {sample.Database}, and this is {database.Location}. Give each database a file "
                        + $"of its own."
                );
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ProvisioningException and not UsageException)
        {
            throw new UsageException($"--since {file} cannot be read: {error.Message}");
        }
    }
}
