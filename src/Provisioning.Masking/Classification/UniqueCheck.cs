using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>Finds masks by which two rows may become one for a unique key.</summary>
internal static partial class UniqueCheck
{
    /// <summary>What is found.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns by name.</param>
    public static IEnumerable<MaskFinding> Of(Table table, Dictionary<string, MaskedColumn> columns)
    {
        var keys = new List<Key>();
        if (table.PrimaryKey is { } primary)
        {
            keys.Add(new("the primary key", primary.Columns));
        }

        keys.AddRange(table.Uniques.Select(unique => new Key($"the unique key {unique.Name}", unique.Columns)));
        keys.AddRange(table.Indexes.Where(index => index.IsUnique).Select(index => Key.Of(table, index)));
        return keys.SelectMany(key => Of(key, columns));
    }

    private static IEnumerable<MaskFinding> Of(Key key, Dictionary<string, MaskedColumn> columns)
    {
        foreach (var column in columns.Values.Where(column => column.IsChanged && key.Has(column)))
        {
            if (column.Rule.Transformer is "null")
            {
                if (key.HoldsNullsEqual)
                {
                    yield return Found(column, key, "that takes NULL once alone. Use permute, digits, email or hash.");
                }
            }
            else if (key.Computes(column))
            {
                yield return Found(
                    column,
                    key,
                    $"by an expression, which may be the same for two values that {column.Rule.Transformer} gives. Use "
                        + "keep, or null where it takes that."
                );
            }
            else if (column.Rule.Transformer is "shuffle" && (key.Columns.Count > 1 || key.Filter is not null))
            {
                yield return Found(
                    column,
                    key,
                    "with other columns, so that in another row its value may be there twice. Use permute, digits, "
                        + "email or hash."
                );
            }
            else if (!column.Transformer.KeepsUnique(column.Rule, column.Type))
            {
                yield return Found(
                    column,
                    key,
                    $"and {column.Rule.Transformer} may make two values one. Use permute, digits, email, hash, or null "
                        + "where it takes that."
                );
            }
        }

        // A row that the condition left out may come under it.
        foreach (
            var column in columns.Values.Where(column =>
                column.IsChanged && key.Filter is { } filter && Decides(filter, column)
            )
        )
        {
            yield return Found(
                column,
                key,
                $"in its condition, and {column.Rule.Transformer} may bring rows under it that are not unique. "
                    + "Use keep."
            );
        }
    }

    private static MaskFinding Found(MaskedColumn column, Key key, string why) =>
        new("unique", column.Name, $"is in {key.Name}, {why}");

    // Masks keep NULL and make none, but for the one that makes all of it: then no row is left that has a value.
    private static bool Decides(string filter, MaskedColumn column)
    {
        var name = Regex.Escape(column.Column.Name);
        var asked = column.Rule.Transformer is "null" ? "IS NOT NULL" : "IS (NOT )?NULL";
        var rest =
            column.Rule.Transformer is "shuffle" || filter.Contains("NOT (", StringComparison.OrdinalIgnoreCase)
                ? filter
                : Regex.Replace(
                    filter,
                    $"(?<![\\w\"])\"?{name}\"? {asked}\\b",
                    "",
                    RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                );
        return rest.MentionsColumn(column.Column.Name);
    }

    [GeneratedRegex(
        """^\(*(lower|upper)\(\(*"?(?<name>[\w$]+)"?\)*(::text)?\)*$""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex OfCase();

    private sealed record Key(string Name, IReadOnlyList<string> Columns)
    {
        public string? Filter { get; private init; }

        public bool HoldsNullsEqual { get; private init; }

        // Those that count by what is computed from them. Masks leave capitals and small letters what they are.
        private IReadOnlyList<string> Computed { get; init; } = [];

        public bool Has(MaskedColumn column) => Columns.Contains(column.Column.Name, StringComparer.Ordinal);

        public bool Computes(MaskedColumn column) => Computed.Contains(column.Column.Name, StringComparer.Ordinal);

        public static Key Of(Table table, Schema.Index index)
        {
            string[] Used(IEnumerable<IndexColumn> parts) =>
                [
                    .. table
                        .Columns.Select(column => column.Name)
                        .Where(name =>
                            parts.Any(part =>
                                part.Name == name || (part.IsExpression && part.Name.MentionsColumn(name))
                            )
                        ),
                ];
            return new($"the unique index {index.Name}", Used(index.Columns))
            {
                Filter = index.Filter,
                HoldsNullsEqual = index.NullsDistinct is false,
                Computed = Used(index.Columns.Where(part => part.IsExpression && !OfCase().IsMatch(part.Name))),
            };
        }
    }
}
