using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>The SQL that makes each table and each other object of a structure.</summary>
internal static class TableScripts
{
    /// <summary>The statements of each, by its name; tables with their keys, indexes, triggers, policies and comments.
    /// What no statement of ours makes follows as comments of SQL.</summary>
    public static IReadOnlyDictionary<ObjectName, string> Of(StructureModel structure, Dialect dialect)
    {
        var model = new PageComments(structure).Into(structure.Model);
        var statements = new Dictionary<ObjectName, List<SqlStatement>>();
        var now = DatabaseModel.Empty;
        var nothing = new StructureModel(now, new());
        foreach (var change in StructureDifference.Between(nothing, new(model, new()), dialect, []))
        {
            if (Of(change.Operation) is { } name)
            {
                var own = statements.TryGetValue(name, out var known) ? known : statements[name] = [];
                own.AddRange(dialect.Render(change.Operation, now));
            }

            now = dialect.Fold(now, change.Meaning);
        }

        return statements.ToDictionary(
            pair => pair.Key,
            pair =>
                PageText.Masked(
                    PageText.Sql(pair.Value, dialect) + string.Concat(Besides(structure, pair.Key).Select(Remark))
                )
        );
    }

    /// <summary>What a table has that no statement of ours makes, in the engine's words.</summary>
    public static IEnumerable<string> Besides(StructureModel structure, ObjectName name) =>
        structure.Model.Find(name) is not { } table
            ? []
            :
            [
                .. table.Unmodelled,
                .. structure
                    .Beyond.Parts.Where(part => part.Kind is "table" && part.Name == name)
                    .Where(part => !PageComments.IsShown(part) && !IsMarked(table, part))
                    .Select(part => part.Text),
            ];

    // That a foreign key is not validated is said of the key.
    private static bool IsMarked(Table table, UnmodelledPart part) =>
        table.ForeignKeys.Any(key => key.IsNotValid && part.Text == $"constraint {key.Name} not valid");

    private static string Remark(string text) => $"\n-- besides: {text.ReplaceLineEndings(" ")}";

    private static ObjectName? Of(Operation operation) =>
        operation switch
        {
            CreateTable o => o.Table.Name,
            CreateIndex o => o.Table,
            CreateTrigger o => o.Table,
            CreatePolicy o => o.Table,
            SetRowSecurity o => o.Table,
            CreateView o => o.View.Name,
            CreateFunction o => new(o.Function.Name.Schema, SchemaParts.Signature(o.Function)),
            CreateSequence o => o.Sequence.Name,
            _ => operation.Alters,
        };
}
