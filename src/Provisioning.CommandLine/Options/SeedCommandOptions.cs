using McMaster.Extensions.CommandLineUtils;
using Provisioning.Security.Encryption;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say which seeders run, and on what numbers.</summary>
internal sealed class SeedCommandOptions(CommandLineApplication command)
{
    private const string SampleData = "sample-data";
    private const string MockAgents = "mock-agents";

    private readonly CommandOption _sampleData = command.Flag("--sample-data", "Add the system's sample data.");

    private readonly CommandOption _mockAgents = command.Flag("--mock-agents", "Add mock agents.");

    private readonly CommandOption _count = command.Value(
        "--mock-agents-count <N>",
        "How many mock agents. Default: 100. Implies --mock-agents."
    );

    private readonly CommandOption _counts = command.Values(
        OptionGroup.Own,
        "--count <COUNT>",
        "How many a seeder makes, by its name, as teams=500. Implies that seeder. May be given several times."
    );

    private readonly CommandOption _seed = command.Value(
        "--seed <N>",
        "The seed number: the same number makes the same rows. Default: 42."
    );

    /// <summary>The seed number; null where none was given.</summary>
    public long? Seed => _seed.Number(long.MinValue);

    /// <summary>Whether a seeder was asked for.</summary>
    public bool IsSeederGiven => new[] { _sampleData, _mockAgents, _count, _counts }.Any(option => option.HasValue());

    /// <summary>Whether any of them was given.</summary>
    public bool IsGiven => IsSeederGiven || _seed.HasValue();

    /// <summary>The seeders asked for, in order, with their numbers.</summary>
    /// <param name="system">The system.</param>
    /// <param name="allByDefault">Whether all run where none is asked for.</param>
    /// <exception cref="UsageException">The system has no such seeder, or a number is out of range.</exception>
    public IReadOnlyList<(Seeder Seeder, SeedOptions Options)> For(DatabaseSystem system, bool allByDefault)
    {
        var known = system.Seeders;
        var wanted = new List<string>();
        if (_sampleData.HasValue())
        {
            wanted.Add(SampleData);
        }

        if (_mockAgents.HasValue() || _count.HasValue())
        {
            wanted.Add(MockAgents);
        }

        var counts = Counts();
        wanted.AddRange(counts.Keys.Where(name => !wanted.Contains(name)));
        if (wanted.Find(name => known.All(seeder => seeder.Name != name)) is { } missing)
        {
            throw new UsageException(
                $"System {system.Name} has no seeder {missing}. It has: "
                    + $"{(known.Count == 0 ? "none" : string.Join(", ", known.Select(seeder => seeder.Name)))}."
            );
        }

        var chosen = allByDefault && wanted.Count == 0 ? known : known.Where(seeder => wanted.Contains(seeder.Name));
        var machine = new Lazy<EncryptionKey?>(() => KeySource.Machine(system));
        return [.. chosen.Select(seeder => (seeder, Numbers(seeder, counts, machine)))];
    }

    private IReadOnlyDictionary<string, long> Counts()
    {
        var (all, counts) = RowNumbers.Read(_counts);
        return all is null
            ? counts
            : throw new UsageException("--count takes a seeder's name and a number, like mock-agents=500.");
    }

    private SeedOptions Numbers(
        Seeder seeder,
        IReadOnlyDictionary<string, long> counts,
        Lazy<EncryptionKey?> machine
    ) =>
        new(
            Seed ?? SeedOptions.DefaultSeed,
            (seeder.Name == MockAgents ? _count.Number() : null)
                ?? (counts.TryGetValue(seeder.Name, out var count) ? count : seeder.DefaultCount ?? 0)
        )
        {
            // A plain null would be converted to an empty key.
            Key = (KeySource.FromEnvironment() ?? machine.Value) is { } key
                ? new ReadOnlyMemory<byte>(key.Bytes.ToArray())
                : (ReadOnlyMemory<byte>?)null,
        };
}
