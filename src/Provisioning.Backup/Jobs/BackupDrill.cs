using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;

namespace Provisioning.Backup.Jobs;

/// <summary>Restores some of a system's sets apart, as one would after a loss, and measures.</summary>
/// <param name="repository">The repository.</param>
/// <param name="verification">Restores and checks.</param>
/// <param name="keys">The keys at hand.</param>
/// <param name="time">The clock.</param>
public sealed class BackupDrill(
    BackupRepository repository,
    BackupVerification verification,
    BackupKeyring keys,
    TimeProvider time
)
{
    /// <summary>Runs it. The newest set is always among those that are restored.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="sample">How many sets.</param>
    /// <param name="seed">Chooses the others; the same number chooses the same ones.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">There is no set of the system.</exception>
    /// <exception cref="WrongKeyException">A set's key is not at hand.</exception>
    public Task<DrillReport> RunAsync(string system, int sample, int seed, CancellationToken token)
    {
        var random = new Random(seed);
        return RunAsync(system, seed, random, Choose, token);

        IEnumerable<BackupManifest> Choose(BackupManifest[] others)
        {
            random.Shuffle(others);
            return others.Take(sample - 1);
        }
    }

    /// <summary>Runs it with the sets whose turn it is today, by UTC, and the newest. Run daily, it restores each set
    /// once in so many days; which day, a set's id decides.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="days">In how many days each set has its turn, from 1.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">There is no set of the system.</exception>
    /// <exception cref="WrongKeyException">A set's key is not at hand.</exception>
    public Task<DrillReport> RotateAsync(string system, int days, CancellationToken token)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return RunAsync(
            system,
            today.DayNumber,
            new Random(today.DayNumber),
            others => others.Where(manifest => IsDue(manifest.Id, today, days)),
            token
        );
    }

    /// <summary>Whether a set has its turn on a day: on one of any so many days that follow each other.</summary>
    internal static bool IsDue(string id, DateOnly day, int days) =>
        (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id))) + (long)day.DayNumber) % days
        == 0;

    private async Task<DrillReport> RunAsync(
        string system,
        int seed,
        Random random,
        Func<BackupManifest[], IEnumerable<BackupManifest>> choose,
        CancellationToken token
    )
    {
        var sets = await repository.ListAsync(token);
        var found = await BackupVerification.ListAsync(repository, sets, token);
        repository.EnsureKeyFitsOne(sets);
        var candidates = sets.Select(set => set.Manifest)
            .OfType<BackupManifest>()
            .Where(manifest => manifest.System == system)
            .ToArray();
        if (candidates.Length == 0)
        {
            throw new ProvisioningException(
                $"There is no backup of {system} in {repository.Store.Location} to drill with. `provision backup "
                    + $"create` makes one."
            );
        }

        var newest = candidates[^1];
        var restored = new List<VerifiedSet>();
        foreach (var manifest in choose(candidates[..^1]).Append(newest))
        {
            restored.Add(await verification.RunAsync(manifest, VerifyLevel.Restore, token));
        }

        return new(
            seed,
            restored,
            found,
            time.GetUtcNow() - newest.Started,
            restored.Max(set => set.Duration),
            await SeesDamageAsync(newest, random, token)
        );
    }

    // A check that never fails proves nothing: one bit of a copy is turned, and both the hash and the seal have to
    // notice.
    private async Task<bool> SeesDamageAsync(BackupManifest manifest, Random random, CancellationToken token)
    {
        var item = manifest.Objects.First(item => item.Name.EndsWith("/report.dbk", StringComparison.Ordinal));
        await using var from = await repository.Store.OpenAsync(item.Name, token);
        var bytes = await RepositoryJson.ReadAsync(from, SealedReport.Most, item.Name, token);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return await FailsAsync(
                () => Task.FromResult<Stream>(new CheckedStream(new MemoryStream(bytes), item, "the planted copy")),
                token
            )
            && await FailsAsync(
                async () =>
                    await ContainerReader.OpenAsync(
                        new MemoryStream(bytes),
                        keys,
                        "the planted copy",
                        SealedReport.Most,
                        token
                    ),
                token
            );
    }

    private static async Task<bool> FailsAsync(Func<Task<Stream>> open, CancellationToken token)
    {
        try
        {
            await using var stream = await open();
            await stream.CopyToAsync(Stream.Null, token);
            return false;
        }
        catch (Exception error) when (error is BackupDamagedException or WrongKeyException)
        {
            return true;
        }
    }
}

/// <summary>What a drill found.</summary>
/// <param name="Seed">The number that chose the sets; in a rotation the day's.</param>
/// <param name="Sets">The sets that were restored; the newest last.</param>
/// <param name="Found">What is wrong with the list of sets.</param>
/// <param name="Age">How old the newest set is: what would be lost now.</param>
/// <param name="Longest">How long the slowest restore took, with its checks.</param>
/// <param name="SeesDamage">Whether damage that was planted in a copy was noticed.</param>
public sealed record DrillReport(
    int Seed,
    IReadOnlyList<VerifiedSet> Sets,
    IReadOnlyList<VerifyFinding> Found,
    TimeSpan Age,
    TimeSpan Longest,
    bool SeesDamage
)
{
    /// <summary>What is wrong, a sentence each, with the most that may be lost and the longest that a restore may
    /// take.</summary>
    public IReadOnlyList<string> Missed(TimeSpan loss, TimeSpan duration) =>
        [
            .. Sets.SelectMany(set =>
                (set.Unseen is null ? set.Found : [.. set.Found, set.Unseen]).Select(text =>
                    $"Set {set.Manifest.Id}: {text}"
                )
            ),
            .. Found.Select(finding => finding.Text),
            .. Age > loss
                ?
                [
                    $"The newest set is {Age.TotalHours:0.0} hours old, more than the {loss.TotalHours:0.##} that may "
                        + $"be lost.",
                ]
                : Array.Empty<string>(),
            .. Longest > duration
                ?
                [
                    $"A restore took {Longest.TotalMinutes:0.0} minutes, more than the {duration.TotalMinutes:0.##} "
                        + $"that it may.",
                ]
                : Array.Empty<string>(),
            .. SeesDamage ? [] : new[] { "Damage that was planted in a copy went unnoticed." },
        ];
}
