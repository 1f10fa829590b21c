using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Genesis;

[Migration(1, "tables")]
public sealed class M001_Tables : Migration
{
    public override void Up()
    {
        IfDatabase("postgresql").Delegate(() => Create.Extension("uuid-ossp"));
        Users();
        IfDatabase("postgresql").Alter.Column("id").OnTable("users").AsGuid().NotNullable().WithDefaultValue(RawSql.Insert("uuid_generate_v4()"));
        UserSessions();
        ChatSessions();
        ChatMessages();
        LlmCalls();
        UserBehaviors();
        IntentAnalyses();
        AdRecommendations();
        SystemConfig();
        ApiLogs();
        ToolCalls();
        PerformanceMetrics();
        ErrorLogs();
        AuditLogs();
        Create.UniqueConstraint("users_username_key").OnTable("users").Column("username");
        Create.UniqueConstraint("users_email_key").OnTable("users").Column("email");
        Create.UniqueConstraint("user_sessions_session_id_key").OnTable("user_sessions").Column("session_id");
        Create.UniqueConstraint("chat_sessions_session_id_key").OnTable("chat_sessions").Column("session_id");
        Create.UniqueConstraint("system_config_key_key").OnTable("system_config").Column("key");
        Create.UniqueConstraint("api_logs_request_id_key").OnTable("api_logs").Column("request_id");
    }

    public override void Down()
    {
        Delete.Table("audit_logs");
        Delete.Table("error_logs");
        Delete.Table("performance_metrics");
        Delete.Table("tool_calls");
        Delete.Table("api_logs");
        Delete.Table("system_config");
        Delete.Table("ad_recommendations");
        Delete.Table("intent_analyses");
        Delete.Table("user_behaviors");
        Delete.Table("llm_calls");
        Delete.Table("chat_messages");
        Delete.Table("chat_sessions");
        Delete.Table("user_sessions");
        Delete.Table("users");
        IfDatabase("postgresql").Delegate(() => Delete.Extension("uuid-ossp"));
    }

    private void Users() => Create.Table("users")
        .WithColumn("id").AsGuid().NotNullable().WithDefault(SystemMethods.NewGuid).PrimaryKey("users_pkey")
        .WithColumn("username").AsString(50).NotNullable()
        .WithColumn("email").AsString(255).NotNullable()
        .WithColumn("password_hash").AsString(255).NotNullable()
        .WithColumn("full_name").AsString(100).Nullable()
        .WithColumn("is_active").AsBoolean().Nullable().WithDefaultValue(true)
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset)
        .WithColumn("updated_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void UserSessions() => Create.Table("user_sessions")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("user_sessions_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("user_id").AsString(255).NotNullable()
        .WithColumn("user_segment").AsString(100).Nullable()
        .WithColumn("preferences").AsJson().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset)
        .WithColumn("updated_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void ChatSessions() => Create.Table("chat_sessions")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("chat_sessions_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("system_prompt").AsString().Nullable()
        .WithColumn("user_id").AsString(255).Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset)
        .WithColumn("updated_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void ChatMessages() => Create.Table("chat_messages")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("chat_messages_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("role").AsString(50).NotNullable()
        .WithColumn("content").AsString().NotNullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void LlmCalls() => Create.Table("llm_calls")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("llm_calls_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).Nullable()
        .WithColumn("user_id").AsString(255).Nullable()
        .WithColumn("provider").AsString(50).NotNullable()
        .WithColumn("model").AsString(100).NotNullable()
        .WithColumn("endpoint").AsString(100).NotNullable()
        .WithColumn("request_data").AsJson().NotNullable()
        .WithColumn("response_data").AsJson().Nullable()
        .WithColumn("tokens_used").AsInt32().Nullable()
        .WithColumn("cost_usd").AsDouble().Nullable()
        .WithColumn("latency_ms").AsInt32().Nullable()
        .WithColumn("status_code").AsInt32().Nullable()
        .WithColumn("error_message").AsString().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void UserBehaviors() => Create.Table("user_behaviors")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("user_behaviors_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("user_id").AsString(255).NotNullable()
        .WithColumn("behavior_type").AsString(50).NotNullable()
        .WithColumn("behavior_data").AsJson().NotNullable()
        .WithColumn("detected_intent").AsString(255).Nullable()
        .WithColumn("intent_confidence").AsDouble().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void IntentAnalyses() => Create.Table("intent_analyses")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("intent_analyses_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("user_id").AsString(255).NotNullable()
        .WithColumn("primary_intent").AsString(255).NotNullable()
        .WithColumn("secondary_intents").AsJson().Nullable()
        .WithColumn("target_audience_segment").AsString(100).NotNullable()
        .WithColumn("urgency_level").AsDouble().NotNullable()
        .WithColumn("analysis_model").AsString(100).Nullable()
        .WithColumn("analysis_confidence").AsDouble().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void AdRecommendations() => Create.Table("ad_recommendations")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("ad_recommendations_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).NotNullable()
        .WithColumn("user_id").AsString(255).NotNullable()
        .WithColumn("analysis_id").AsInt32().Nullable()
        .WithColumn("ad_id").AsString(255).NotNullable()
        .WithColumn("product_id").AsString(255).NotNullable()
        .WithColumn("relevance_score").AsDouble().NotNullable()
        .WithColumn("ad_copy").AsString().NotNullable()
        .WithColumn("recommendation_reason").AsString().Nullable()
        .WithColumn("position").AsInt32().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void SystemConfig() => Create.Table("system_config")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("system_config_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("key").AsString(255).NotNullable()
        .WithColumn("value").AsString().NotNullable()
        .WithColumn("description").AsString().Nullable()
        .WithColumn("is_active").AsBoolean().Nullable().WithDefaultValue(true)
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset)
        .WithColumn("updated_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void ApiLogs() => Create.Table("api_logs")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("api_logs_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("request_id").AsString(255).NotNullable()
        .WithColumn("session_id").AsString(255).Nullable()
        .WithColumn("user_id").AsString(255).Nullable()
        .WithColumn("method").AsString(10).NotNullable()
        .WithColumn("path").AsString(500).NotNullable()
        .WithColumn("query_params").AsJson().Nullable()
        .WithColumn("headers").AsJson().Nullable()
        .WithColumn("body").AsString().Nullable()
        .WithColumn("status_code").AsInt32().NotNullable()
        .WithColumn("response_body").AsString().Nullable()
        .WithColumn("latency_ms").AsInt32().Nullable()
        .WithColumn("user_agent").AsString(500).Nullable()
        .WithColumn("ip_address").AsString(45).Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void ToolCalls() => Create.Table("tool_calls")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("tool_calls_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("session_id").AsString(255).Nullable()
        .WithColumn("tool_name").AsString(100).NotNullable()
        .WithColumn("tool_args").AsJson().Nullable()
        .WithColumn("result").AsJson().Nullable()
        .WithColumn("duration_ms").AsInt32().Nullable()
        .WithColumn("status").AsString(20).NotNullable()
        .WithColumn("error_message").AsString().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void PerformanceMetrics() => Create.Table("performance_metrics")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("performance_metrics_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("metric_name").AsString(100).NotNullable()
        .WithColumn("metric_value").AsDecimal(15, 6).NotNullable()
        .WithColumn("tags").AsJson().Nullable()
        .WithColumn("timestamp").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void ErrorLogs() => Create.Table("error_logs")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("error_logs_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("error_type").AsString(100).NotNullable()
        .WithColumn("error_message").AsString().NotNullable()
        .WithColumn("stack_trace").AsString().Nullable()
        .WithColumn("request_id").AsString(100).Nullable()
        .WithColumn("context").AsJson().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);

    private void AuditLogs() => Create.Table("audit_logs")
        .WithColumn("id").AsInt32().NotNullable().PrimaryKey("audit_logs_pkey").Identity(PostgresGenerationType.ByDefault)
        .WithColumn("action").AsString(100).NotNullable()
        .WithColumn("resource_type").AsString(50).NotNullable()
        .WithColumn("resource_id").AsString(255).Nullable()
        .WithColumn("user_id").AsString(255).Nullable()
        .WithColumn("changes").AsJson().Nullable()
        .WithColumn("ip_address").AsString(45).Nullable()
        .WithColumn("user_agent").AsString().Nullable()
        .WithColumn("created_at").AsDateTimeOffset().Nullable().WithDefault(SystemMethods.CurrentDateTimeOffset);
}
