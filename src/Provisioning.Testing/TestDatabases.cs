using Provisioning.Databases;
using Provisioning.Seeding;
using Provisioning.Systems;
using Provisioning.Testing.Copies;

namespace Provisioning.Testing;

/// <summary>The test databases on a server, or in the folder for files: those that running tests use, those that are
/// kept, and the templates that they are copied from. Each is known by its name, and no other database is ever
/// touched.</summary>
public sealed class TestDatabases
{
    private readonly CopyStore _store;

    private TestDatabases(CopyStore store) => _store = store;

    /// <summary>Opens them. What killed processes left is dropped.</summary>
    /// <param name="place">A database on the server, which need not be there; of SQLite any file.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us.</exception>
    public static async Task<TestDatabases> OpenAsync(Database place, CancellationToken token)
    {
        var store = await CopyStore.OpenAsync(place, token);
        await store.SweepAsync(token);
        return new(store);
    }

    /// <summary>Makes a database with a system's newest version that is kept until it is dropped by name.</summary>
    /// <param name="system">The system.</param>
    /// <param name="seeds">The seeders whose rows it has, with their numbers.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">A migration or a seeder fails.</exception>
    public async Task<KeptTestDatabase> KeepNewAsync(
        DatabaseSystem system,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        CancellationToken token
    )
    {
        var recipe = new TemplateRecipe(system, seeds);
        var template = await _store.TemplateAsync(recipe, token);
        await using var copy = await _store.CopyAsync(template, recipe, inFile: true, token);
        return new(copy.Name, await copy.KeepAsync(), template.ToString());
    }

    /// <summary>All of them, sorted by name.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us.</exception>
    public Task<IReadOnlyList<TestDatabaseEntry>> ListAsync(CancellationToken token) => _store.ListAsync(token);

    /// <summary>Whether a name is that of a test database or a template.</summary>
    public static bool IsTestDatabase(string name) => TestName.Read(name) is not null;

    /// <summary>Drops one with everything in it, and ends the sessions that others have there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>False where there is none of that name.</returns>
    /// <exception cref="ProvisioningException">The name is that of no test database; nothing was dropped.</exception>
    public Task<bool> DropAsync(string name, CancellationToken token) =>
        TestName.Read(name) is { } known
            ? _store.DropAsync(known, token)
            : throw new ProvisioningException(
                $"{name} is no test database, and was not dropped. `provision testdb list` lists those that are."
            );
}

/// <summary>A test database, or a template.</summary>
/// <param name="Name">Its name on the server, or that of its file without the ending.</param>
/// <param name="State">What it is there for.</param>
/// <param name="Bytes">Its size; null where it could not be read.</param>
public sealed record TestDatabaseEntry(string Name, TestDatabaseState State, long? Bytes);

/// <summary>A test database that stays until it is dropped by name.</summary>
/// <param name="Name">Its name on the server, or that of its file without the ending.</param>
/// <param name="Url">Its URL with the password.</param>
/// <param name="Template">The name of the template that it is a copy of.</param>
public sealed record KeptTestDatabase(string Name, string Url, string Template);

/// <summary>What a test database is there for.</summary>
public enum TestDatabaseState
{
    /// <summary>A process that runs has made it, and drops it.</summary>
    InUse,

    /// <summary>It stays until it is dropped by name.</summary>
    Kept,

    /// <summary>A killed process has left it; the next one drops it.</summary>
    Left,

    /// <summary>Others are copied from it.</summary>
    Template,
}
