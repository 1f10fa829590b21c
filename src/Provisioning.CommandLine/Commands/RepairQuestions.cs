using System.Globalization;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Commands;

/// <summary>Asks a person on a terminal what to do about each version.</summary>
internal static class RepairQuestions
{
    /// <summary>Asks about each version in turn, and then why.</summary>
    /// <param name="found">The versions.</param>
    /// <param name="why">The reason that was given; empty for none.</param>
    /// <param name="read">Reads a line of the person's; null at the end.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    public static async Task<(IReadOnlyList<RepairDecision> Decisions, string Why)> AskAsync(
        IReadOnlyList<RepairFinding> found,
        string why,
        Func<string?> read,
        CancellationToken token
    )
    {
        var decisions = new List<RepairDecision>();
        foreach (var finding in found)
        {
            Say(RepairPage.Describe(finding));
            RepairChoice[] choices = [.. finding.Choices.Where(choice => choice.Refusal is null)];
            foreach (var (at, choice) in choices.Index())
            {
                var words = RepairPage.Option(choice.Action).Replace('-', ' ');
                Say(string.Create(CultureInfo.InvariantCulture, $"{at + 1}: {words}, which {choice.Consequence}."));
            }

            foreach (var choice in finding.Choices.Where(choice => choice.Refusal is not null))
            {
                Say($"--{RepairPage.Option(choice.Action)} is not possible: {choice.Refusal}.");
            }

            if (await AnswerAsync("A number, or Enter to leave it:", choices.Length, read, token) is { } number)
            {
                decisions.Add(new(finding.Version, choices[number - 1].Action));
            }
        }

        if (decisions.Count > 0 && why.Length == 0)
        {
            why = await ReadAsync("Why, for the ledger, or Enter for no reason:", read, token) ?? "";
        }

        return (decisions, why);
    }

    private static async Task<int?> AnswerAsync(string question, int most, Func<string?> read, CancellationToken token)
    {
        while (await ReadAsync(question, read, token) is { Length: > 0 } answer)
        {
            if (int.TryParse(answer, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            {
                return number;
            }
        }

        return null;
    }

    private static async Task<string?> ReadAsync(string question, Func<string?> read, CancellationToken token)
    {
        await Console.Error.WriteAsync($"{question} ".AsMemory(), token);
        // The console's reader blocks whatever it is called, and looks at no token.
        return (await Task.Run(read, CancellationToken.None).WaitAsync(token))?.Trim();
    }

    private static void Say(string text) =>
        Console.Error.WriteLine(Terminal.Fold(Terminal.Visible(FollowUp.In(text)), Terminal.ErrorColumns));
}
