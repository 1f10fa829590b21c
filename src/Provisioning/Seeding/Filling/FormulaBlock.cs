using Provisioning.Databases;
using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

/// <summary>Rows that one thread writes one after the other: the choices of several are made at a time, column by
/// column.</summary>
/// <param name="fields">The columns.</param>
/// <param name="count">How many rows there are.</param>
/// <param name="first">The number of the first.</param>
/// <param name="step">How far each is from the one before.</param>
internal sealed class FormulaBlock(FormulaField[] fields, long count, long first, long step)
{
    private readonly long[] _choices = new long[fields.Length * Remembered.Rows];
    private long _from = -Remembered.Rows;

    /// <summary>Writes a row.</summary>
    public void Write(long row, RowWriter writer)
    {
        var at = row - _from;
        if ((ulong)at >= Remembered.Rows)
        {
            Fill(row);
            at = 0;
        }

        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Write(_choices[(i * Remembered.Rows) + at], writer);
        }
    }

    // Where several columns have the same choices, they are remembered.
    private void Fill(long row)
    {
        _from = row;
        var rows = (int)Math.Min(Remembered.Rows, count - row);
        for (var i = 0; i < fields.Length; i++)
        {
            var choices = _choices.AsSpan(i * Remembered.Rows, rows);
            fields[i].Choice.Fill(first + (row * step), step, choices);
        }
    }
}
