using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>The names that things get where a migration gives none, as FluentMigrator 8 has them. The schema is no part of them.</summary>
internal static class Names
{
    public static string PrimaryKey(ObjectName table) => $"PK_{table.Name}";

    /// <summary>The name of a primary key that is added to a table already there.</summary>
    public static string PrimaryKey(ObjectName table, IEnumerable<string> columns) => Join("PK", table, columns);

    public static string Unique(ObjectName table, IEnumerable<string> columns) => Join("UC", table, columns);

    public static string Index(ObjectName table, IEnumerable<string> columns) => Join("IX", table, columns);

    public static string ForeignKey(ObjectName table, IEnumerable<string> columns, ObjectName references, IEnumerable<string> referenced) =>
        $"{Join("FK", table, columns)}_{references.Name}_{string.Join('_', referenced)}";

    private static string Join(string prefix, ObjectName table, IEnumerable<string> columns) =>
        $"{prefix}_{table.Name}_{string.Join('_', columns)}";
}
