using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.Nova;

/// <summary>Two authors' work, with as many rows in each table as Nova's backup report counts.</summary>
public sealed class NovaSampleData : Seeder
{
    private static readonly Guid Space = NameBasedId.Create(NameBasedId.Dns, "sample-data.nova");
    private static readonly string[] Statuses =
    [
        "草稿",
        "草稿",
        "已完成",
        "进行中",
        "草稿",
        "已完成",
        "草稿",
        "已完成",
        "草稿",
        "已完成",
        "草稿",
        "进行中",
        "草稿",
        "已完成",
        "已完成",
    ];
    private static readonly string[] Categories =
    [
        "旅游",
        "旅游",
        "旅游",
        "旅游",
        "成长",
        "成长",
        "美妆",
        "美妆",
        "美食",
        "职场",
        "读书",
        "摄影",
        "家居",
        "运动",
        "科技",
    ];
    private static readonly string[] Kinds = ["personalities", "intentions", "resources", "accountStyles"];
    private static readonly string[] Speakers = ["human", "ai"];

    /// <inheritdoc />
    public override string Name => "sample-data";

    /// <inheritdoc />
    public override string Description =>
        "two authors' projects, assistants, threads and artifacts, as many as the backup report counts";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
        [
            SampleTable.Of(
                "projects",
                "id",
                "id guid, user_id guid, name text, description text, content text, status text, tags text, category "
                    + "text, created_at moment",
                15,
                row =>
                    [
                        Id("project", row),
                        User(row),
                        $"项目 {row + 1}",
                        "示例项目",
                        $"第一段\\n第二段 {row + 1}",
                        Statuses[row],
                        row == 7 ? null : "",
                        Categories[row],
                        Day(row),
                    ]
            ),
            SampleTable.Of("tags", "id", "id guid, user_id guid, name text, created_at moment", 29, row =>
                [Id("tag", row), row < 2 ? null : User(row), $"标签 {row + 1}", Day(row)]
            ),
            SampleTable.Of(
                "assistants",
                "id",
                "id guid, user_id guid, name text, description text, system_prompt text, is_default bool, created_at "
                    + "moment",
                29,
                row =>
                    [
                        Id("assistant", row),
                        User(row),
                        row < 2 ? "默认助手" : $"助手 {row - 1}",
                        "写作助手",
                        "用简洁的中文写作。",
                        row < 2,
                        Day(row),
                    ]
            ),
            SampleTable.Of(
                "threads",
                "id",
                "id guid, user_id guid, assistant_id guid, title text, model_name text, conversation_id text, status "
                    + "text, created_at moment",
                215,
                row =>
                    [
                        Id("thread", row),
                        User(row),
                        Id("assistant", Same(row, 29)),
                        $"会话 {row + 1}",
                        "gpt-4o",
                        $"conv-{row + 1}",
                        Statuses[row % 15],
                        Day(row / 3),
                    ]
            ),
            SampleTable.Of(
                "messages",
                "id",
                "id guid, thread_id guid, user_id guid, type text, content text, sequence_number int, created_at "
                    + "moment",
                355,
                row =>
                    [
                        Id("message", row),
                        Id("thread", row % 215),
                        User(row % 215),
                        Speakers[row / 215],
                        row < 215 ? "帮我写一段开头。" : "好的，这是开头。",
                        (row / 215) + 1,
                        Day(row % 215 / 3).AddMinutes(row / 215),
                    ]
            ),
            SampleTable.Of(
                "artifacts",
                "id",
                "id guid, thread_id guid, user_id guid, current_index int, created_at moment",
                111,
                row => [Id("artifact", row), Id("thread", row), User(row), Versions(row), Day(row / 3)]
            ),
            SampleTable.Of(
                "artifact_contents",
                "id",
                "id guid, artifact_id guid, index int, type text, title text, language text, code text, full_markdown "
                    + "text",
                2247,
                Content
            ),
            SampleTable.Of(
                "user_bg",
                "id",
                "id guid, user_id guid, type text, name text, description text, content text",
                7,
                row =>
                    [
                        Id("background", row),
                        User(row % 2),
                        Kinds[row / 2],
                        $"{Kinds[row / 2]} {(row % 2) + 1}",
                        "示例",
                        "正文。",
                    ]
            ),
            SampleTable.Of("user_profiles", "id", "id guid, user_id guid, display_name text, bio text", 2, row =>
                [Id("profile", row), User(row), row == 0 ? "小诺" : "阿北", "写作爱好者"]
            ),
        ];

    private static object?[] Content(int row)
    {
        var isCode = row % 111 % 10 == 0;
        return
        [
            Id("content", row),
            Id("artifact", row % 111),
            (row / 111) + 1,
            isCode ? "code" : "text",
            $"第 {(row / 111) + 1} 稿",
            isCode ? "python" : null,
            isCode ? $"print({row})" : null,
            isCode ? null : $"# 第 {(row / 111) + 1} 稿\n\n正文。",
        ];
    }

    // 2247 contents over 111 artifacts: the first 27 have one more.
    private static int Versions(int artifact) => artifact < 2247 % 111 ? 21 : 20;

    // An assistant of the same author.
    private static int Same(int row, int count) =>
        row % count % 2 == row % 2 ? row % count
        : (row % count + 1) % count is var next && next % 2 == row % 2 ? next
        : row % 2;

    private static Guid User(int row) => NameBasedId.Create(Space, row % 2 == 0 ? "user/a" : "user/b");

    private static Guid Id(string kind, int row) => NameBasedId.Create(Space, $"{kind}/{row}");

    private static DateTimeOffset Day(int day) => SampleTable.Start.AddDays(day);
}
