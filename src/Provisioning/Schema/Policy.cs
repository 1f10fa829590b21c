namespace Provisioning.Schema;

/// <summary>A row-level security policy: which rows of a table can be read and written. PostgreSQL only.</summary>
/// <param name="Name">The policy's name.</param>
public sealed record Policy(string Name)
{
    /// <summary>The command that it is about.</summary>
    public PolicyCommand Command { get; init; }

    /// <summary>The roles that it is about; none for everyone.</summary>
    public ValueList<string> Roles { get; init; } = [];

    /// <summary>The condition over rows that are read; null for none.</summary>
    public string? Using { get; init; }

    /// <summary>The condition over rows that are written; null for <see cref="Using"/>.</summary>
    public string? WithCheck { get; init; }

    /// <summary>Whether it is restrictive; by default policies are permissive.</summary>
    public bool IsRestrictive { get; init; }
}

/// <summary>The command that a policy is about.</summary>
public enum PolicyCommand
{
    /// <summary>Every command: ALL.</summary>
    All,

    /// <summary>SELECT.</summary>
    Select,

    /// <summary>INSERT.</summary>
    Insert,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,
}

/// <summary>Whether a table's policies hold.</summary>
public enum RowSecurity
{
    /// <summary>They do not.</summary>
    Off,

    /// <summary>They hold for everyone but the table's owner.</summary>
    On,

    /// <summary>They hold for the owner as well.</summary>
    Forced,
}
