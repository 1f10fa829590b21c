using System.Collections.Concurrent;
using Provisioning.Databases;
using Provisioning.Engines;

namespace Provisioning.Testing.Copies;

/// <summary>The templates and their copies on one server, or in the folder for files.</summary>
internal abstract class CopyStore
{
    private static readonly EngineAbilities<Func<Database, CancellationToken, Task<CopyStore>>> Engines = new(
        (KnownEngines.PostgreSql, async (place, token) => await PostgreSqlCopies.ConnectAsync(place, token)),
        (KnownEngines.Sqlite, (_, _) => Task.FromResult<CopyStore>(SqliteCopies.Hold()))
    );

    private static readonly ConcurrentDictionary<string, Lazy<Task<CopyStore>>> Stores = new(StringComparer.Ordinal);

    /// <summary>How long a template stays that no process has used, and a new one takes its place.</summary>
    protected static readonly TimeSpan TemplateLife = TimeSpan.FromDays(7);

    /// <summary>The store at a place, opened once for this process; what killed processes left there is
    /// dropped.</summary>
    /// <param name="place">A database on the server, which need not be there; for files any.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The engine has no test databases, or the server cannot be
    /// reached.</exception>
    public static async Task<CopyStore> OpenAsync(Database place, CancellationToken token)
    {
        var open = Engines.Of(place) ?? throw new ProvisioningException($"{place.Dialect.Name} has no test databases.");
        var key = $"{place.Dialect.Name} {place.ConnectionString}";
        try
        {
            return await Stores
                .GetOrAdd(key, _ => new(() => open(place, CancellationToken.None)))
                .Value.WaitAsync(token);
        }
        catch (ProvisioningException)
        {
            Stores.TryRemove(key, out _);
            throw;
        }
    }

    /// <summary>Whether making a copy takes long enough to have some ready.</summary>
    public abstract bool IsWorthPreparing { get; }

    /// <summary>The template of a recipe, built where it is not there yet, by one process at a time.</summary>
    public abstract Task<TestName> TemplateAsync(TemplateRecipe recipe, CancellationToken token);

    /// <summary>A copy of a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="recipe">What it was made of.</param>
    /// <param name="inFile">Whether it has to be a file, where the engine has databases in memory as well.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract Task<DatabaseCopy> CopyAsync(
        TestName template,
        TemplateRecipe recipe,
        bool inFile,
        CancellationToken token
    );

    /// <summary>The templates and copies that there are.</summary>
    public abstract Task<IReadOnlyList<TestDatabaseEntry>> ListAsync(CancellationToken token);

    /// <summary>Drops one, whoever uses it.</summary>
    /// <returns>False where there is none of that name.</returns>
    public abstract Task<bool> DropAsync(TestName name, CancellationToken token);

    /// <summary>Drops what killed processes left, and templates that were not used for long.</summary>
    public abstract Task SweepAsync(CancellationToken token);
}
