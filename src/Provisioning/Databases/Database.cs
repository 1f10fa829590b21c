using Provisioning.Dialects;

namespace Provisioning.Databases;

/// <summary>One database of one engine, which may not exist yet. Holds no connection of its own.</summary>
public abstract class Database
{
    /// <summary>How SQL is spelled for it.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The database's name: on a server the name there, else the path of the file.</summary>
    public abstract string Name { get; }

    /// <summary>Its location for messages: a URL without its password, or the path of the file.</summary>
    public abstract string Location { get; }

    /// <summary>The connection string with its password, for code that a migration brings. Never to be shown.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>Whether it is one schema of a database that others may use as well, rather than a database of its own.
    /// It is created and dropped alone; the database around it is created where it is missing, and never
    /// dropped.</summary>
    public virtual bool HasOwnSchema => false;

    /// <summary>Whether applying migrations creates it where it is missing, as SQLite itself does with a file. A
    /// database on a server is created only when asked for.</summary>
    public virtual bool IsCreatedOnFirstUse => false;

    /// <summary>The same database, whose sessions refuse to write, and give up a statement that waits longer than 2
    /// seconds for a lock or runs longer than a minute, as far as the engine has such limits; null where the engine has
    /// no such sessions. By default null.</summary>
    public virtual Database? ReadOnly => null;

    /// <summary>Whether it exists.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us.</exception>
    public abstract Task<bool> ExistsAsync(CancellationToken token);

    /// <summary>Creates it, empty. Returns false, and leaves it as it is, where it exists.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us.</exception>
    public abstract Task<bool> CreateAsync(CancellationToken token);

    /// <summary>The same, waiting for another that creates one on the same server no longer than a time.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <param name="waiting">Called with who is waited for; null for no call.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="LockHeldException">The other did not finish in time.</exception>
    public virtual Task<bool> CreateAsync(TimeSpan patience, Action<string>? waiting, CancellationToken token) =>
        CreateAsync(token);

    /// <summary>Drops it with everything in it, and ends the sessions that others have there. Returns false where there
    /// was none.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us.</exception>
    public abstract Task<bool> DropAsync(CancellationToken token);

    /// <summary>Drops it with everything in it, to be created again: what is not of its content, as the owner, group
    /// and mode of a file, stays.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us, or this user cannot keep
    /// the owner of the file.</exception>
    public virtual Task<bool> EmptyAsync(CancellationToken token) => DropAsync(token);

    /// <summary>Another database of the same engine for temporary use, on the same server or in a temporary file, under
    /// a name that no other run has. It is not created yet. Whoever creates it drops it over the same object; what runs
    /// that were killed left of the same purpose is dropped before.</summary>
    /// <param name="purpose">What it is for, as a part of its name: <c>check</c>.</param>
    public abstract Database Scratch(string purpose);

    /// <summary>The database of another name on the same server, or in the same folder. It need not be there.</summary>
    /// <param name="name">Its name.</param>
    public abstract Database Beside(string name);

    /// <summary>The databases on the same server, or in the same folder, sorted by name. Templates are left
    /// out.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached or refuses us, or there is no such
    /// folder.</exception>
    public abstract Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token);

    /// <summary>Creates it, does the work, and drops it, whatever comes of the work.</summary>
    /// <exception cref="ConnectionFailedException">It cannot be created.</exception>
    public async Task<T> UseOnceAsync<T>(Func<Task<T>> work, CancellationToken token)
    {
        await CreateAsync(token);
        return await CleanUp.AfterAsync(work, () => DropAsync(CancellationToken.None));
    }

    /// <summary>Opens a session.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be reached, is missing, or refuses
    /// us.</exception>
    public abstract Task<DatabaseSession> OpenAsync(CancellationToken token);

    /// <inheritdoc />
    public sealed override string ToString() => Location;
}

/// <summary>A database among others.</summary>
/// <param name="Name">Its name on the server, or the name of its file.</param>
/// <param name="Owner">The role that owns it; null where the engine has no roles.</param>
/// <param name="Bytes">Its size; null where we may not connect to it.</param>
public sealed record DatabaseEntry(string Name, string? Owner, long? Bytes);
