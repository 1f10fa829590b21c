using System.Data;
using FluentMigrator;
using Provisioning.Authoring;
using Provisioning.Schema;

namespace Provisioning.Migrations.Nova;

/// <summary>On Supabase, where an <c>auth</c> schema holds the users: rows belong to them, and everyone sees only their
/// own. Elsewhere nothing.</summary>
[Migration(8, "rows belong to their users, where there is an auth schema")]
public sealed class M008_RowLevelSecurity : Migration
{
    private static readonly string[] Owned =
    [
        "projects",
        "tags",
        "assistants",
        "threads",
        "messages",
        "artifacts",
        "context_documents",
        "reflections",
        "quick_actions",
        "user_profiles",
    ];

    private static readonly (PolicyCommand Command, string Verb)[] Commands =
    [
        (PolicyCommand.Select, "view"),
        (PolicyCommand.Insert, "insert"),
        (PolicyCommand.Update, "update"),
        (PolicyCommand.Delete, "delete"),
    ];

    public override void Up() =>
        WhereThereAreUsers(() =>
        {
            foreach (var table in (string[])[.. Owned, "user_bg"])
            {
                Create
                    .ForeignKey($"{table}_user_id_fkey")
                    .FromTable(table)
                    .ForeignColumn("user_id")
                    .ToTable("users")
                    .InSchema("auth")
                    .PrimaryColumn("id")
                    .OnDelete(Rule.Cascade);
                Alter.RowLevelSecurity(table).Enable();
            }

            Alter.RowLevelSecurity("artifact_contents").Enable();
            foreach (var table in Owned)
            {
                Policies(table, "auth.uid() = user_id");
            }

            Policies(
                "artifact_contents",
                "EXISTS (SELECT 1 FROM artifacts a WHERE a.id = artifact_contents.artifact_id AND a.user_id = "
                    + "auth.uid())"
            );
            Create
                .Policy("Users can manage own user_bg")
                .OnTable("user_bg")
                .Using("auth.uid() = user_id")
                .WithCheck("auth.uid() = user_id");
        });

    public override void Down() =>
        WhereThereAreUsers(() =>
        {
            Delete.Policy("Users can manage own user_bg", "user_bg");
            foreach (var table in (string[])[.. Owned, "artifact_contents"])
            {
                foreach (var (_, verb) in Commands)
                {
                    Delete.Policy($"Users can {verb} own {table}", table);
                }
            }

            Alter.RowLevelSecurity("artifact_contents").Disable();
            foreach (var table in (string[])[.. Owned, "user_bg"])
            {
                Alter.RowLevelSecurity(table).Disable();
                Delete.ForeignKey($"{table}_user_id_fkey").OnTable(table);
            }
        });

    private void Policies(string table, string condition)
    {
        foreach (var (command, verb) in Commands)
        {
            var policy = Create.Policy($"Users can {verb} own {table}").OnTable(table).For(command);
            _ = command is PolicyCommand.Insert ? policy.WithCheck(condition) : policy.Using(condition);
        }
    }

    private void WhereThereAreUsers(Action describe) =>
        IfDatabase("postgresql")
            .Delegate(() =>
            {
                if (Schema.Schema("auth").Table("users").Exists())
                {
                    describe();
                }
            });
}
