using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Puts foreign keys that follow their table into it: a builder hands over a column's foreign key as an
/// expression after the table's, and
/// SQLite makes a foreign key only with the table.</summary>
internal static class TableFolding
{
    /// <summary>The operations, with each foreign key in the table just created, where nothing but indexes and foreign
    /// keys stands between.</summary>
    public static IReadOnlyList<Operation> Fold(IEnumerable<Operation> operations, ExpressionPlaces? places = null)
    {
        var folded = new List<Operation>();
        var last = -1;
        foreach (var operation in operations)
        {
            if (
                operation is AddForeignKey added
                && last >= 0
                && folded[last] is CreateTable created
                && created.Table.Name == added.Table
            )
            {
                var keys = created.Table.ForeignKeys.Append(added.Key).ToValueList();
                folded[last] = created with { Table = created.Table with { ForeignKeys = keys } };
                places?.Became(created, folded[last]);
                continue;
            }

            last =
                operation is CreateTable ? folded.Count
                : operation is CreateIndex or AddForeignKey ? last
                : -1;
            folded.Add(operation);
        }

        return folded;
    }
}
