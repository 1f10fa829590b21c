using Provisioning.CommandLine.Commands;
using Provisioning.Execution;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands;

public sealed class RepairQuestionsTests
{
    private static readonly RepairFinding[] Found =
    [
        new(
            2,
            "Orders",
            VersionState.Edited,
            [new(RepairAction.AcceptEdit, "accepts"), new(RepairAction.MarkPending, "marks")]
        ),
        new(
            7,
            "Parts",
            VersionState.Interrupted,
            [
                new(RepairAction.MarkApplied, "") { Refusal = "it describes nothing" },
                new(RepairAction.MarkPending, "marks"),
                new(RepairAction.CleanUp, "undoes"),
            ]
        ),
    ];

    [Fact]
    public async Task Each_version_is_asked_about_and_then_why()
    {
        var (decisions, why) = await AskAsync("", "2", "because");

        Assert.Equal([new RepairDecision(7, RepairAction.CleanUp)], decisions);
        Assert.Equal("because", why);
    }

    [Fact]
    public async Task What_is_no_choice_is_asked_for_again()
    {
        var (decisions, _) = await AskAsync("3", "yes", "1", "");

        Assert.Equal([new RepairDecision(2, RepairAction.AcceptEdit)], decisions);
    }

    [Fact]
    public async Task Where_nothing_is_chosen_or_the_input_ends_nothing_is_decided()
    {
        Assert.Empty((await AskAsync("", "")).Decisions);
        Assert.Empty((await AskAsync()).Decisions);
    }

    private static Task<(IReadOnlyList<RepairDecision> Decisions, string Why)> AskAsync(params string[] answers)
    {
        var lines = new Queue<string>(answers);
        return RepairQuestions.AskAsync(
            Found,
            "",
            () => lines.TryDequeue(out var line) ? line : null,
            TestContext.Current.CancellationToken
        );
    }
}
