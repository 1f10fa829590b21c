using System.ComponentModel;

namespace FluentMigrator.Infrastructure;

/// <summary>A step of a chain of calls. Keeps what every object has out of the editor's suggestions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFluentSyntax
{
    /// <inheritdoc cref="object.GetType" />
    [EditorBrowsable(EditorBrowsableState.Never)]
    Type GetType();

    /// <inheritdoc cref="object.GetHashCode" />
    [EditorBrowsable(EditorBrowsableState.Never)]
    int GetHashCode();

    /// <inheritdoc cref="object.ToString" />
    [EditorBrowsable(EditorBrowsableState.Never)]
    string? ToString();

    /// <inheritdoc cref="object.Equals(object)" />
    [EditorBrowsable(EditorBrowsableState.Never)]
    bool Equals(object? obj);
}
