using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.CommandLine.Page;

/// <summary>Writes text into a page.</summary>
internal static class PageText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text without the secrets of this run and without passwords in URLs and connection
    /// strings.</summary>
    public static string Masked(string text) => QueryText.Masked(Secrets.MaskIn(text));

    /// <summary>The text as the content of an HTML element has it, where quotes mean nothing.</summary>
    public static string Html(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>The text as one word of a URL's fragment.</summary>
    public static string Fragment(string text) => Uri.EscapeDataString(text);

    /// <summary>A document as it may be in a script element: no text in it ends the element.</summary>
    public static string Json(JsonObject document) =>
        document.ToJsonString(Options).Replace("<", "\\u003c", StringComparison.Ordinal);

    /// <summary>Statements as a script has them.</summary>
    public static string Sql(IEnumerable<SqlStatement> statements, Dialect dialect) =>
        string.Join(
            '\n',
            dialect
                .Texts(statements.Where(statement => !statement.IsLeftOut))
                .Select(text => text.TrimEnd().EndsWith(';') ? text.TrimEnd() : $"{text.TrimEnd()};")
        );
}
