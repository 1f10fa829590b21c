using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.VibeSurf;

/// <summary>A small working set: profiles, three tasks, a file, a schedule and a skill.</summary>
public sealed class VibeSurfSampleData : Seeder
{
    private static readonly Guid Space = NameBasedId.Create(NameBasedId.Dns, "sample-data.vibesurf");

    /// <inheritdoc />
    public override string Name => "sample-data";

    /// <inheritdoc />
    public override string Description => "profiles, three tasks, a file, a credential, a schedule and a skill";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
        [
            SampleTable.Of(
                "llm_profiles",
                "profile_id",
                "profile_id text, profile_name text, provider text, model text, base_url text, encrypted_api_key "
                    + "text, is_active bool, is_default bool",
                [
                    Id("llm/default"),
                    "default",
                    "openai",
                    "gpt-4o",
                    null,
                    SampleTable.EncryptedInBase64(options, "sk-sample-not-a-real-key"),
                    true,
                    true,
                ],
                [Id("llm/local"), "local", "ollama", "qwen2.5", "http://localhost:11434", null, true, false]
            ),
            SampleTable.Of(
                "tasks",
                "task_id",
                "task_id text, session_id text, task_description text, status text, llm_profile_name text, "
                    + "task_result text, agent_mode text",
                [
                    Id("task/1"),
                    Id("session"),
                    "Find three articles about SQLite",
                    "completed",
                    "default",
                    "Three articles found.",
                    "thinking",
                ],
                [Id("task/2"), Id("session"), "Compare the prices of two laptops", "running", "default", null, "flash"],
                [Id("task/3"), Id("session"), "Fill in the form", "pending", "local", null, "no-thinking"]
            ),
            SampleTable.Of(
                "uploaded_files",
                "file_id",
                "file_id text, original_filename text, stored_filename text, file_path text, session_id text, "
                    + "file_size long, mime_type text, relative_path text",
                [
                    Id("file"),
                    "list.csv",
                    "list-1.csv",
                    "uploads/list-1.csv",
                    Id("session"),
                    1024,
                    "text/csv",
                    "uploads/list-1.csv",
                ]
            ),
            SampleTable.Of(
                "mcp_profiles",
                "mcp_id",
                "mcp_id text, display_name text, mcp_server_name text, mcp_server_params jsonb",
                [
                    Id("mcp"),
                    "Files",
                    "filesystem",
                    """{"command":"npx","args":["-y","@modelcontextprotocol/server-filesystem","."]}""",
                ]
            ),
            SampleTable.Of(
                "voice_profiles",
                "profile_id",
                "profile_id text, voice_profile_name text, voice_model_type text, voice_model_name text, "
                    + "encrypted_api_key text",
                [
                    Id("voice"),
                    "speech",
                    "asr",
                    "qwen3-asr-flash",
                    SampleTable.EncryptedInBase64(options, "voice-sample-not-a-real-key"),
                ]
            ),
            SampleTable.Of(
                "credentials",
                "id",
                "id text, key_name text, encrypted_value text, description text",
                [
                    Id("credential"),
                    "COMPOSIO_API_KEY",
                    SampleTable.EncryptedInBase64(options, "composio-sample-not-a-real-key"),
                    "for the toolkits",
                ]
            ),
            SampleTable.Of(
                "composio_toolkits",
                "id",
                "id text, name text, slug text, enabled bool, tools text",
                [Id("toolkit"), "GitHub", "github", false, """{"create_issue":0}"""]
            ),
            SampleTable.Of(
                "schedules",
                "id",
                "id text, flow_id text, cron_expression text, description text, execution_count long",
                [Id("schedule"), Id("flow"), "0 8 * * 1", "every Monday morning", 0]
            ),
            SampleTable.Of(
                "workflow_skills",
                "id",
                "id text, flow_id text, name text, description text, add_to_skill bool",
                [Id("skill"), Id("flow"), "weekly report", "puts the week's news together", true]
            ),
        ];

    private static string Id(string name) => $"{NameBasedId.Create(Space, name)}";
}
