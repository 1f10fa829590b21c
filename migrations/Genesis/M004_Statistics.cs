using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Genesis;

[Migration(4, "statistics")]
public sealed class M004_Statistics : AutoReversingMigration
{
    public override void Up()
    {
        Create
            .View("session_stats")
            .As(
                """
                SELECT s.session_id, s.user_id, s.created_at,
                       count(m.id) AS message_count,
                       sum(CASE WHEN m.role = 'user' THEN 1 ELSE 0 END) AS user_messages,
                       sum(CASE WHEN m.role = 'assistant' THEN 1 ELSE 0 END) AS assistant_messages,
                       max(m.created_at) AS last_message_at
                FROM chat_sessions s LEFT JOIN chat_messages m ON m.session_id = s.session_id
                GROUP BY s.session_id, s.user_id, s.created_at
                """
            );
        Create
            .View("llm_stats")
            .As(
                """
                SELECT provider, model,
                       count(*) AS total_calls,
                       sum(CASE WHEN status_code BETWEEN 200 AND 299 THEN 1 ELSE 0 END) AS successful_calls,
                       sum(CASE WHEN status_code >= 400 THEN 1 ELSE 0 END) AS failed_calls,
                       avg(latency_ms) AS avg_latency_ms,
                       sum(tokens_used) AS total_tokens,
                       sum(cost_usd) AS total_cost_usd,
                       min(created_at) AS first_call, max(created_at) AS last_call
                FROM llm_calls
                GROUP BY provider, model
                """
            );
        Create
            .View("api_stats")
            .As(
                """
                SELECT method, status_code,
                       count(*) AS request_count,
                       avg(latency_ms) AS avg_latency_ms,
                       min(latency_ms) AS min_latency_ms,
                       max(latency_ms) AS max_latency_ms,
                       sum(CASE WHEN status_code >= 400 THEN 1 ELSE 0 END) AS error_count
                FROM api_logs
                GROUP BY method, status_code
                """
            );
    }
}
