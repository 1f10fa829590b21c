using Provisioning.Engines;
using Provisioning.Seeding;
using Provisioning.Testing.Servers;

namespace Provisioning.Testing;

/// <summary>How a test database is made, and what becomes of it.</summary>
public sealed record TestDatabaseOptions
{
    /// <summary>The environment variable that keeps every test database where it is <c>1</c>:
    /// <c>PROVISIONING_TEST_KEEP</c>.</summary>
    public const string KeepVariable = "PROVISIONING_TEST_KEEP";

    /// <summary>The engine. Default: PostgreSQL, on the server that <see cref="TestServer"/> finds.</summary>
    public Engine Engine { get; init; } = KnownEngines.PostgreSql;

    /// <summary>The URL of the server, whose role may create databases. Default: null, the one that
    /// <see cref="TestServer"/> finds.</summary>
    public string? Server { get; init; }

    /// <summary>The names of the system's seeders whose rows the database has, in order. Default: none.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>The seed number; the same number makes the same rows. Default: 42.</summary>
    public long SeedNumber { get; init; } = SeedOptions.DefaultSeed;

    /// <summary>How many rows seeders make that take a number. Default: null, as many as they make by
    /// default.</summary>
    public long? Count { get; init; }

    /// <summary>The 32 bytes of the key that encrypted columns are filled with. Default: null, they are
    /// empty.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>How many databases are made beforehand while tests run, from the second one on, where the engine takes
    /// longer than a millisecond. Default: 2.</summary>
    public int Ready { get; init; } = 2;

    /// <summary>Whether the database is a file that other programs can open, where the engine would have it in memory:
    /// SQLite. Default: no.</summary>
    public bool InFile { get; init; }

    /// <summary>Asked at the end whether the test has failed; then the database is kept, and its URL reported. Default:
    /// null, which leaves that to <see cref="TestDatabase.Keep"/>.</summary>
    public Func<bool>? HasFailed { get; init; }

    /// <summary>Receives a line about a database that is kept, with its URL and the password in it. Default: null,
    /// standard error.</summary>
    public Action<string>? Report { get; init; }
}
