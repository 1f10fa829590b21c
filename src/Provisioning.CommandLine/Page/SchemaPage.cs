using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page;

/// <summary>A structure as one HTML file that needs nothing else: no server, no network.</summary>
internal static class SchemaPage
{
    /// <summary>What the file of a page begins with.</summary>
    public const string Mark =
        "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"provision describe\">\n";

    private const string LiveStart = "<script type=\"application/json\" id=\"live\">";
    private const string ScriptEnd = "</script>\n";

    // A page with a script shows no outline before the script has run.
    private const string Early = "document.documentElement.className='js'";

    // In the order in which they use each other.
    private static readonly string[] Scripts =
    [
        "base.js",
        "layout.js",
        "diagram.js",
        "table.js",
        "versions.js",
        "overview.js",
        "palette.js",
        "start.js",
    ];

    // Before the last, which starts the page.
    private static readonly string[] LiveScripts = ["live.js", "live-views.js"];

    /// <summary>The file. The same structure is the same text, apart from sizes and use of a live database.</summary>
    /// <param name="subject">What it shows.</param>
    /// <param name="served">What a page that is served has to know to ask for more; null for a file.</param>
    public static string Of(PageSubject subject, JsonObject? served = null)
    {
        var data = new PageData(subject);
        var style = LeanText.Style(Asset("page.css") + (served is null ? "" : Asset("live.css")));
        var names = served is null ? Scripts : [.. Scripts[..^1], .. LiveScripts, Scripts[^1]];
        var script =
            "'use strict';(()=>{\n" + string.Concat(names.Select(name => LeanText.Script(Asset(name)))) + "})()";
        string[] policy =
        [
            "default-src 'none'",
            $"style-src {Hash(style)}",
            $"script-src {Hash(Early)} {Hash(script)}",
            "worker-src blob:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            .. served is null ? [] : (string[])["connect-src 'self'"],
        ];
        var page = new StringBuilder(Mark);
        page.Append("<html lang=\"en\">\n<title>").Append(PageText.Html(subject.Title)).Append("</title>\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{string.Join("; ", policy)}\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.Append("<link rel=\"icon\" href=\"data:,\">\n");
        page.Append($"<script>{Early}{ScriptEnd}<style>{style}</style>\n");
        page.Append("<div id=\"app\"></div>\n<main id=\"plain\">\n")
            .Append(PageOutline.Of(subject))
            .Append("</main>\n");
        page.Append("<script type=\"application/json\" id=\"data\">")
            .Append(PageText.Json(data.ToJson()))
            .Append(ScriptEnd);
        if (data.LiveJson() is { } live)
        {
            page.Append(LiveStart).Append(PageText.Json(live)).Append(ScriptEnd);
        }

        if (served is not null)
        {
            page.Append("<script type=\"application/json\" id=\"served\">")
                .Append(PageText.Json(served))
                .Append(ScriptEnd);
        }

        return page.Append($"<script>{script}{ScriptEnd}").ToString();
    }

    /// <summary>The text of a page without what differs from one moment to the next.</summary>
    public static string Lasting(string page)
    {
        var start = page.IndexOf(LiveStart, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(ScriptEnd, start, StringComparison.Ordinal);
        return end < 0 ? page : page.Remove(start, end + ScriptEnd.Length - start);
    }

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Asset(string name)
    {
        using var stream = typeof(SchemaPage).Assembly.GetManifestResourceStream($"page/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
