using Provisioning.Operations;
using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.FaultTests.Conformance;

/// <summary>Turns numbers into operations that make sense one after the other, each of which can be undone.</summary>
internal static class RandomOperations
{
    private static readonly ColumnType[] Types =
    [
        new(ColumnKind.Int32),
        new(ColumnKind.Int64),
        new(ColumnKind.String, 40),
        new(ColumnKind.String),
        new(ColumnKind.Boolean),
        new(ColumnKind.Decimal, 10, 2),
        new(ColumnKind.DateTime),
        new(ColumnKind.Guid),
        new(ColumnKind.Double),
        new(ColumnKind.Binary),
    ];

    /// <summary>The operations that the numbers choose, over an empty database.</summary>
    public static Operation[] From(IEnumerable<int> choices)
    {
        var model = DatabaseModel.Empty;
        var operations = new List<Operation>();
        foreach (var choice in choices)
        {
            if (Next(model, choice, operations.Count) is { } operation)
            {
                operations.Add(operation);
                model = operation.Apply(model);
            }
        }

        return [.. operations];
    }

    private static Operation? Next(DatabaseModel model, int choice, int number)
    {
        if (model.Tables.Count == 0 || choice % 5 == 0)
        {
            return NewTable(number, choice / 5);
        }

        var table = model.Tables.Values.ElementAt(choice / 7 % model.Tables.Count);
        var free = table.Columns.Where(column => IsFree(model, table, column.Name)).ToArray();
        var any = free.Length == 0 ? null : free[choice / 11 % free.Length];
        return (choice % 13) switch
        {
            0 => model.Tables.Values.Any(other => other.ForeignKeys.Any(key => key.References == table.Name))
            || table.ForeignKeys.Count > 0
                ? null
                : new DropTable(table.Name) { Was = table },
            1 => new RenameTable(table.Name, $"t{number}"),
            2 or 3 => new AddColumn(table.Name, NewColumn($"c{number}", choice / 13)),
            4 => any is null ? null
            : new DropColumn(table.Name, any.Name) { Was = any } is var drop && table.Columns[^1] == any ? drop
            : null,
            5 => any is null || any.Default is not null ? null
            : new AlterColumn(table.Name, any with { Type = new(ColumnKind.String), IsNullable = true }) { Was = any }
                is var alter
            && any.Type.Kind is ColumnKind.String
                ? alter
            : null,
            6 => any is null ? null : new RenameColumn(table.Name, any.Name, $"r{number}"),
            7 => any is { Type.Kind: ColumnKind.Int32 or ColumnKind.Int64 }
                ? new SetDefault(table.Name, any.Name, new LiteralDefault(choice % 100))
                {
                    IsReversible = true,
                    Was = any.Default,
                }
                : null,
            8 => new CreateIndex(table.Name, NewIndex(table, number, choice / 13)),
            9 => any is null ? null : new AddUnique(table.Name, new($"u{number}", [any.Name])),
            10 => new AddCheck(table.Name, new($"k{number}", "id > 0")),
            11 => NewForeignKey(model, table, number, choice / 13),
            _ => table.Indexes.Count == 0
                ? null
                : new DropIndex(table.Name, table.Indexes[^1].Name) { Was = table.Indexes[^1] },
        };
    }

    private static CreateTable NewTable(int number, int choice) =>
        new(
            new(
                $"t{number}",
                [
                    new("id", new(ColumnKind.Int32)) { IsNullable = false },
                    .. Enumerable
                        .Range(0, 1 + (choice % 4))
                        .Select(at => NewColumn($"a{number}_{at}", choice / (at + 1))),
                ]
            )
            {
                PrimaryKey = new($"p{number}", ["id"]),
            }
        );

    private static Column NewColumn(string name, int choice) =>
        new(name, Types[choice % Types.Length])
        {
            IsNullable = true,
            Default =
                Types[choice % Types.Length].Kind is ColumnKind.Int32 && choice % 3 == 0
                    ? new LiteralDefault(choice % 50)
                    : null,
        };

    private static Index NewIndex(Table table, int number, int choice) =>
        new(
            $"i{number}",
            [
                .. table
                    .Columns.Skip(choice % table.Columns.Count)
                    .Take(2)
                    .Select((column, at) => new IndexColumn(column.Name, (choice + at) % 2 == 0)),
            ]
        )
        {
            IsUnique = choice % 7 == 0,
            Filter = choice % 4 == 0 ? "id > 10" : null,
        };

    private static AddForeignKey? NewForeignKey(DatabaseModel model, Table table, int number, int choice)
    {
        var parent = model.Tables.Values.ElementAt(choice % model.Tables.Count);
        var child = table.Columns.FirstOrDefault(column => column.Name != "id" && column.Type.Kind is ColumnKind.Int32);
        return child is null
            ? null
            : new AddForeignKey(
                table.Name,
                new($"f{number}", [child.Name], parent.Name, ["id"])
                {
                    OnDelete = (choice % 3) switch
                    {
                        0 => ReferentialAction.Cascade,
                        1 => ReferentialAction.SetNull,
                        _ => ReferentialAction.None,
                    },
                }
            );
    }

    // What nothing else hangs on, so that its inverse brings everything back.
    private static bool IsFree(DatabaseModel model, Table table, string column) =>
        column != "id"
        && !table.Uniques.Any(unique => unique.Columns.Contains(column))
        && !table.Indexes.Any(index => index.Columns.Any(part => part.Name == column))
        && !table.ForeignKeys.Any(key => key.Columns.Contains(column))
        && !model.Tables.Values.Any(other =>
            other.ForeignKeys.Any(key => key.References == table.Name && key.ReferencedColumns.Contains(column))
        );
}
