namespace Provisioning.Schema;

/// <summary>A function. PostgreSQL only.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Returns">What it returns: <c>trigger</c>, <c>integer</c>, <c>TABLE (…)</c>.</param>
/// <param name="Body">What it does, in its language.</param>
public sealed record Function(ObjectName Name, string Returns, string Body)
{
    /// <summary>Its parameters as SQL writes them: <c>a integer, b text</c>; empty for none.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>Name and parameters, which distinguish it from others of its name.</summary>
    public string Signature => $"{Name}({Parameters})";

    /// <summary>The language; plpgsql by default.</summary>
    public string Language { get; init; } = "plpgsql";

    /// <summary>What its result depends on.</summary>
    public Volatility Volatility { get; init; }

    /// <summary>Whether it runs with its owner's rights. Give it a <see cref="SearchPath"/> then.</summary>
    public bool IsSecurityDefiner { get; init; }

    /// <summary>The search path while it runs; null for the caller's.</summary>
    public string? SearchPath { get; init; }
}

/// <summary>What a function's result depends on.</summary>
public enum Volatility
{
    /// <summary>On anything, and it may change the database.</summary>
    Volatile,

    /// <summary>On the database as the statement sees it.</summary>
    Stable,

    /// <summary>On its arguments alone.</summary>
    Immutable,
}
