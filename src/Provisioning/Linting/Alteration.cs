using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>What a change of a column means for the rows that are there.</summary>
internal sealed record Alteration
{
    /// <summary>The type before it; null where that is not known.</summary>
    public PgType? From { get; private init; }

    /// <summary>The type after it.</summary>
    public required PgType To { get; init; }

    /// <summary>The column before it; null where that is not known.</summary>
    public Column? Was { get; private init; }

    /// <summary>Whether the statement names TYPE, which alone has consequences.</summary>
    public bool NamesType { get; private init; }

    /// <summary>Whether all rows and indexes are written; where the type before is not known, that they may
    /// be.</summary>
    public bool IsRewrite { get; private init; }

    /// <summary>Whether the rows stay only while the session's time zone is UTC, as it is in a run.</summary>
    public bool IsByTimeZone { get; private init; }

    /// <summary>The indexes that are built again although the rows stay.</summary>
    public IReadOnlyList<string> Rebuilt { get; private init; } = [];

    /// <summary>The checks on the column, which are tested again.</summary>
    public IReadOnlyList<CheckConstraint> Rechecked { get; private init; } = [];

    /// <summary>The foreign keys of the table and of others that have the column.</summary>
    public IReadOnlyList<(ObjectName Table, ForeignKey Key)> Keys { get; private init; } = [];

    /// <summary>Whether the column took NULL before it and does not after it.</summary>
    public bool SetsNotNull { get; private init; }

    /// <summary>The check of which the rows are known to pass that the column is not NULL; null for none.</summary>
    public CheckConstraint? Proof { get; private init; }

    /// <summary>Whether the type is the same as before, as far as is known.</summary>
    public bool IsSameType => From is { } from && from == To;

    /// <summary>What the change means.</summary>
    public static Alteration Of(AlterColumn o, Change change, Known before, Dialect dialect)
    {
        var table = before.Find(o.Table);
        var was = table?.Find(o.Column.Name) ?? o.Was;
        var from = was is null ? null : PgType.Parse(dialect.TypeName(was.Type));
        var to = PgType.Parse(dialect.TypeName(o.Column.Type));
        var namesType = change.NamesType;
        var isOther = namesType && from != to;
        var ways = isOther ? WaysOf(from, to, change, before) : TypeChange.Free;
        var isCollated = namesType && (o.Column.Collation ?? was?.Collation) != was?.Collation;
        var setsNotNull = o.Column.IsNullable is false && (was is null || was.IsNullable is true);
        return new()
        {
            From = from,
            To = to,
            Was = was,
            NamesType = namesType,
            IsRewrite = isOther && ways is TypeChange.Rewrite or TypeChange.Unknown,
            IsByTimeZone = ways is TypeChange.TimeZone,
            Rebuilt = namesType
                ? [.. IndexesOn(table, o.Column.Name, isCollated || ways is TypeChange.Indexes or TypeChange.TimeZone)]
                : [],
            Rechecked = namesType ? [.. ChecksOn(table, o.Column.Name)] : [],
            Keys = isOther ? [.. KeysOn(table, o.Column.Name, before)] : [],
            SetsNotNull = setsNotNull,
            Proof = setsNotNull && !namesType ? ProofOf(table, o.Column.Name, before) : null,
        };
    }

    private static TypeChange WaysOf(PgType? from, PgType to, Change change, Known before) =>
        change.Using is { } expression && !IsBareColumn(expression, change) ? TypeChange.Rewrite
        : before.Domains.TryGetValue(to.Name, out var isChecked)
            ? isChecked ? TypeChange.Rewrite
                : TypeChange.Free
        : TypeChanges.Between(from, to);

    private static bool IsBareColumn(string expression, Change change) =>
        change.Name is { } column
        && expression.Trim('(', ')', ' ', '"').Equals(column, StringComparison.OrdinalIgnoreCase);

    /// <summary>The validated check that says that the column is not NULL; null for none.</summary>
    public static CheckConstraint? ProofOf(Table? table, string column, Known before) =>
        table?.Checks.FirstOrDefault(check =>
            check.Name is not null && !check.IsNotValid && NotNullProof.Proves(check.Expression, column)
        );

    private static IEnumerable<CheckConstraint> ChecksOn(Table? table, string column) =>
        (table?.Checks ?? []).Where(check => check.Expression.MentionsColumn(column));

    private static IEnumerable<string> IndexesOn(Table? table, string column, bool all) =>
        (table?.Indexes ?? [])
            .Where(index =>
                index.Filter?.MentionsColumn(column) is true
                || index.Columns.Any(each =>
                    each.IsExpression ? each.Name.MentionsColumn(column) : all && each.Name == column
                )
            )
            .Select(index => index.Name);

    private static IEnumerable<(ObjectName, ForeignKey)> KeysOn(Table? table, string column, Known before) =>
        table is null
            ? []
            :
            [
                .. table.ForeignKeys.Where(key => key.Columns.Contains(column)).Select(key => (table.Name, key)),
                .. before
                    .Children(table.Name)
                    .SelectMany(child =>
                        child
                            .ForeignKeys.Where(key =>
                                before.Resolve(key.References) == table.Name && key.ReferencedColumns.Contains(column)
                            )
                            .Select(key => (child.Name, key))
                    ),
            ];
}
