using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;

namespace Provisioning.CommandLine.Output;

/// <summary>Prints what a command found or did: text for people, or one JSON document.</summary>
/// <param name="command">The command.</param>
/// <param name="more">Formats that it takes besides.</param>
internal sealed class Report(CommandLineApplication command, params string[] more)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CommandOption _output = command.Value("-o|--output <FORMAT>", $"{Formats(more)}. Default: text.");

    /// <summary>The format that was asked for.</summary>
    /// <exception cref="UsageException">It is none that the command takes.</exception>
    public string Format =>
        (_output.Value() ?? "text") is var format && (format is "text" or "json" || more.Contains(format))
            ? format
            : throw new UsageException($"--output takes {Formats(more)}, not \"{format}\".");

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
    public async Task WriteAsync(
        Func<JsonObject> json,
        Func<string> text,
        CancellationToken token,
        bool showsSecrets = false
    )
    {
        try
        {
            await (showsSecrets ? Secrets.Unmasked : StandardOutput.Writer).WriteLineAsync(
                (IsJson ? json().ToJsonString(Json) : FollowUp.In(text())).AsMemory(),
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

    /// <summary>Rows in aligned columns, the first row the heading; a column of numbers is set to the right.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => (string[])[.. row]).ToList();
        for (var column = 0; column < rows[0].Length; column++)
        {
            var at = column;
            var width = rows.Max(row => row[at].Length);
            var isNumeric =
                rows.Count > 1 && rows.Skip(1).All(row => row[at].All(c => char.IsDigit(c) || c is ',' or '.'));
            foreach (var row in cells)
            {
                row[column] = isNumeric ? row[column].PadLeft(width) : row[column].PadRight(width);
            }
        }

        return string.Join('\n', cells.Select(row => string.Join("  ", row).TrimEnd()));
    }

    private static string Formats(string[] more) =>
        more.Length == 0 ? "text or json" : $"text, json or {string.Join(" or ", more)}";
}
