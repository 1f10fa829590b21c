using Provisioning.Databases;
using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

/// <summary>A column of rows that are written.</summary>
/// <param name="slot">How its values are chosen, perhaps with those of others.</param>
/// <param name="choice">The choice of each row.</param>
/// <param name="place">The column's place in the slot.</param>
/// <param name="writing">How its values are written.</param>
internal sealed class FormulaField(FillSlot slot, RowChoice choice, int place, ColumnWriting writing)
{
    private const int Null = -1;

    private readonly Action<long, RowWriter> _write = (writing.IsPlain ? slot.Write : null)
        ?? ((choice, writer) => writing.Write(slot.Value(choice, place), writer));

    private readonly bool _mayBeNull = slot.MayBeNull;

    /// <summary>The choice of each row.</summary>
    public RowChoice Choice { get; } = choice;

    /// <summary>Writes the value of a choice.</summary>
    public void Write(long choice, RowWriter writer)
    {
        if (choice == Null && _mayBeNull)
        {
            writer.Null();
        }
        else
        {
            _write(choice, writer);
        }
    }
}
