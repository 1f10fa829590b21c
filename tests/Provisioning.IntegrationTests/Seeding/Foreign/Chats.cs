namespace Provisioning.IntegrationTests.Seeding.Foreign;

/// <summary>A product around conversations with models: users, agents, files, knowledge, evaluation, billing. Keys are
/// texts, and teams and their owners need each other.</summary>
internal static class Chats
{
    /// <summary>62 tables.</summary>
    public const string Tables = """
        users: id, username v64!, email v120! [_ LIKE '%@%'], phone v30?, avatar t?, first_name t?, last_name t?,
            is_onboarded f, preference j, home_team>teams, created_at ts, updated_at ts
        teams: id, slug v64!, name t, owner>users, created_at ts
        team_members: team>teams, member>users, role #owner/admin/member/guest, joined_at ts, pk(team member)
        invitations: id, team>teams, invited_by>users, email v120, token v64!, expires_at ts, accepted_at ts?
        accounts: id, owner>users, provider v40, provider_id v120, access_token t?, expires_at ts?,
            uq(provider provider_id)
        sessions: id, token v64!, owner>users, ip_address v45?, user_agent t?, created_at ts, expires_at ts
        passkeys: id, owner>users, name t?, public_key x, counter b [_ >= 0], device v32, backed_up f, created_at ts
        two_factor: id, owner>users!, secret t, backup_codes t
        verifications: id, identifier t, value t, expires_at ts, created_at ts
        api_keys: id, owner>users, team>teams?, name t, hash v64!, last_used_at ts?, expires_at ts?, revoked_at ts?,
            created_at ts
        settings: owner>users!, general j?, model j?, tool j?, updated_at ts
        roles: id, name v60!, display t, is_system f
        permissions: id, code v80!, name t, category v40
        role_permissions: role>roles, permission>permissions, pk(role permission)
        user_roles: holder>users, role>roles, created_at ts, expires_at ts?, pk(holder role)
        providers: id, owner>users, code v40, name t?, sort i?, enabled f, key_vault t?, uq(owner code)
        models: id, provider>providers, code v80, display v120?, context i? [_ > 0], enabled f, released d?,
            kind #chat/embedding/image/tts, pricing j?, uq(provider code)
        groups: id, owner>users, name t, sort i?, created_at ts
        agents: id, owner>users, team>teams?, slug v80!, title v120?, description t?, tags j, model>models?,
            grp>groups?, opening t?, is_virtual f, created_at ts, updated_at ts
        agent_versions: id, agent>agents, version i [_ > 0], config j, published_at ts?, uq(agent version)
        agent_likes: agent>agents, liker>users, created_at ts, pk(agent liker)
        plugins: id, code v80!, kind #plugin/custom, manifest j?
        agent_plugins: agent>agents, plugin>plugins, enabled f, pk(agent plugin)
        topics: id, owner>users, agent>agents?, title t?, favorite f, summary t?, created_at ts, updated_at ts
        threads: id, topic>topics, parent>threads?, owner>users, title t?, kind #continuation/standalone/isolation,
            state #active/done, last_active_at ts, created_at ts
        messages: id, topic>topics?, thread>threads?, parent>messages?, owner>users, agent>agents?,
            role #user/assistant/system/tool, content t?, reasoning j?, search j?, model>models?, error j?, favorite f,
            created_at ts, updated_at ts
        message_plugins: message>messages!, tool_call v80?, kind v20, identifier t?, arguments t?, state j?
        message_translations: message>messages!, content t?, from_language v12?, to_language v12?
        message_speech: message>messages!, content_hash v64?, voice t?
        message_reactions: message>messages, reactor>users, emoji v16, pk(message reactor emoji)
        message_groups: id, topic>topics, parent>message_groups?, title v255?
        mentions: message>messages, mentioned>users, read_at ts?, pk(message mentioned)
        files: id, owner>users, hash v64, name t, mime v255, size b [_ >= 0], url t, metadata j?, created_at ts
        global_files: hash v64, size b [_ > 0], url t, mime v255, creator>users?, pk(hash)
        message_files: message>messages, file>files, pk(message file)
        agent_files: agent>agents, file>files, enabled f, pk(agent file)
        topic_files: topic>topics, file>files, pk(topic file)
        knowledge_bases: id, owner>users, name t, description t?, is_public f, created_at ts
        agent_knowledge: agent>agents, base>knowledge_bases, enabled f, pk(agent base)
        knowledge_files: base>knowledge_bases, file>files, created_at ts, pk(base file)
        documents: id, file>files?, owner>users, title t?, content t?, kind v40, characters i [_ >= 0],
            line_count i [_ >= 0], created_at ts
        document_chunks: id, document>documents, page i?, content t, position i, uq(document position)
        chunks: id, owner>users, text t?, abstract t?, position i?, kind v40?, metadata j?
        file_chunks: file>files, chunk>chunks, pk(file chunk)
        embeddings: id, chunk>chunks!, model v80, vector x?
        queries: id, message>messages, owner>users, rewritten t?, user_query t
        query_chunks: id, message>messages, query>queries, chunk>chunks, similarity n? [_ >= 0 AND _ <= 1]
        datasets: id, owner>users, name t, description t?, base>knowledge_bases?
        dataset_records: id, dataset>datasets, ideal t?, question t?, reference j?
        evaluations: id, dataset>datasets, name t, judge>models?, state #pending/running/done/failed, started_at ts?,
            finished_at ts?
        evaluation_records: id, evaluation>evaluations, record>dataset_records, answer t?,
            score n? [_ BETWEEN 0 AND 10], duration i? [_ >= 0]
        tasks: id, kind v40, state #pending/processing/success/error, error j?, owner>users, duration i?, created_at ts
        task_dependencies: task>tasks, needs>tasks, pk(task needs)
        images: id, owner>users, task>tasks?, prompt t, width i [_ > 0], height i [_ > 0], seed b?, file>files?,
            created_at ts
        plans: id, code v40!, name t, price n [_ >= 0], period #month/year, quota b [_ > 0]
        subscriptions: id, team>teams, plan>plans, state #trial/active/past_due/ended, started_at ts, ends_at ts?,
            seats i [_ BETWEEN 1 AND 1000]
        invoices: id, subscription>subscriptions, number v20!, amount n [_ > 0], currency c3, issued_at ts, due_on d,
            paid_at ts?
        invoice_lines: invoice>invoices, line s, description t, quantity n [_ > 0], price n, pk(invoice line)
        usage: id, owner>users, model>models, day d, input_tokens b [_ >= 0], output_tokens b [_ >= 0],
            uq(owner model day)
        webhooks: id, team>teams, url v400 [_ LIKE 'https://%'], secret v64, events j, active f
        deliveries: id, webhook>webhooks, attempt s [_ >= 1], status i? [_ BETWEEN 100 AND 599], body j?, at ts
        audit: id, actor>users?, team>teams?, action v60, target v120, details j?, at ts
        """;
}
