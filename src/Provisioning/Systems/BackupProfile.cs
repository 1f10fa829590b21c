using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>Which data of a system is secret, and which queries check its backups.</summary>
public sealed record BackupProfile
{
    /// <summary>Nothing is secret, and there is nothing particular to look at after a restore.</summary>
    public static BackupProfile Default { get; } = new();

    /// <summary>Tables whose rows a backup without secrets leaves out: tokens, sessions.</summary>
    public ValueList<ObjectName> SecretTables { get; init; } = [];

    /// <summary>Columns whose values a backup without secrets leaves out: hashes of passwords, encrypted
    /// keys.</summary>
    public ValueList<SecretColumn> SecretColumns { get; init; } = [];

    /// <summary>Queries whose answers are the same before a backup and after its restore.</summary>
    public ValueList<CheckQuery> Checks { get; init; } = [];
}

/// <summary>A column whose values a backup without secrets leaves out.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Replacement">The value in its place; null for NULL.</param>
public sealed record SecretColumn(ObjectName Table, string Column, string? Replacement = null);

/// <summary>A query typical of what the application asks its database.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Sql">The query, in words that every engine knows; its rows come in an order that it states.</param>
public sealed record CheckQuery(string Name, string Sql);
