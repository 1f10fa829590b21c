using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Output;

/// <summary>What a user may have meant by a word that is none of ours.</summary>
internal static class Suggestion
{
    // The words of FluentMigrator, Flyway, Liquibase, Alembic, Entity Framework, Rails, Django, dbmate and Atlas. Those
    // that run are those that change nothing, and "migrate", which applies what is pending in every tool that has it.
    private static readonly Dictionary<string, (string Ours, bool Runs)> OtherWords = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["migrate"] = ("up", true),
        ["migrate:up"] = ("up", true),
        ["migrate:down"] = ("down", false),
        ["upgrade"] = ("up", false),
        ["update"] = ("up", false),
        ["apply"] = ("up", false),
        ["deploy"] = ("up", false),
        ["run"] = ("up", false),
        ["rollback"] = ("down", false),
        ["rollback:toversion"] = ("down --to", false),
        ["downgrade"] = ("down", false),
        ["undo"] = ("down", false),
        ["revert"] = ("down", false),
        ["list"] = ("status", true),
        ["listmigrations"] = ("status", true),
        ["info"] = ("status", true),
        ["current"] = ("status", true),
        ["pending"] = ("status", true),
        ["show"] = ("status", true),
        ["showmigrations"] = ("status", true),
        ["migrate:status"] = ("status", true),
        ["validate"] = ("status --check", true),
        ["validateversionorder"] = ("status --check", true),
        // It makes a database for comparison.
        ["diff"] = ("check", false),
        ["drift"] = ("check", false),
        ["compare"] = ("check", false),
        ["sql"] = ("script", false),
        ["sqlmigrate"] = ("script", false),
        ["updatesql"] = ("script", false),
        ["generate"] = ("script", false),
        ["repair-ledger"] = ("repair", false),
        ["hash"] = ("repair", false),
        ["clear-checksums"] = ("repair", false),
        ["clearchecksums"] = ("repair", false),
        ["create"] = ("init", false),
        ["setup"] = ("init", false),
        ["install"] = ("init", false),
        ["baseline"] = ("adopt", false),
        ["stamp"] = ("adopt", false),
        ["inspect"] = ("describe", true),
        ["schema"] = ("describe", true),
        ["dump"] = ("backup create", false),
        ["psql"] = ("shell", false),
        ["sqlite3"] = ("shell", false),
        ["dbshell"] = ("shell", false),
        ["dbconsole"] = ("shell", false),
        ["console"] = ("shell", false),
        ["select"] = ("data", false),
        ["wait"] = ("db wait", false),
        ["load"] = ("import", false),
        ["version"] = ("--version", true),
    };

    // A guess must never be what loses data.
    private static readonly string[] Destructive =
    [
        "reset",
        "clean",
        "down",
        "redo",
        "restore",
        "drop",
        "prune",
        "import",
        "force",
        "yes",
        "apply",
        "run",
        "rotate",
    ];

    /// <summary>The arguments with another tool's word for a command replaced by ours, where that is what it means and
    /// running it does no harm; and with <c>help</c> as the option.</summary>
    /// <param name="args">What the user typed.</param>
    /// <param name="note">What to say of it; null for nothing.</param>
    public static string[] Resolve(string[] args, out string? note)
    {
        note = null;
        if (args is ["help", .. var words])
        {
            return [.. words, "--help"];
        }

        if (
            args is not [var first, .. var rest]
            || !OtherWords.TryGetValue(first, out var word)
            || !word.Runs
            // FluentMigrator's "migrate down" is no "up".
            || rest is [not ['-', ..], ..]
        )
        {
            return args;
        }

        note = word.Ours is "--version" ? null : $"note: {first} is `provision {word.Ours}` here.";
        return [.. word.Ours.Split(' '), .. rest];
    }

    /// <summary>The sentence that proposes it, with a blank before it; empty where there is no guess.</summary>
    /// <param name="error">What the parser says.</param>
    /// <param name="args">What the user typed.</param>
    public static string For(CommandParsingException error, string[] args)
    {
        if (error is not UnrecognizedCommandParsingException { NearestMatches: var near })
        {
            return "";
        }

        if (error.Command.Parent is null && Ours(args) is { } ours)
        {
            return $" Did you mean `provision {ours}`?";
        }

        var word = error.Message.Split('\'') is [_, var quoted, ..] ? quoted : "";
        // Where the nearest one is refused, the next is no guess but chance.
        return
            near.FirstOrDefault()?.TrimStart('-') is { Length: > 0 } guess
            && !Destructive.Contains(guess, StringComparer.Ordinal)
            && char.ToLowerInvariant(guess[0]) == char.ToLowerInvariant(word.TrimStart('-').FirstOrDefault())
            ? word.StartsWith('-') || guess == word
                ? $" Did you mean --{guess}?"
                : $" Did you mean `{HelpText.Words(error.Command)} {guess}`?"
            : "";
    }

    // "migrate down" of FluentMigrator, "database update" of Entity Framework: the second word counts.
    private static string? Ours(string[] args) =>
        args switch
        {
            [_, var second, ..] when OtherWords.TryGetValue(second, out var word) => word.Ours,
            [_, "up" or "down" or "status", ..] => args[1],
            [var first, ..] when OtherWords.TryGetValue(first, out var word) => word.Ours,
            _ => null,
        };
}
