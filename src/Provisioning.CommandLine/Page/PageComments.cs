using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>The comments of a structure: those that migrations give, and those that an inspector found.</summary>
internal sealed class PageComments(StructureModel structure)
{
    private const string Mark = "comment: ";

    private readonly Dictionary<(ObjectName, string), string> _found = structure
        .Beyond.Parts.Where(part => part.Kind is "table" or "view" && IsComment(part))
        .GroupBy(part => (part.Name, part.Text[..part.Text.IndexOf(Mark, StringComparison.Ordinal)].TrimEnd()))
        .ToDictionary(
            group => group.Key,
            group => group.First().Text[(group.First().Text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..]
        );

    /// <summary>The comment of a table or view; null for none.</summary>
    public string? Of(ObjectName name) =>
        structure.Model.Find(name)?.Description ?? _found.GetValueOrDefault((name, ""));

    /// <summary>The comment of a column; null for none.</summary>
    public string? Of(ObjectName table, Column column) =>
        column.Description
        ?? _found.GetValueOrDefault((table, $"column {column.Name}"))
        ?? _found.GetValueOrDefault((table, $"column {Dialect.Quote(column.Name)}"));

    /// <summary>The model with the comments of its tables and columns.</summary>
    public DatabaseModel Into(DatabaseModel model) =>
        model with
        {
            Tables = model.Tables.SetItems(
                model.Tables.Values.Select(table =>
                    KeyValuePair.Create(
                        table.Name,
                        table with
                        {
                            Description = Of(table.Name),
                            Columns =
                            [
                                .. table.Columns.Select(column => column with { Description = Of(table.Name, column) }),
                            ],
                        }
                    )
                )
            ),
        };

    /// <summary>Whether a part is a comment that one of these methods returns.</summary>
    public static bool IsShown(UnmodelledPart part) => part.Kind is "table" or "view" && IsComment(part);

    private static bool IsComment(UnmodelledPart part) =>
        part.Text.StartsWith(Mark, StringComparison.Ordinal)
        || (
            part.Text.StartsWith("column ", StringComparison.Ordinal)
            && part.Text.Contains($" {Mark}", StringComparison.Ordinal)
        );
}
