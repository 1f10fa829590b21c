using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Engines;

/// <summary>A database engine as a value: it reads the URLs that name its databases, and hands out its dialect and its
/// databases. What else an engine can do (backups, roles, checks) is listed where it is done, by engine:
/// <see cref="EngineAbilities{T}"/>.</summary>
public abstract class Engine
{
    /// <summary>The name in commands and messages, lower case; the same as its dialect's: <c>postgresql</c>,
    /// <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The schemes of its URLs, lower case: <c>postgresql</c>, <c>postgres</c>.</summary>
    public abstract IReadOnlyList<string> Schemes { get; }

    /// <summary>How SQL is spelled for it.</summary>
    public abstract Dialect Dialect(DialectOptions options);

    /// <summary>What a URL with one of its <see cref="Schemes"/> says.</summary>
    /// <exception cref="InvalidDatabaseUrlException">The URL cannot be read. The message never holds a
    /// password.</exception>
    public abstract DatabaseAddress ReadUrl(string url);

    /// <summary>What a connection string of its driver (<c>Host=…;Database=…</c>) says; null where the string is for
    /// another engine.</summary>
    /// <exception cref="InvalidDatabaseUrlException">The string cannot be read. The message never holds a
    /// password.</exception>
    public virtual DatabaseAddress? ReadKeyValues(string text) => null;

    /// <summary>Whether its driver has a setting of this name, so that a message may name it.</summary>
    public virtual bool HasSetting(string name) => false;

    /// <summary>Whether nothing that is sent to the address leaves this machine, as with a file.</summary>
    public virtual bool IsLocal(DatabaseAddress address) => true;

    /// <summary>The database at the address. Nothing is connected yet.</summary>
    /// <exception cref="InvalidDatabaseUrlException">The engine has no schemas and the options name one, or a name is
    /// too long for it.</exception>
    public abstract Database Open(DatabaseAddress address, DialectOptions options);

    /// <inheritdoc />
    public sealed override string ToString() => Name;
}
