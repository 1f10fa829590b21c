using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.ToWow;

/// <summary>The two agents and the demand that ToWow's document shows. Their ids come from their names, so they are
/// there once however often they are added.</summary>
public sealed class ToWowSampleData : Seeder
{
    private static readonly Guid Space = NameBasedId.Create(NameBasedId.Dns, "sample-data.towow");

    private static readonly Agent[] Agents =
    [
        new(
            "Translation Expert",
            "translator",
            "Professional translation agent that works in 50+ languages and knows technical, legal and medical texts.",
            """{"languages":["en","zh","ja","ko","es","fr","de"],"specializations":["technical","legal","medical"]}""",
            """{"base_rate":0.05,"currency":"USD","unit":"word"}"""
        ),
        new(
            "Code Reviewer",
            "developer",
            "Experienced code review agent that reads Python, JavaScript, TypeScript, Go and Rust and proposes "
                + "improvements.",
            """{"languages":["python","javascript","typescript","go","rust"],"frameworks":["fastapi","react","nextjs"]}""",
            """{"base_rate":10.0,"currency":"USD","unit":"review"}"""
        ),
    ];

    /// <inheritdoc />
    public override string Name => "sample-data";

    /// <inheritdoc />
    public override string Description => "2 agents and 1 demand, as the document has them";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
        [
            new("agent_profiles", ToWowTables.AgentProfiles, ToWowTables.Key, Agents.Length, (row, to) =>
                WriteAgent(Agents[row], to)
            ),
            new("demands", ToWowTables.Demands, ToWowTables.Key, 1, (_, to) => WriteDemand(to)),
        ];

    private static void WriteAgent(Agent agent, RowWriter to)
    {
        to.Guid(NameBasedId.Create(Space, $"agent_profiles/{agent.Name}"));
        to.Text(agent.Name);
        to.Text(agent.Type);
        to.Text(agent.Description);
        to.Json(agent.Capabilities);
        to.Json(agent.Pricing);
        to.Json("{}");
        to.Boolean(true);
        to.Null();
        to.Integer(0);
    }

    private static void WriteDemand(RowWriter to)
    {
        const string title = "Translate Technical Documentation";
        to.Guid(NameBasedId.Create(Space, $"demands/{title}"));
        to.Text(title);
        to.Text("Technical documentation of about 5000 words is to be translated from English into Chinese.");
        to.Text("sample-user-001");
        to.Json("""{"source_language":"en","target_language":"zh","word_count":5000,"domain":"technical"}""");
        to.Json("""{"max_amount":500,"currency":"USD"}""");
        to.Null();
        to.Text("draft");
        to.Json("""["translation","technical","documentation"]""");
        to.Json("{}");
    }

    private sealed record Agent(string Name, string Type, string Description, string Capabilities, string Pricing);
}
