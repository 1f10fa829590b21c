using System.Text.RegularExpressions;
using Provisioning.Dialects;
using Provisioning.Linting.Sql;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>Takes operations apart into the changes that rules read.</summary>
internal static partial class SqlChanges
{
    private const int LongestSummary = 90;

    /// <summary>The changes of an operation. Each is read over what is known after the one before it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="index">Which of its migration's.</param>
    /// <param name="known">What is known by the time of the call.</param>
    /// <param name="dialect">The engine's.</param>
    public static IEnumerable<IReadOnlyList<Change>> Of(
        Operation operation,
        int index,
        Func<Known> known,
        Dialect dialect
    ) =>
        operation switch
        {
            Conditional o => o.Chosen(known().Model).SelectMany(each => Of(each, index, known, dialect)),
            ExecuteSql o => OfSql(o, index, known, dialect),
            ExecuteCode =>
            [
                [new Change(index, operation.Summary) { Command = Command.Unknown }],
            ],
            UpdateRows o =>
            [
                [
                    new Change(index, operation.Summary)
                    {
                        Does = o,
                        Writes = Many(o.Where, o.Table),
                        WritesAll = IsAll(o.Where),
                    },
                ],
            ],
            DeleteRows o =>
            [
                [
                    new Change(index, operation.Summary)
                    {
                        Does = o,
                        Writes = o.Filters.Any(filter => Many(filter, o.Table) is not null)
                            ? o.Table
                            : default(ObjectName?),
                        WritesAll = o.Filters.Any(IsAll),
                    },
                ],
            ],
            SetNullability o =>
            [
                [
                    new Change(index, operation.Summary)
                    {
                        Does = Nullability(o, known()),
                        Alone = string.Join("; ", dialect.Render(o).Select(statement => statement.Text)),
                    },
                ],
            ],
            _ =>
            [
                [
                    new Change(index, operation.Summary)
                    {
                        Does = operation,
                        NamesType = operation is AlterColumn,
                        IsConcurrent = IsConcurrent(operation),
                        IsDefault = operation switch
                        {
                            AttachPartition attached => IsDefault(attached.Bounds),
                            CreatePartition created => IsDefault(created.Bounds),
                            _ => false,
                        },
                    },
                ],
            ],
        };

    /// <summary>What a change of nullability is for the column as it is known.</summary>
    public static AlterColumn Nullability(SetNullability o, Known known) =>
        new(
            o.Table,
            (known.Find(o.Table, o.Column) ?? new Column(o.Column, new(ColumnKind.Custom, Custom: "?"))) with
            {
                IsNullable = o.IsNullable,
                Default = null,
            }
        );

    /// <summary>Whether the bounds of a partition are those of the default one.</summary>
    public static bool IsDefault(string bounds) => bounds.Trim().Equals("DEFAULT", StringComparison.OrdinalIgnoreCase);

    private static bool IsConcurrent(Operation operation) =>
        operation
            is CreateIndex { IsConcurrent: true }
                or DropIndex { IsConcurrent: true }
                or DetachPartition { IsConcurrent: true };

    private static ObjectName? Many(RowFilter filter, ObjectName table) =>
        filter is RowFilter.Matching ? default(ObjectName?) : table;

    private static bool IsAll(RowFilter filter) =>
        filter is RowFilter.All
        || (filter is RowFilter.Sql { Condition: var sql } && sql.Trim() is "1=1" or "1 = 1" or "true" or "TRUE");

    private static IEnumerable<IReadOnlyList<Change>> OfSql(
        ExecuteSql operation,
        int index,
        Func<Known> known,
        Dialect dialect
    )
    {
        IReadOnlyList<SqlPiece> pieces;
        string? problem = null;
        try
        {
            pieces = dialect.Split(operation.Sql);
        }
        catch (SqlTextException error)
        {
            (pieces, problem) = ([], $"line {error.Line}: {error.Reason}");
        }

        if (problem is not null)
        {
            yield return
            [
                new Change(index, operation.Summary)
                {
                    Command = Command.TransactionWord,
                    Sql = operation.Sql,
                    Name = problem,
                    Kind = "text",
                },
            ];
        }

        var comments = Comments(operation.Sql, dialect).ToList();
        var spans = comments.Count > 0 ? Spans(operation.Sql, pieces) : [];
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            var words = dialect.Words(piece.Text);
            var text = words.Between(0, words.Count);
            var statement = new Change(index, Summary(text))
            {
                Sql = text,
                Alone = text,
                Statement = i,
                Ignored =
                [
                    .. comments
                        .Where(comment => At(comment.At, operation.Sql, spans) == i)
                        .Select(each => (each.Rule, each.Reason)),
                ],
            };
            yield return new StatementReader(statement, known()).Read(words);
        }
    }

    // Which statement a comment is about: the one that it is in, the one that ends before it on its line, or the next.
    private static int At(int comment, string sql, List<(int Body, int End)> spans)
    {
        var before = -1;
        for (var i = 0; i < spans.Count; i++)
        {
            if (spans[i].Body <= comment && comment < spans[i].End)
            {
                return i;
            }

            before = spans[i].End <= comment ? i : before;
        }

        var isOnLine = before >= 0 && !sql.AsSpan(spans[before].End..comment).Contains('\n');
        return isOnLine ? before : Math.Min(before + 1, spans.Count - 1);
    }

    private static List<(int Body, int End)> Spans(string sql, IReadOnlyList<SqlPiece> pieces)
    {
        var spans = new List<(int, int)>();
        var from = 0;
        foreach (var piece in pieces)
        {
            var start = Math.Max(from, sql.IndexOf(piece.Text, from, StringComparison.Ordinal));
            from = start + piece.Text.Length;
            // Comments before the first word are part of the text.
            spans.Add((from - BodyOf(piece.Text).Length, from));
        }

        return spans;
    }

    private static ReadOnlySpan<char> BodyOf(string text)
    {
        var body = text.AsSpan().TrimStart();
        while (body.StartsWith("--") || body.StartsWith("/*"))
        {
            var end = body.StartsWith("--")
                ? SqlScan.EndOfLine(body, 0, postgres: false)
                : SqlScan.EndOfComment(body, 0, nests: true);
            body = end < 0 ? [] : body[end..].TrimStart();
        }

        return body;
    }

    // Strings hold no comments: only what is between the words is looked at.
    private static IEnumerable<(int At, string Rule, string Reason)> Comments(string sql, Dialect dialect)
    {
        if (!sql.Contains("provision:ignore", StringComparison.Ordinal))
        {
            yield break;
        }

        var from = 0;
        foreach (var (start, end) in dialect.Places(sql).Append((sql.Length, sql.Length)))
        {
            foreach (Match match in Ignore().Matches(sql[from..start]))
            {
                yield return (
                    from + match.Index,
                    match.Groups["rule"].Value,
                    match.Groups["reason"].Value.Trim().TrimEnd('/', '*').Trim()
                );
            }

            from = end;
        }
    }

    private static string Summary(string sql)
    {
        var line = Blanks().Replace(sql, " ").Trim();
        return line.Length > LongestSummary ? $"{line[..(LongestSummary - 1)]}…" : line;
    }

    [GeneratedRegex(@"provision:ignore[ \t]+(?<rule>[\w-]+)(?<reason>[^\n\r]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ignore();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
