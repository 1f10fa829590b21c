using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;

namespace Provisioning.CommandLine.Output;

/// <summary>Prints what a command found or did: text for people, or one JSON document.</summary>
internal sealed class Report
{
    /// <summary>How documents are written.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CommandOption _output;
    private readonly string[] _more;

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="more">Formats that it takes besides.</param>
    public Report(CommandLineApplication command, params string[] more)
    {
        _more = more;
        _output = command.Value(OptionGroup.General, "-o|--output <FORMAT>", $"{Formats(more)}. Default: text.");
        var quiet = command.Flag(
            OptionGroup.General,
            "-q|--quiet",
            "Print only results that were asked for, warnings and errors."
        );
        command.OnParsingComplete(_ =>
        {
            Failure.Expect(() => _output.Value() is "json");
            Terminal.IsQuiet = quiet.HasValue();
        });
    }

    /// <summary>The format that was asked for.</summary>
    /// <exception cref="UsageException">It is none that the command takes.</exception>
    public string Format =>
        (_output.Value() ?? "text") is var format && (format is "text" or "json" || _more.Contains(format))
            ? format
            : throw new UsageException($"--output takes {Formats(_more)}, not \"{format}\".");

    /// <summary>Whether JSON was asked for.</summary>
    /// <exception cref="UsageException">A format was that the command does not take.</exception>
    public bool IsJson => Format is "json";

    /// <summary>Prints the document where JSON was asked for, else the text.</summary>
    /// <exception cref="ProvisioningException">Standard output is closed or full. What the command did stays
    /// done.</exception>
    /// <param name="json">Makes the document.</param>
    /// <param name="text">Makes the text.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="showsSecrets">Whether the user asked for a secret that is in it.</param>
    /// <param name="asIs">Whether the text is SQL or a value, whose lines are never folded.</param>
    /// <param name="isSummary">Whether the text only says what the command did, which --quiet leaves out.</param>
    public async Task WriteAsync(
        Func<JsonObject> json,
        Func<string> text,
        CancellationToken token,
        bool showsSecrets = false,
        bool asIs = false,
        bool isSummary = false
    )
    {
        if (isSummary && Terminal.IsQuiet && !IsJson)
        {
            return;
        }

        try
        {
            Failure.DocumentWritten();
            await (showsSecrets ? Secrets.Unmasked : StandardOutput.Writer).WriteLineAsync(
                (
                    IsJson ? json().ToJsonString(Json)
                    : asIs ? FollowUp.In(text())
                    : Terminal.Fold(Terminal.Visible(FollowUp.In(text())), Terminal.Columns)
                ).AsMemory(),
                token
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                "The command did its work, but its report cannot be written: standard output is closed or full.",
                error
            );
        }
    }

    /// <summary>Rows in aligned columns, the first row the heading, folded to the terminal.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="tone">The colour of a cell by its column and text; null for none.</param>
    public static string Table(IReadOnlyList<string[]> rows, Func<int, string, Tone>? tone = null) =>
        TextTable.Write(rows, Terminal.Columns, tone);

    private static string Formats(string[] more) =>
        more.Length == 0
            ? "text or json"
            : $"text, json, {string.Join(", ", more[..^1])}".TrimEnd(' ', ',') + $" or {more[^1]}";
}
