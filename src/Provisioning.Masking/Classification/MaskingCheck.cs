using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>Finds masks that the database would refuse: wrong for the type, too long, against NOT NULL, a unique key, a
/// CHECK, or a column that refers to another.</summary>
internal static class MaskingCheck
{
    /// <summary>What is found.</summary>
    public static IEnumerable<MaskFinding> Of(IReadOnlyList<MaskedColumn> columns)
    {
        var byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return
        [
            .. columns.SelectMany(Alone),
            .. columns.SelectMany(column => Referring(column, byName)),
            .. columns
                .GroupBy(column => column.Table)
                .SelectMany(table =>
                    Unique(table.Key, table.ToDictionary(column => column.Column.Name, StringComparer.Ordinal))
                ),
            .. columns.Where(column => column.IsChanged).SelectMany(CheckTrial.Of),
        ];
    }

    private static IEnumerable<MaskFinding> Alone(MaskedColumn column)
    {
        var (transformer, type) = (column.Transformer, column.Type);
        if (!transformer.FitsType(type))
        {
            yield return Found(
                "type",
                column,
                $"is {type.Family.ToString().ToLowerInvariant()}, which the mask {column.Rule.Transformer} does not "
                    + $"change. These do: {Fitting(type)}."
            );
        }

        if (column.Rule.Transformer is "null" && column.Column.IsNullable is not true)
        {
            yield return Found("not-null", column, "takes no NULL. Use default, constant or empty.");
        }

        if (transformer.Length(column.Rule) is { } length && length > MaskedType.Of(column.Column.Type).Length)
        {
            yield return Found(
                "length",
                column,
                $"takes {column.Column.Type.Size} characters, and {column.Rule.Transformer} makes {length}. Use hash "
                    + "or text, which are cut, or a shorter value."
            );
        }
    }

    private static string Fitting(MaskedType type) =>
        string.Join(", ", Transformers.All.Where(known => known.FitsType(type)).Select(known => known.Name));

    private static IEnumerable<MaskFinding> Referring(MaskedColumn column, Dictionary<string, MaskedColumn> columns)
    {
        if (column.RefersTo is not { } to || !columns.TryGetValue(to, out var root))
        {
            yield break;
        }

        if (root.IsChanged && !root.Transformer.IsRepeatable)
        {
            yield return Found(
                "reference",
                column,
                $"refers to {to}, whose mask {root.Rule.Transformer} gives the same value for two that are the same in "
                    + "no other table. Use permute there."
            );
        }
        else if ($"{column.Rule}" != $"{root.Rule}" && column.Rule.Transformer is not "null")
        {
            yield return Found(
                "reference",
                column,
                $"refers to {to}, whose values go through {root.Rule}, and has {column.Rule} itself. Remove its own "
                    + "mask: it has that of the column that it refers to."
            );
        }
    }

    private static IEnumerable<MaskFinding> Unique(Table table, Dictionary<string, MaskedColumn> columns)
    {
        var keys = new List<(string What, IEnumerable<string> Columns)>();
        if (table.PrimaryKey is { } primary)
        {
            keys.Add(("the primary key", primary.Columns));
        }

        keys.AddRange(
            table.Uniques.Select(unique => ($"the unique key {unique.Name}", (IEnumerable<string>)unique.Columns))
        );
        keys.AddRange(
            table
                .Indexes.Where(index => index.IsUnique)
                .Select(index =>
                    (
                        $"the unique index {index.Name}",
                        table
                            .Columns.Select(column => column.Name)
                            .Where(name =>
                                index.Columns.Any(part =>
                                    part.Name == name || (part.IsExpression && part.Name.MentionsColumn(name))
                                )
                            )
                    )
                )
        );
        foreach (var (what, named) in keys)
        {
            foreach (var name in named)
            {
                if (
                    columns.GetValueOrDefault(name) is { IsChanged: true } column
                    && column.Rule.Transformer is not "null"
                    && !column.Transformer.KeepsUnique(column.Rule, column.Type)
                )
                {
                    yield return Found(
                        "unique",
                        column,
                        $"is in {what}, and {column.Rule.Transformer} may make two values one. Use permute, digits, "
                            + "email, hash, or null where it takes that."
                    );
                }
            }
        }
    }

    private static MaskFinding Found(string kind, MaskedColumn column, string message) =>
        new(kind, column.Name, message);
}
