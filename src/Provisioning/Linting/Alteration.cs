using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>A type as PostgreSQL spells it, taken apart.</summary>
/// <param name="Name">The shortest of its names, in small letters.</param>
/// <param name="First">The length or precision; null for none.</param>
/// <param name="Second">The scale; null for none.</param>
/// <param name="IsArray">Whether it is an array of them.</param>
internal sealed partial record PgType(string Name, int? First, int? Second, bool IsArray)
{
    /// <summary>The type that a text names.</summary>
    public static PgType Parse(string text)
    {
        var match = Parts().Match(text.Trim().ToLowerInvariant());
        var name = $"{match.Groups["name"].Value.Trim()}{match.Groups["rest"].Value.TrimEnd('[', ']', ' ')}";
        name = Words().Replace(name, " ").Trim();
        return new(Short(name), Number(match.Groups["first"]), Number(match.Groups["second"]), text.Contains('['));
    }

    /// <summary>Whether both are text that may have a greatest length.</summary>
    public bool IsText => Name is "varchar" or "text" or "citext";

    /// <inheritdoc />
    public override string ToString() =>
        Name
        + (
            First is { } first
                ? Second is { } second
                    ? $"({first},{second})"
                    : $"({first})"
                : ""
        )
        + (IsArray ? "[]" : "");

    private static int? Number(Group group) =>
        int.TryParse(group.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Short(string name) =>
        name switch
        {
            "character varying" => "varchar",
            "character" or "char" or "bpchar" => "char",
            "int" or "integer" or "int4" or "serial" or "serial4" => "int",
            "bigint" or "int8" or "bigserial" or "serial8" => "bigint",
            "smallint" or "int2" or "smallserial" or "serial2" => "smallint",
            "decimal" or "numeric" => "numeric",
            "double precision" or "float8" or "float" => "float8",
            "real" or "float4" => "float4",
            "boolean" or "bool" => "boolean",
            "timestamp with time zone" or "timestamptz" => "timestamptz",
            "timestamp without time zone" or "timestamp" => "timestamp",
            "time with time zone" or "timetz" => "timetz",
            "time without time zone" or "time" => "time",
            "bit varying" or "varbit" => "varbit",
            _ => name,
        };

    [GeneratedRegex(
        """^(?<name>[^(\[]*)(\((?<first>\d+)\s*(,\s*(?<second>-?\d+)\s*)?\))?(?<rest>.*)$""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Parts();

    [GeneratedRegex("""["\s]+""", RegexOptions.None, 1000)]
    private static partial Regex Words();
}

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

    /// <summary>Whether all rows are read.</summary>
    public bool ReadsRows => IsRewrite || Rebuilt.Count > 0 || Rechecked.Count > 0 || (SetsNotNull && Proof is null);

    /// <summary>What the change means.</summary>
    public static Alteration Of(AlterColumn o, Change change, Known before, Dialect dialect)
    {
        var table = before.Find(o.Table);
        var was = table?.Find(o.Column.Name) ?? o.Was;
        var from = was is null ? null : PgType.Parse(dialect.TypeName(was.Type));
        var to = PgType.Parse(dialect.TypeName(o.Column.Type));
        // The operation always names TYPE; raw SQL only where it says so.
        var namesType = !change.IsRaw || change.Kind is "type";
        var isOther = namesType && from != to;
        var ways = isOther ? TypeChanges.Between(from, to, change, before) : TypeChange.Free;
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

    /// <summary>The validated check that says that the column is not NULL; null for none.</summary>
    public static CheckConstraint? ProofOf(Table? table, string column, Known before) =>
        table?.Checks.FirstOrDefault(check =>
            check.Name is not null
            && !before.NotValid.Contains((table.Name, check.Name))
            && IsProof(check.Expression, column)
        );

    // "x IS NOT NULL", alone or as a part of what AND joins.
    private static bool IsProof(string expression, string column) =>
        !Regex.IsMatch(expression, @"\bor\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
        && Regex.IsMatch(
            expression,
            $"""(^|[\s(])"?{Regex.Escape(column)}"?\)?\s+is\s+not\s+null\b""",
            RegexOptions.IgnoreCase,
            TimeSpan.FromSeconds(1)
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
