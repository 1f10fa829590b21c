using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Hooks;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Output;

/// <summary>Says that a command failed: in words on standard error and, where JSON was asked for, as the one document
/// on standard output.</summary>
internal static class Failure
{
    private static Func<bool> _wantsJson = () => false;
    private static bool _isWritten;

    /// <summary>Notes whether JSON was asked for, by what can be seen of the arguments before they are
    /// parsed.</summary>
    public static void Expect(string[] args)
    {
        var format = args.Select((arg, at) => (arg, Next: at + 1 < args.Length ? args[at + 1] : ""))
            .Select(pair =>
                pair.arg is "-o" or "--output" ? pair.Next
                : pair.arg.Split(['=', ':'], 2) is ["-o" or "--output", var value] ? value
                : null
            )
            .FirstOrDefault(value => value is not null);
        var isJson = (format ?? Environment.GetEnvironmentVariable("PROVISIONING_OUTPUT")) is "json";
        (_wantsJson, _isWritten) = (() => isJson, false);
    }

    /// <summary>Notes how to find out whether JSON was asked for, once the arguments are parsed.</summary>
    public static void Expect(Func<bool> wantsJson) => _wantsJson = wantsJson;

    /// <summary>Notes that the one document is written.</summary>
    public static void DocumentWritten() => _isWritten = true;

    /// <summary>The exit code that an error of ours ends with.</summary>
    public static int Code(ProvisioningException error) =>
        error switch
        {
            UsageException
            or InvalidDatabaseUrlException
            or VersionNotFoundException
            or ReportNotAvailableException
            or FleetFileException => ExitCode.Usage,
            ConnectionFailedException => ExitCode.NoConnection,
            LockHeldException or RepositoryLockedException => ExitCode.Locked,
            WrongKeyException => ExitCode.WrongKey,
            BackupDamagedException => ExitCode.Damaged,
            _ => ExitCode.Failed,
        };

    /// <summary>Says it.</summary>
    /// <param name="message">What failed, on what, why, and what to do.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="error">The exception, for the facts that it carries; null for none.</param>
    /// <returns>The exit code.</returns>
    public static int Say(string message, int code, Exception? error = null)
    {
        var text = Terminal.Visible(FollowUp.In(message));
        const string Label = "error:";
        var label = error is DeclinedException ? "" : Label;
        var folded = Terminal.Fold($"{label} {text}".TrimStart(), Terminal.ErrorColumns);
        Console.Error.WriteLine(Terminal.PaintError(label, Tone.Bad) + folded[label.Length..]);
        var edits = new EditPage((error as HistoryRefusedException)?.Edits ?? []);
        if (edits.ToText(Terminal.PaintError) is { Length: > 0 } difference)
        {
            Console.Error.WriteLine(Terminal.Fold(Terminal.Visible(FollowUp.In(difference)), Terminal.ErrorColumns));
        }

        if (!_isWritten && _wantsJson())
        {
            _isWritten = true;
            Write(Document(text, code, error));
        }

        return code;
    }

    private static void Write(JsonObject document)
    {
        try
        {
            StandardOutput.Writer.WriteLine(document.ToJsonString(Report.Json));
            StandardOutput.Writer.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Standard error has said it.
        }
    }

    private static JsonObject Document(string text, int code, Exception? error)
    {
        var migration = error as MigrationFailedException;
        var refused = error as StatementFailedException ?? error?.InnerException as StatementFailedException;
        return new()
        {
            ["error"] = new JsonObject
            {
                ["code"] = Name(code, error),
                ["exit_code"] = code,
                ["message"] = text,
                ["hint"] = Hint(text),
                ["migration"] = migration is null
                    ? null
                    : new JsonObject
                    {
                        ["version"] = migration.Step.Migration.IsRecorded ? migration.Step.Migration.Version : null,
                        ["name"] = migration.Step.Migration.Name,
                        ["direction"] = migration.Step.Direction is Direction.Up ? "up" : "down",
                        ["rolled_back"] = migration.IsRolledBack,
                    },
                ["statement"] = refused?.Statement.Text,
                ["position"] = refused is { Position: > 0 } ? refused.Position : null,
                ["sqlstate"] = refused?.Code,
                ["details"] = refused is { Details.Count: > 0 } ? Format.List(refused.Details) : null,
                ["holder"] = (error as LockHeldException)?.Holder,
                ["hook"] = error is HookFailedException hook ? HookDocument.Json(hook.Hook) : null,
                ["edits"] = error is HistoryRefusedException { Edits: { Count: > 0 } edits }
                    ? new EditPage(edits).ToJson()
                    : null,
            },
        };
    }

    private static string Name(int code, Exception? error) =>
        code switch
        {
            ExitCode.Usage => error is DeclinedException ? "declined" : "usage",
            ExitCode.Found => "found",
            ExitCode.NoConnection => "no_connection",
            ExitCode.Locked => "locked",
            ExitCode.WrongKey => "wrong_key",
            ExitCode.Damaged => "damaged",
            ExitCode.Interrupted or ExitCode.Terminated => "interrupted",
            _ => error switch
            {
                MigrationFailedException => "migration_failed",
                StatementFailedException => "statement_failed",
                HistoryRefusedException => "history_refused",
                HookFailedException => "hook_failed",
                null or ProvisioningException => "failed",
                _ => "unexpected",
            },
        };

    // What to do is in the lines after the first; those that are indented are SQL.
    private static string? Hint(string text) =>
        string.Join(' ', text.Split('\n').Skip(1).Where(line => line.Length > 0 && !line.StartsWith(' ')))
            is { Length: > 0 } hint
            ? hint
            : null;
}
