using FluentMigrator;

namespace Provisioning.Migrations.Genesis;

[Migration(2, "indexes")]
public sealed class M002_Indexes : AutoReversingMigration
{
    public override void Up()
    {
        Create.Index("ix_chat_messages_session_id").OnTable("chat_messages").OnColumn("session_id").Ascending();
        Create.Index("ix_llm_calls_session_id").OnTable("llm_calls").OnColumn("session_id").Ascending();
        Create.Index("ix_user_behaviors_session_id").OnTable("user_behaviors").OnColumn("session_id").Ascending();
        Create.Index("ix_intent_analyses_session_id").OnTable("intent_analyses").OnColumn("session_id").Ascending();
        Create.Index("ix_ad_recommendations_session_id").OnTable("ad_recommendations").OnColumn("session_id").Ascending();
        Create.Index("ix_api_logs_session_id").OnTable("api_logs").OnColumn("session_id").Ascending();
        Create.Index("ix_tool_calls_session_id").OnTable("tool_calls").OnColumn("session_id").Ascending();
        Create.Index("ix_user_sessions_user_id").OnTable("user_sessions").OnColumn("user_id").Ascending();
        Create.Index("ix_llm_calls_user_id").OnTable("llm_calls").OnColumn("user_id").Ascending();
        Create.Index("ix_user_behaviors_user_id").OnTable("user_behaviors").OnColumn("user_id").Ascending();
        Create.Index("ix_intent_analyses_user_id").OnTable("intent_analyses").OnColumn("user_id").Ascending();
        Create.Index("ix_ad_recommendations_user_id").OnTable("ad_recommendations").OnColumn("user_id").Ascending();
        Create.Index("ix_api_logs_user_id").OnTable("api_logs").OnColumn("user_id").Ascending();
        Create.Index("ix_api_logs_request_id").OnTable("api_logs").OnColumn("request_id").Ascending();
        Create.Index("idx_chat_messages_session_created").OnTable("chat_messages").OnColumn("session_id").Ascending().OnColumn("created_at").Descending();
        Create.Index("idx_llm_calls_session_created").OnTable("llm_calls").OnColumn("session_id").Ascending().OnColumn("created_at").Descending();
        Create.Index("idx_user_behaviors_session_created").OnTable("user_behaviors").OnColumn("session_id").Ascending().OnColumn("created_at").Descending();
        Create.Index("idx_intent_analyses_session_created").OnTable("intent_analyses").OnColumn("session_id").Ascending().OnColumn("created_at").Descending();
        Create.Index("idx_ad_recommendations_session_created").OnTable("ad_recommendations").OnColumn("session_id").Ascending().OnColumn("created_at").Descending();
        Create.Index("idx_api_logs_created").OnTable("api_logs").OnColumn("created_at").Descending();
        Create.Index("idx_performance_metrics_name_timestamp").OnTable("performance_metrics").OnColumn("metric_name").Ascending().OnColumn("timestamp").Descending();
        Create.Index("idx_error_logs_type_created").OnTable("error_logs").OnColumn("error_type").Ascending().OnColumn("created_at").Descending();
    }
}
