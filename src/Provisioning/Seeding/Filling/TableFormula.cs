using System.Diagnostics;
using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The rows of a table, each computed from its number alone, so that others can name its keys without reading
/// or remembering them.</summary>
/// <param name="table">The table.</param>
/// <param name="slots">How the values of its columns are chosen.</param>
/// <param name="count">How many rows there can be.</param>
/// <param name="writing">Writes the values of a column.</param>
internal sealed class TableFormula(
    Table table,
    IReadOnlyList<FillSlot> slots,
    long count,
    Func<Column, ColumnWriting> writing
)
{
    /// <summary>How many rows there can be, at most as many as were asked for.</summary>
    public long Count => count;

    /// <summary>When the rows came to be; null where no column says so.</summary>
    public RowClock? Clock { get; init; }

    /// <summary>Whether a row refers to another of the same table, which has to be there before.</summary>
    public bool HasOwnParents => slots.Any(slot => slot.Key?.References == table.Name);

    /// <summary>Reads the values of columns from the number of a row; null where the engine makes one of
    /// them.</summary>
    public Func<long, IReadOnlyList<object?>>? Reader(IReadOnlyList<string> columns)
    {
        var places = columns
            .Select(name => (Slot: slots.FirstOrDefault(slot => slot.Has(name)), Name: name))
            .Select(found => (found.Slot, Choice: found.Slot?.Choice(), Place: found.Slot?.Place(found.Name) ?? 0))
            .ToArray();
        return places.Any(place => place.Slot is null)
            ? null
            : row =>
            {
                var values = new object?[places.Length];
                for (var i = 0; i < places.Length; i++)
                {
                    var (slot, choice, at) = places[i];
                    values[i] = slot!.Value(choice!.At(row), at);
                }

                return values;
            };
    }

    /// <summary>Writes the value of a column from the number of a row; null where an object of it is to be
    /// made.</summary>
    public Action<long, RowWriter>? Writer(string column)
    {
        if (
            slots.FirstOrDefault(slot => slot.Has(column)) is not { Write: { } write } slot
            || table.Find(column) is not { } its
            || !writing(its).IsPlain
        )
        {
            return null;
        }

        if (slot is { Choose: null, Random: null, Divisor: 1, MayBeNull: false } && slot.Count >= count)
        {
            return write;
        }

        var field = new FormulaField(slot, slot.Choice(), 0, writing(its));
        return (row, writer) => field.Write(field.Choice.At(row), writer);
    }

    /// <summary>The name of the type that a column is sent as; null for no such column.</summary>
    public string? TypeOf(string column) => table.Find(column) is { } its ? writing(its).Type : null;

    /// <summary>The rows from a number on.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="rows">How many, fewer where there are no more.</param>
    /// <param name="step">How far each is from the one before.</param>
    public RowSource Rows(long first, long rows, long step = 1)
    {
        Column[] columns = [.. table.Columns.Where(column => slots.Any(slot => slot.Has(column.Name)))];
        var written = columns.Select(writing).ToArray();
        // One choice for all the columns of a slot.
        var choices = slots.ToDictionary(slot => slot, slot => slot.Choice());
        FormulaField[] fields =
        [
            .. columns.Zip(written, (column, its) =>
                slots.First(slot => slot.Has(column.Name)) is var slot
                    ? new FormulaField(slot, choices[slot], slot.Place(column.Name), its)
                    : throw new UnreachableException()
            ),
        ];
        var left = Math.Max(0, count - first);
        var made = Math.Min(rows, step == 1 ? left : (left + step - 1) / step);
        return new(table.Name, written.Select(each => each.As).ToValueList(), [], made, (row, writer) =>
        {
            foreach (var field in fields)
            {
                field.Write(field.Choice.At(first + (row * step)), writer);
            }
        }) { InOrder = () => new FormulaBlock(fields, made, first, step).Write };
    }
}
