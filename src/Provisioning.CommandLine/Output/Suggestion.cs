using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Output;

/// <summary>What a user may have meant by a word that is none of ours.</summary>
internal static class Suggestion
{
    // The words of FluentMigrator, Flyway, Liquibase, Alembic, Entity Framework, Rails, Django, dbmate and Atlas.
    private static readonly Dictionary<string, string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["migrate"] = "up",
        ["migrate:up"] = "up",
        ["migrate:down"] = "down",
        ["upgrade"] = "up",
        ["update"] = "up",
        ["apply"] = "up",
        ["deploy"] = "up",
        ["run"] = "up",
        ["rollback"] = "down",
        ["rollback:toversion"] = "down --to",
        ["downgrade"] = "down",
        ["undo"] = "down",
        ["revert"] = "down",
        ["list"] = "status",
        ["listmigrations"] = "status",
        ["info"] = "status",
        ["history"] = "status",
        ["current"] = "status",
        ["pending"] = "status",
        ["show"] = "status",
        ["showmigrations"] = "status",
        ["version"] = "status",
        ["validate"] = "status --check",
        ["validateversionorder"] = "status --check",
        ["verify"] = "check",
        ["diff"] = "check",
        ["drift"] = "check",
        ["compare"] = "check",
        ["plan"] = "up --dry-run",
        ["sql"] = "script",
        ["sqlmigrate"] = "script",
        ["updatesql"] = "script",
        ["repair-ledger"] = "repair",
        ["hash"] = "repair",
        ["clear-checksums"] = "repair",
        ["clearchecksums"] = "repair",
        ["create"] = "init",
        ["setup"] = "init",
        ["install"] = "init",
        ["baseline"] = "status",
        ["stamp"] = "status",
        ["inspect"] = "describe",
        ["schema"] = "describe",
        ["dump"] = "backup create",
        ["wait"] = "db wait",
        ["load"] = "import",
        ["help"] = "--help",
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

    /// <summary>The sentence that proposes it, with a blank before it; empty where there is no guess.</summary>
    public static string For(CommandParsingException error)
    {
        if (error is not UnrecognizedCommandParsingException { NearestMatches: var near })
        {
            return "";
        }

        var word = error.Message.Split('\'') is [_, var quoted, ..] ? quoted : "";
        if (error.Command.Parent is null && OtherWords.TryGetValue(word, out var ours))
        {
            return $" Did you mean provision {ours}?";
        }

        var guess = near.FirstOrDefault(match =>
            !Destructive.Contains(match, StringComparer.Ordinal)
            && char.ToLowerInvariant(match[0]) == char.ToLowerInvariant(word.TrimStart('-').FirstOrDefault())
        );
        return guess is null ? "" : $" Did you mean {guess}?";
    }
}
