using System.Data.Common;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Inspection;

// Constraints and indexes. Both come as a row for each of their columns.
internal static partial class PostgreSqlInspector
{
    private sealed record ConstraintRow(
        ObjectName Table,
        string Name,
        string Kind,
        string? Column,
        ObjectName? References,
        string? Referenced,
        string OnDelete,
        string OnUpdate,
        string? Check,
        bool IsDeferred,
        bool IsNotValid
    )
    {
        public static ConstraintRow Read(DbDataReader row) =>
            new(
                NameAt(row, 0),
                row.GetString(2),
                row.GetString(3),
                TextOrNull(row, 4),
                row.IsDBNull(6) ? default(ObjectName?) : NameAt(row, 5),
                TextOrNull(row, 7),
                row.GetString(8),
                row.GetString(9),
                TextOrNull(row, 10),
                row.GetBoolean(11),
                row.GetBoolean(12)
            );

        public static PrimaryKey? PrimaryKey(IEnumerable<ConstraintRow> rows) =>
            Groups(rows, "p").Select(group => new PrimaryKey(group.Key, ColumnsOf(group))).FirstOrDefault();

        public static ValueList<UniqueConstraint> Uniques(IEnumerable<ConstraintRow> rows) =>
            Groups(rows, "u").Select(group => new UniqueConstraint(group.Key, ColumnsOf(group))).ToValueList();

        public static ValueList<CheckConstraint> Checks(IEnumerable<ConstraintRow> rows) =>
            rows.Where(row => row.Kind is "c")
                .Select(row => new CheckConstraint(row.Name, row.Check!) { IsNotValid = row.IsNotValid })
                .ToValueList();

        public static ValueList<ForeignKey> ForeignKeys(IEnumerable<ConstraintRow> rows) =>
            Groups(rows, "f").Select(group => ForeignKey(group.Key, [.. group])).ToValueList();

        private static ForeignKey ForeignKey(string name, ConstraintRow[] rows) =>
            new(name, ColumnsOf(rows), rows[0].References!.Value, rows.Select(row => row.Referenced!).ToValueList())
            {
                OnDelete = Action(rows[0].OnDelete),
                OnUpdate = Action(rows[0].OnUpdate),
                IsDeferred = rows[0].IsDeferred,
                IsNotValid = rows[0].IsNotValid,
            };

        private static IEnumerable<IGrouping<string, ConstraintRow>> Groups(
            IEnumerable<ConstraintRow> rows,
            string kind
        ) => rows.Where(row => row.Kind == kind).GroupBy(row => row.Name, StringComparer.Ordinal);

        private static ValueList<string> ColumnsOf(IEnumerable<ConstraintRow> rows) =>
            rows.Select(row => row.Column!).ToValueList();

        private static ReferentialAction Action(string code) =>
            code switch
            {
                "c" => ReferentialAction.Cascade,
                "n" => ReferentialAction.SetNull,
                "d" => ReferentialAction.SetDefault,
                "r" => ReferentialAction.Restrict,
                _ => ReferentialAction.None,
            };
    }

    private sealed record IndexRow(ObjectName Table, Schema.Index Index, IndexColumn Column, bool IsIncluded)
    {
        public static IndexRow Read(DbDataReader row)
        {
            var index = new Schema.Index(row.GetString(2), [])
            {
                Method = row.GetString(3) is "btree" ? null : row.GetString(3).ToUpperInvariant(),
                IsUnique = row.GetBoolean(4),
                NullsDistinct = row.GetBoolean(5) ? false : null,
                Filter = TextOrNull(row, 6),
                Parameters = TextOrNull(row, 7)?.Split('\n').Select(Parameter).ToValueList() ?? [],
                Tablespace = TextOrNull(row, 8),
            };
            var (isDescending, nullsFirst) = (row.GetBoolean(12), row.GetBoolean(13));
            var column = new IndexColumn(TextOrNull(row, 9) ?? Unwrap(row.GetString(10)), isDescending)
            {
                IsExpression = row.IsDBNull(9),
                NullsFirst = nullsFirst == isDescending ? null : nullsFirst,
                OperatorClass = TextOrNull(row, 14),
            };
            return new(NameAt(row, 0), index, column, row.GetBoolean(11));
        }

        public static ValueList<Schema.Index> Indexes(IEnumerable<IndexRow> rows) =>
            rows.GroupBy(row => row.Index.Name, StringComparer.Ordinal)
                .Select(group =>
                    group.First().Index with
                    {
                        Columns = group.Where(row => !row.IsIncluded).Select(row => row.Column).ToValueList(),
                        Includes = group.Where(row => row.IsIncluded).Select(row => row.Column.Name).ToValueList(),
                    }
                )
                .ToValueList();

        // fillfactor=70 is FILLFACTOR = 70 to a migration.
        private static string Parameter(string option) =>
            option.Split('=', 2) is [var name, var value]
                ? $"{name.ToUpperInvariant()} = {value}"
                : option.ToUpperInvariant();
    }
}
