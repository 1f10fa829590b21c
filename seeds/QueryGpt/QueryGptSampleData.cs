using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.QueryGpt;

/// <summary>A user with connections, models and conversations whose answers have the documented shape, and the default
/// prompts in Chinese and English.</summary>
public sealed class QueryGptSampleData : Seeder
{
    private const string Answer = """
        {"sql":"SELECT region, SUM(amount) AS total FROM sales GROUP BY region ORDER BY total DESC","execution_time":0.042,"rows_count":5,
        "steps":[{"stage":"routing","message":"question about data"},{"stage":"sql","message":"SQL written"},{"stage":"execution","message":"5 rows"}],
        "visualization":{"type":"bar","data":{"x":["North","South","East","West","Central"],"y":[420,390,350,310,280]}},"error":null}
        """;

    private static readonly Guid Space = NameBasedId.Create(NameBasedId.Dns, "sample-data.querygpt");

    private static readonly (string Type, string Name, string Zh, string En)[] Prompts =
    [
        (
            "system",
            "System",
            "你是一名数据分析助手，只读取数据，从不修改数据。",
            "You are a data analyst's assistant. You read data and never change it."
        ),
        (
            "routing",
            "Routing",
            "判断问题是需要查询数据库，还是可以直接回答。",
            "Decide whether the question needs the database or can be answered as it is."
        ),
        (
            "analysis",
            "Analysis",
            "根据表结构写出一条 SQL，并说明结果。",
            "Write one SQL statement by the tables' structure, and explain its result."
        ),
        ("qa", "Questions", "用用户的语言简短地回答。", "Answer briefly, in the user's language."),
    ];

    /// <inheritdoc />
    public override string Name => "sample-data";

    /// <inheritdoc />
    public override string Description =>
        "a user with connections, models, conversations and messages, and the default prompts";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options)
    {
        var (user, sales, notes) = (Id("user"), Id("conversation/sales"), Id("conversation/stock"));
        return
        [
            SampleTable.Of(
                "users",
                "id",
                "id guid, email text, hashed_password text, display_name text, role text, is_active bool",
                [user, "demo@querygpt.example", SampleTable.Hashed("querygpt-demo"), "Demo", "user", true]
            ),
            SampleTable.Of(
                "connections",
                "id",
                "id guid, user_id guid, name text, driver text, host text, port int, username text, "
                    + "password_encrypted text, database_name text, is_default bool",
                [
                    Id("connection/shop"),
                    user,
                    "Shop",
                    "postgresql",
                    "localhost",
                    5432,
                    "reader",
                    SampleTable.Encrypted(options, "reader-password"),
                    "shop",
                    true,
                ],
                [Id("connection/demo"), user, "示例数据库", "sqlite", null, null, null, null, "demo.db", false]
            ),
            SampleTable.Of(
                "models",
                "id",
                "id guid, user_id guid, name text, provider text, model_id text, base_url text, api_key_encrypted "
                    + "text, is_default bool, is_active bool",
                [
                    Id("model/gpt"),
                    user,
                    "GPT-4",
                    "openai",
                    "gpt-4",
                    null,
                    SampleTable.Encrypted(options, "sk-sample-not-a-real-key"),
                    true,
                    true,
                ],
                [Id("model/local"), user, "Local", "ollama", "qwen2.5", "http://localhost:11434", null, false, true]
            ),
            SampleTable.Of(
                "conversations",
                "id",
                "id guid, user_id guid, connection_id guid, model_id guid, title text, status text, is_favorite bool, "
                    + "created_at moment",
                [
                    sales,
                    user,
                    Id("connection/shop"),
                    Id("model/gpt"),
                    "Sales by region",
                    "completed",
                    true,
                    SampleTable.Start,
                ],
                [
                    notes,
                    user,
                    Id("connection/demo"),
                    Id("model/local"),
                    "库存不足的产品",
                    "active",
                    false,
                    SampleTable.Start.AddDays(1),
                ]
            ),
            SampleTable.Of(
                "messages",
                "id",
                "id guid, conversation_id guid, role text, content text, metadata jsonb, created_at moment",
                [Id("message/1"), sales, "user", "Which region sells most?", "{}", SampleTable.Start],
                [Id("message/2"), sales, "assistant", "North, with 420.", Answer, SampleTable.Start.AddSeconds(3)],
                [Id("message/3"), notes, "user", "哪些产品库存不足？", "{}", SampleTable.Start.AddDays(1)],
                [
                    Id("message/4"),
                    notes,
                    "assistant",
                    "The table has no column for the stock.",
                    """{"sql":null,"execution_time":0,"rows_count":0,"steps":[{"stage":"routing","message":"question about data"}],"visualization":null,"error":"no such column: stock"}""",
                    SampleTable.Start.AddDays(1).AddSeconds(2),
                ]
            ),
            SampleTable.Of(
                "prompts",
                "id",
                "id guid, user_id guid, name text, type text, content_zh text, content_en text, is_active bool",
                Prompts.Length,
                row =>
                    [
                        Id($"prompt/{Prompts[row].Type}"),
                        null,
                        Prompts[row].Name,
                        Prompts[row].Type,
                        Prompts[row].Zh,
                        Prompts[row].En,
                        true,
                    ]
            ),
        ];
    }

    private static Guid Id(string name) => NameBasedId.Create(Space, name);
}
