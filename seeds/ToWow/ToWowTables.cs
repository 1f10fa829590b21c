using Provisioning.Schema;

namespace Provisioning.Seeds.ToWow;

/// <summary>The columns that seeders fill. created_at and updated_at are left to their defaults.</summary>
internal static class ToWowTables
{
    public static ValueList<string> Key { get; } = ["id"];

    public static ValueList<Column> AgentProfiles { get; } =
    [
        new("id", new(ColumnKind.Guid)),
        new("name", new(ColumnKind.String, 255)),
        new("agent_type", new(ColumnKind.String, 50)),
        new("description", new(ColumnKind.String)) { IsNullable = true },
        new("capabilities", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("pricing_info", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("config", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("is_active", new(ColumnKind.Boolean)),
        new("rating", new(ColumnKind.Double)) { IsNullable = true },
        new("total_collaborations", new(ColumnKind.Int32)),
    ];

    public static ValueList<Column> Demands { get; } =
    [
        new("id", new(ColumnKind.Guid)),
        new("title", new(ColumnKind.String, 500)),
        new("description", new(ColumnKind.String)),
        new("user_id", new(ColumnKind.String, 255)),
        new("requirements", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("budget", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("deadline", new(ColumnKind.DateTimeOffset)) { IsNullable = true },
        new("status", new(ColumnKind.String, 50)),
        new("tags", new(ColumnKind.Jsonb)) { IsNullable = true },
        new("extra_metadata", new(ColumnKind.Jsonb)) { IsNullable = true },
    ];
}
