using System.Data.Common;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Sqlite.Inspection;

// Rows of the pragmas. Foreign keys and indexes come as a row for each of their columns.
internal static partial class SqliteInspector
{
    // Only TEXT and BLOB map back to one column type.
    private static ColumnType TypeOf(string declared) =>
        declared switch
        {
            "TEXT" => new(ColumnKind.String),
            "BLOB" => new(ColumnKind.Binary),
            _ => new(ColumnKind.Custom, Custom: declared),
        };

    // SQLite takes what is between a type and GENERATED ALWAYS for a part of the type.
    private static string WithoutComment(string type)
    {
        var tokens = new SqliteTokens(type);
        return type.Contains("--", StringComparison.Ordinal) || type.Contains("/*", StringComparison.Ordinal)
            ? tokens.Expression(0, tokens.Count)
            : type;
    }

    // DEFAULT takes a name, in quotes or not, for a text.
    private static string Unquoted(string expression)
    {
        var tokens = new SqliteTokens(expression);
        var isName = tokens.Count == 1 && (expression[0] is '"' or '`' or '[' || tokens.IsWord(0));
        return
            isName
            && tokens.Word(0)
                is not ("NULL" or "TRUE" or "FALSE" or "CURRENT_TIME" or "CURRENT_DATE" or "CURRENT_TIMESTAMP")
            ? SqliteDialect.QuoteText(tokens.Name(0))
            : expression;
    }

    private sealed record ColumnRow(string Table, Column Column, long Key, bool IsStored)
    {
        private const int StoredColumn = 3;

        public static ColumnRow Read(DbDataReader row) =>
            new(
                row.GetString(0),
                new(row.GetString(1), TypeOf(WithoutComment(row.GetString(2))))
                {
                    IsNullable = row.GetInt64(3) == 0,
                    Default = TextOrNull(row, 4) is { } expression ? new ExpressionDefault(Unquoted(expression)) : null,
                },
                row.GetInt64(5),
                row.GetInt64(6) == StoredColumn
            );

        public static ValueList<string> KeyOf(IEnumerable<ColumnRow> rows) =>
            rows.Where(row => row.Key > 0).OrderBy(row => row.Key).Select(row => row.Column.Name).ToValueList();

        public static ValueList<Column> Columns(
            IEnumerable<ColumnRow> rows,
            TableDeclaration declaration,
            IEnumerable<IndexRow> indexes
        )
        {
            // A key of one INTEGER that needs no index is the row's number, which is never NULL whatever the column
            // says.
            var isRowNumber = KeyOf(rows).Count == 1 && !indexes.Any(index => index.BacksPrimaryKey);
            return rows.Select(row =>
                    row.Column with
                    {
                        IsNullable = row.Column.IsNullable is true && !(isRowNumber && row.Key > 0),
                        Identity = row.Column.Name.Equals(declaration.Numbering, StringComparison.OrdinalIgnoreCase)
                            ? Identity.Default
                            : null,
                        OnNull = declaration.OnNull.GetValueOrDefault(row.Column.Name),
                        Computed = declaration.Computed.TryGetValue(row.Column.Name, out var expression)
                            ? new(expression, row.IsStored)
                            : null,
                        Collation =
                            declaration.Collations.GetValueOrDefault(row.Column.Name) is { } collation
                            && !collation.Equals("BINARY", StringComparison.OrdinalIgnoreCase)
                                ? collation
                                : null,
                    }
                )
                .ToValueList();
        }
    }

    private sealed record ForeignKeyRow(
        string Table,
        long Id,
        string References,
        string Column,
        string? Referenced,
        string OnDelete,
        string OnUpdate
    )
    {
        public static ForeignKeyRow Read(DbDataReader row) =>
            new(
                row.GetString(0),
                row.GetInt64(1),
                row.GetString(2),
                row.GetString(3),
                TextOrNull(row, 4),
                row.GetString(5),
                row.GetString(6)
            );

        public static ValueList<ForeignKey> ForeignKeys(
            IEnumerable<ForeignKeyRow> rows,
            TableDeclaration declaration,
            Func<string, IEnumerable<ColumnRow>> columnsOf
        ) =>
            rows.GroupBy(row => row.Id)
                .Select((group, at) => Key(declaration.ForeignKeys.ElementAtOrDefault(at), [.. group], columnsOf))
                .ToValueList();

        private static ForeignKey Key(
            (string? Name, bool IsDeferred) declared,
            ForeignKeyRow[] rows,
            Func<string, IEnumerable<ColumnRow>> columnsOf
        ) =>
            new(
                declared.Name,
                rows.Select(row => row.Column).ToValueList(),
                columnsOf(rows[0].References).FirstOrDefault()?.Table ?? rows[0].References,
                rows[0].Referenced is null
                    ? ColumnRow.KeyOf(columnsOf(rows[0].References))
                    : Spelled(rows.Select(row => row.Referenced!).ToValueList(), columnsOf(rows[0].References))
            )
            {
                OnDelete = Action(rows[0].OnDelete),
                OnUpdate = Action(rows[0].OnUpdate),
                IsDeferred = declared.IsDeferred,
            };

        private static ReferentialAction Action(string words) =>
            words switch
            {
                "CASCADE" => ReferentialAction.Cascade,
                "SET NULL" => ReferentialAction.SetNull,
                "SET DEFAULT" => ReferentialAction.SetDefault,
                "RESTRICT" => ReferentialAction.Restrict,
                _ => ReferentialAction.None,
            };
    }

    private sealed record IndexRow(
        string Table,
        string Name,
        bool IsUnique,
        string Origin,
        string? Sql,
        string? Column,
        bool IsDescending
    )
    {
        public static IndexRow Read(DbDataReader row) =>
            new(
                row.GetString(0),
                row.GetString(1),
                row.GetInt64(2) != 0,
                row.GetString(3),
                TextOrNull(row, 4),
                TextOrNull(row, 5),
                row.GetInt64(6) != 0
            );

        public bool BacksPrimaryKey => Origin is "pk";

        public static ValueList<Schema.Index> Indexes(IEnumerable<IndexRow> rows) =>
            rows.Where(row => row.Origin is "c")
                .GroupBy(row => row.Name, StringComparer.Ordinal)
                .Select(group => Index([.. group]))
                .ToValueList();

        private static Schema.Index Index(IndexRow[] rows)
        {
            var declaration = new IndexDeclaration(rows[0].Sql ?? "");
            var columns = rows.Select(
                (row, at) =>
                {
                    var (text, collation) = declaration.Columns.ElementAtOrDefault(at);
                    return new IndexColumn(row.Column ?? text ?? "", row.IsDescending)
                    {
                        IsExpression = row.Column is null,
                        Collation = collation,
                    };
                }
            );
            return new(rows[0].Name, columns.ToValueList())
            {
                IsUnique = rows[0].IsUnique,
                Filter = declaration.Filter,
            };
        }
    }
}
