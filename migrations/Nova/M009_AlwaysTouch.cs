using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

/// <summary>On PostgreSQL <c>updated_at</c> is the moment of every change, as in the application's own database, also
/// where the statement sets another. SQLite keeps what a statement sets.</summary>
[Migration(9, "updated_at is always the moment of the change")]
public sealed class M009_AlwaysTouch : Migration
{
    private static readonly string[] Tables =
    [
        "projects",
        "tags",
        "assistants",
        "threads",
        "artifacts",
        "reflections",
        "quick_actions",
        "user_bg",
        "user_profiles",
    ];

    public override void Up() =>
        IfDatabase("postgresql")
            .Delegate(() =>
            {
                foreach (var table in Tables)
                {
                    Delete.Trigger($"update_{table}_updated_at").FromTable(table);
                    Create
                        .Trigger($"update_{table}_updated_at")
                        .OnTable(table)
                        .BeforeUpdate()
                        .Body("  NEW.updated_at = now();");
                }
            });

    public override void Down() =>
        IfDatabase("postgresql")
            .Delegate(() =>
            {
                foreach (var table in Tables)
                {
                    Delete.Trigger($"update_{table}_updated_at").FromTable(table);
                    Create.Trigger($"update_{table}_updated_at").OnTable(table).Touching("updated_at");
                }
            });
}
