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
            .Select(found => (found.Slot, Place: found.Slot?.Place(found.Name) ?? 0))
            .ToArray();
        return places.Any(place => place.Slot is null)
            ? null
            : row =>
            {
                var values = new object?[places.Length];
                for (var i = 0; i < places.Length; i++)
                {
                    var slot = places[i].Slot!;
                    values[i] = slot.At(slot.ChoiceOf(row))[places[i].Place];
                }

                return values;
            };
    }

    /// <summary>Writes the value of a column from the number of a row; null where an object of it is to be
    /// made.</summary>
    public Action<long, RowWriter>? Writer(string column) =>
        slots.FirstOrDefault(slot => slot.Has(column)) is { Write: { } write } slot
        && table.Find(column) is { } its
        && writing(its).IsPlain
            ? (row, writer) => write(slot.ChoiceOf(row), writer)
            : null;

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
        var places = columns
            .Select(
                (column, at) =>
                {
                    var slot = slots.First(slot => slot.Has(column.Name));
                    return (
                        Slot: slot,
                        Place: slot.Place(column.Name),
                        written[at].Write,
                        Direct: written[at].IsPlain ? slot.Write : null
                    );
                }
            )
            .ToArray();
        var left = Math.Max(0, count - first);
        return new(
            table.Name,
            written.Select(each => each.As).ToValueList(),
            [],
            Math.Min(rows, step == 1 ? left : (left + step - 1) / step),
            (row, writer) =>
            {
                foreach (var (slot, place, write, direct) in places)
                {
                    var choice = slot.ChoiceOf(first + (row * step));
                    if (direct is not null)
                    {
                        direct(choice, writer);
                    }
                    else
                    {
                        write(slot.Single is { } single ? single(choice) : slot.At(choice)[place], writer);
                    }
                }
            }
        );
    }
}
