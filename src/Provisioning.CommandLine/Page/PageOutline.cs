using System.Globalization;
using System.Text;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>What a page shows where no script runs, and prints of its overview: each table with its SQL, which the
/// script takes from here.</summary>
internal static class PageOutline
{
    /// <summary>The HTML.</summary>
    public static string Of(PageSubject subject)
    {
        var model = subject.Structure.Model;
        var comments = new PageComments(subject.Structure);
        var scripts = TableScripts.Of(subject.Structure, subject.Dialect);
        var users = model
            .Tables.Values.SelectMany(table => table.ForeignKeys.Select(key => (key.References, table.Name)))
            .Distinct()
            .ToLookup(pair => pair.References, pair => pair.Name);
        var columns = model.Tables.Values.Sum(table => table.Columns.Count);
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{PageText.Html(subject.Title)}</h1>\n<p>{PageText.Html(PageText.Masked(subject.Of))} on "
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"{subject.Dialect.Name}: {Many(model.Tables.Count, "table")}, {Many(columns, "column")}.\n"
        );
        foreach (var table in model.Tables.Values)
        {
            Section(html, 't', table.Name, comments.Of(table.Name), scripts.GetValueOrDefault(table.Name, ""));
            if (users[table.Name].ToArray() is { Length: > 0 } names)
            {
                html.Append("<p>Used by ").AppendJoin(", ", names.Select(name => Link('t', name))).Append(".\n");
            }
        }

        foreach (var view in model.Views.Keys)
        {
            Section(html, 'v', view, comments.Of(view), scripts.GetValueOrDefault(view, ""));
        }

        return html.ToString();
    }

    private static void Section(StringBuilder html, char kind, ObjectName name, string? comment, string sql)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{Anchor(kind, name)}\">{PageText.Html($"{name}")}</h2>\n");
        if (comment is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{PageText.Html(PageText.Masked(comment))}\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"<pre>{PageText.Html(sql)}</pre>\n");
    }

    /// <summary><c>1 table</c>, <c>12 tables</c>.</summary>
    public static string Many(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Link(char kind, ObjectName name) =>
        $"<a href=\"#{Anchor(kind, name)}\">{PageText.Html(name.ToString())}</a>";

    private static string Anchor(char kind, ObjectName name) => $"{kind}-{PageText.Fragment(name.ToString())}";
}
