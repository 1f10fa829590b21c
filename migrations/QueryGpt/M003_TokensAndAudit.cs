using System.Data;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.QueryGpt;

[Migration(3, "refresh tokens and audit logs")]
public sealed class M003_TokensAndAudit : Migration
{
    public override void Up()
    {
        RefreshTokens();
        AuditLogs();
        Create.Index("idx_refresh_tokens_expires_at").OnTable("refresh_tokens").OnColumn("expires_at").Ascending();
        Create.Index("idx_refresh_tokens_token_hash").OnTable("refresh_tokens").OnColumn("token_hash").Ascending();
        Create.Index("idx_refresh_tokens_user_id").OnTable("refresh_tokens").OnColumn("user_id").Ascending();
        Create.Index("idx_audit_logs_action").OnTable("audit_logs").OnColumn("action").Ascending();
        Create.Index("idx_audit_logs_created_at").OnTable("audit_logs").OnColumn("created_at").Ascending();
        Create.Index("idx_audit_logs_user_id").OnTable("audit_logs").OnColumn("user_id").Ascending();
    }

    public override void Down()
    {
        Delete.Table("audit_logs");
        Delete.Table("refresh_tokens");
    }

    private void RefreshTokens() =>
        Create
            .Table("refresh_tokens")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("refresh_tokens_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .ForeignKey("refresh_tokens_user_id_fkey", "users", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("token_hash")
            .AsString(255)
            .NotNullable()
            .WithColumn("expires_at")
            .AsDateTimeOffset()
            .NotNullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("revoked_at")
            .AsDateTimeOffset()
            .Nullable();

    private void AuditLogs() =>
        Create
            .Table("audit_logs")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("audit_logs_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("audit_logs_user_id_fkey", "users", "id")
            .OnDelete(Rule.SetNull)
            .WithColumn("action")
            .AsString(50)
            .NotNullable()
            .WithColumn("resource_type")
            .AsString(50)
            .Nullable()
            .WithColumn("resource_id")
            .AsGuid()
            .Nullable()
            .WithColumn("details")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("ip_address")
            .AsInet()
            .Nullable()
            .WithColumn("user_agent")
            .AsString()
            .Nullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();
}
