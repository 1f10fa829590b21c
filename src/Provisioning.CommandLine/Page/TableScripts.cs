using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>The SQL that makes each table and each other object of a structure.</summary>
internal static class TableScripts
{
    /// <summary>The statements of each, by its name; tables with their keys, indexes, triggers and policies.</summary>
    public static IReadOnlyDictionary<ObjectName, string> Of(DatabaseModel model, Dialect dialect)
    {
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

        return statements.ToDictionary(pair => pair.Key, pair => PageText.Masked(PageText.Sql(pair.Value, dialect)));
    }

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
