using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.Genesis;

/// <summary>The default configuration and the demo rows. Rows without a key of their own have numbers far above those
/// that the tables give.</summary>
public sealed class GenesisSampleData : Seeder
{
    private const int First = 1_900_000_000;

    private static readonly Guid Space = NameBasedId.Create(NameBasedId.Dns, "sample-data.genesis");

    private static readonly (string Key, string Value, string Description)[] Configuration =
    [
        ("app.name", "\"Genesis AI App\"", "The application's name"),
        ("app.version", "\"1.0.0\"", "The application's version"),
        ("app.debug", "false", "Whether it says more than it should in production"),
        ("llm.default_provider", "\"openai\"", "Who answers where nobody says"),
        ("llm.openai.model", "\"gpt-4\"", "OpenAI's model"),
        ("llm.qwen.model", "\"qwen-max\"", "Qwen's model"),
        ("logging.level", "\"INFO\"", "What is logged"),
        ("logging.max_file_size", "10485760", "How large a log grows, in bytes"),
        ("logging.backup_count", "5", "How many logs are kept"),
    ];

    private static readonly (string Session, string Role, string Content)[] Messages =
    [
        ("session_001", "user", "What is 15 times 23?"),
        ("session_001", "assistant", "I'll calculate it."),
        ("session_001", "tool", "345"),
        ("session_001", "assistant", "15 times 23 is 345."),
        ("session_002", "user", "今天北京天气怎么样？"),
        ("session_002", "assistant", "晴，25 度。"),
        ("session_003", "user", "Hello"),
    ];

    /// <inheritdoc />
    public override string Name => "sample-data";

    /// <inheritdoc />
    public override string Description => "the default configuration, two users, three sessions and what they led to";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
        [
            .. Accounts(Id("demo_user"), Id("admin"), SampleTable.Start),
            .. Traces(Id("demo_user"), Id("admin"), SampleTable.Start),
        ];

    private static RowSource[] Accounts(Guid demo, Guid admin, DateTimeOffset start) =>
        [
            SampleTable.Of(
                "system_config",
                "key",
                "key text, value text, description text, is_active bool",
                Configuration.Length,
                row => [Configuration[row].Key, Configuration[row].Value, Configuration[row].Description, true]
            ),
            SampleTable.Of(
                "users",
                "id",
                "id guid, username text, email text, password_hash text, full_name text, is_active bool",
                [demo, "demo_user", "demo@genesis.example", SampleTable.Hashed("genesis-demo"), "Demo User", true],
                [admin, "admin", "admin@genesis.example", SampleTable.Hashed("genesis-admin"), "Administrator", true]
            ),
            SampleTable.Of(
                "user_sessions",
                "session_id",
                "session_id text, user_id text, user_segment text, preferences json",
                ["user_session_001", $"{demo}", "developer", """{"theme":"dark","language":"en"}"""],
                ["user_session_002", $"{admin}", "designer", """{"theme":"light","language":"zh"}"""]
            ),
            SampleTable.Of(
                "chat_sessions",
                "session_id",
                "session_id text, system_prompt text, user_id text, created_at moment",
                ["session_001", "You are a helpful assistant.", $"{demo}", start],
                ["session_002", "你是一个有用的助手。", $"{admin}", start.AddHours(1)],
                ["session_003", null, null, start.AddHours(2)]
            ),
            SampleTable.Of(
                "chat_messages",
                "id",
                "id int, session_id text, role text, content text, created_at moment",
                Messages.Length,
                row =>
                    [
                        First + row,
                        Messages[row].Session,
                        Messages[row].Role,
                        Messages[row].Content,
                        start.AddMinutes(row),
                    ]
            ),
        ];

    private static RowSource[] Traces(Guid demo, Guid admin, DateTimeOffset start) =>
        [
            SampleTable.Of(
                "llm_calls",
                "id",
                "id int, session_id text, user_id text, provider text, model text, endpoint text, request_data json, "
                    + "response_data json, tokens_used int, cost_usd double, latency_ms int, status_code int, "
                    + "error_message text, created_at moment",
                [
                    First,
                    "session_001",
                    $"{demo}",
                    "openai",
                    "gpt-4",
                    "/v1/chat/completions",
                    """{"messages":2}""",
                    """{"finish":"tool_calls"}""",
                    150,
                    0.0045,
                    1200,
                    200,
                    null,
                    start,
                ],
                [
                    First + 1,
                    "session_001",
                    $"{demo}",
                    "openai",
                    "gpt-4",
                    "/v1/chat/completions",
                    """{"messages":4}""",
                    """{"finish":"stop"}""",
                    80,
                    0.0024,
                    800,
                    200,
                    null,
                    start.AddMinutes(1),
                ],
                [
                    First + 2,
                    "session_002",
                    $"{admin}",
                    "qwen",
                    "qwen-max",
                    "/v1/chat/completions",
                    """{"messages":2}""",
                    """{"finish":"stop"}""",
                    120,
                    0.0012,
                    950,
                    200,
                    null,
                    start.AddHours(1),
                ],
                [
                    First + 3,
                    "session_003",
                    null,
                    "openai",
                    "gpt-4",
                    "/v1/chat/completions",
                    """{"messages":1}""",
                    null,
                    0,
                    0.0,
                    30000,
                    504,
                    "timeout",
                    start.AddHours(2),
                ]
            ),
            SampleTable.Of(
                "user_behaviors",
                "id",
                "id int, session_id text, user_id text, behavior_type text, behavior_data json, detected_intent text, "
                    + "intent_confidence double",
                [First, "user_session_001", $"{demo}", "page_view", """{"page":"/pricing"}""", "buy", 0.6],
                [First + 1, "user_session_002", $"{admin}", "search", """{"query":"templates"}""", "explore", 0.8]
            ),
            SampleTable.Of(
                "api_logs",
                "request_id",
                "request_id text, session_id text, user_id text, method text, path text, status_code int, latency_ms "
                    + "int, ip_address text, created_at moment",
                5,
                row =>
                    [
                        $"req_00{row + 1}",
                        $"session_00{(row % 3) + 1}",
                        row < 3 ? $"{demo}" : null,
                        row == 4 ? "GET" : "POST",
                        row == 4 ? "/health" : "/chat",
                        row == 3 ? 500 : 200,
                        100 + (row * 37),
                        "127.0.0.1",
                        start.AddMinutes(row),
                    ]
            ),
            SampleTable.Of(
                "tool_calls",
                "id",
                "id int, session_id text, tool_name text, tool_args json, result json, duration_ms int, status text, "
                    + "error_message text",
                [First, "session_001", "calculate", """{"expression":"15*23"}""", "345", 3, "success", null],
                [
                    First + 1,
                    "session_001",
                    "calculate",
                    """{"expression":"1/0"}""",
                    null,
                    1,
                    "error",
                    "division by zero",
                ],
                [
                    First + 2,
                    "session_002",
                    "get_weather",
                    """{"city":"Beijing"}""",
                    """{"sky":"clear","celsius":25}""",
                    240,
                    "success",
                    null,
                ],
                [First + 3, "session_003", "search_database", """{"query":"orders"}""", "[]", 12, "success", null]
            ),
            SampleTable.Of(
                "performance_metrics",
                "id",
                "id int, metric_name text, metric_value decimal, tags json, timestamp moment",
                6,
                row =>
                    [
                        First + row,
                        row % 2 == 0 ? "response_time" : "cpu_usage",
                        12.5m * (row + 1),
                        """{"host":"app-1"}""",
                        start.AddMinutes(row),
                    ]
            ),
            SampleTable.Of(
                "error_logs",
                "id",
                "id int, error_type text, error_message text, request_id text, context json",
                3,
                row =>
                    [
                        First + row,
                        row == 0 ? "TimeoutError" : "ValueError",
                        row == 0 ? "the model did not answer" : $"bad argument {row}",
                        $"req_00{row + 3}",
                        "{}",
                    ]
            ),
            SampleTable.Of(
                "audit_logs",
                "id",
                "id int, action text, resource_type text, resource_id text, user_id text, changes json, ip_address "
                    + "text",
                [First, "login", "user", $"{demo}", $"{demo}", null, "127.0.0.1"],
                [
                    First + 1,
                    "update",
                    "system_config",
                    "logging.level",
                    $"{admin}",
                    """{"from":"DEBUG","to":"INFO"}""",
                    "127.0.0.1",
                ],
                [First + 2, "delete", "chat_session", "session_000", $"{admin}", null, "127.0.0.1"]
            ),
        ];

    private static Guid Id(string name) => NameBasedId.Create(Space, name);
}
