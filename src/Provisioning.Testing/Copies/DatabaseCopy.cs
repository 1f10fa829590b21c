using System.Data.Common;
using Provisioning.Databases;

namespace Provisioning.Testing.Copies;

/// <summary>A copy of a template, for one test.</summary>
internal abstract class DatabaseCopy : IAsyncDisposable
{
    /// <summary>Its name on the server, or that of its file or of the database in memory.</summary>
    public abstract string Name { get; }

    /// <summary>The database, for this library.</summary>
    public abstract Database Database { get; }

    /// <summary>Its URL with the password; null in memory.</summary>
    public abstract string? Url { get; }

    /// <summary>The connection string with the password.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>Opens connections.</summary>
    public abstract DbDataSource DataSource { get; }

    /// <summary>Brings the rows back to those of the template.</summary>
    public abstract Task ResetAsync(CancellationToken token);

    /// <summary>Marks it as one that stays until it is dropped by name.</summary>
    /// <returns>Its URL, which another program can open.</returns>
    public abstract Task<string> KeepAsync();

    /// <summary>Closes its connections, and drops it unless it is kept.</summary>
    public abstract ValueTask DisposeAsync();
}
