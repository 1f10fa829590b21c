using Provisioning.Databases;
using Provisioning.Ledger;

namespace Provisioning.Fleets.Engines;

/// <summary>What an engine can do for many databases at once. By default what every engine can.</summary>
internal class FleetEngine
{
    /// <summary>What engines can that are not listed.</summary>
    public static FleetEngine Plain { get; } = new();

    /// <summary>The server of a database, whose connections all its targets share.</summary>
    public virtual string ServerOf(Database database) => database.Dialect.Name;

    /// <summary>What a target of this database is called that has no name of its own.</summary>
    public virtual string NameOf(DatabaseEntry entry) => entry.Name;

    /// <summary>The other way round: what a database beside another one is called for a target of that name.</summary>
    public virtual string Named(string target, Database beside) => target;

    /// <summary>How many more connections the server takes; null where it has no limit.</summary>
    /// <exception cref="ProvisioningException">It cannot be asked.</exception>
    public virtual Task<int?> FreeConnectionsAsync(Database database, CancellationToken token) =>
        Task.FromResult<int?>(null);

    /// <summary>The schemas of a database, sorted, those of the server left out.</summary>
    /// <exception cref="ProvisioningException">The engine has no schemas, or the database cannot be
    /// reached.</exception>
    public virtual Task<IReadOnlyList<string>> SchemasAsync(Database database, CancellationToken token) =>
        throw new ProvisioningException(
            $"{database.Location} has no schemas: {database.Dialect.Name} knows none. Give databases in their place."
        );

    /// <summary>What a database has in common with those that are other schemas of it; null where the ledgers of
    /// several are not read at once.</summary>
    public virtual string? Around(Database database) => null;

    /// <summary>Reads the ledgers of several schemas of one database at once.</summary>
    /// <returns>For each in its order: the key of its state (<see cref="States.LedgerKey"/>), empty where it is not
    /// there, null where it has to be read alone.</returns>
    /// <param name="schemas">The schemas, as databases.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="token">Cancels the operation.</param>
    public virtual Task<IReadOnlyList<string?>> LedgersAsync(
        IReadOnlyList<Database> schemas,
        VersionTable versions,
        CancellationToken token
    ) => Task.FromResult<IReadOnlyList<string?>>([.. schemas.Select(_ => (string?)null)]);

    /// <summary>Makes a database that is a copy of another one, which no one may be connected to.</summary>
    /// <exception cref="ProvisioningException">The engine cannot copy, the copy is there, or someone is connected to
    /// the other.</exception>
    public virtual Task CopyAsync(Database template, Database copy, CancellationToken token) =>
        throw new ProvisioningException(
            $"{copy.Location} cannot be made as a copy: {copy.Dialect.Name} has no templates. Leave the template out."
        );
}
