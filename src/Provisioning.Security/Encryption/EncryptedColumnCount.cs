using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Security.Encryption;

/// <summary>How the values of an encrypted column can be read.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsThere">Whether the database has it, at the version that it is at.</param>
public sealed record EncryptedColumnCount(EncryptedColumn Column, bool IsThere = true)
{
    /// <summary>How many rows are named at most.</summary>
    public const int MostNamed = 1000;

    /// <summary>Read with the key, encrypted as the column's are to be.</summary>
    public long Current { get; init; }

    /// <summary>Read with the key, but encrypted by another scheme.</summary>
    public long OtherScheme { get; init; }

    /// <summary>Read with the former key alone.</summary>
    public long Former { get; init; }

    /// <summary>Read with neither.</summary>
    public long Unreadable { get; init; }

    /// <summary>The primary keys of rows whose value no given key can read, the first thousand of them:
    /// <c>id=7</c>.</summary>
    public ValueList<string> UnreadableRows { get; init; } = [];

    /// <summary>How many values there are. NULL and empty text are none.</summary>
    public long Values => Current + OtherScheme + Former + Unreadable;

    /// <summary>The column's name: <c>connections.password_encrypted</c>.</summary>
    public string Name => $"{Column.Table}.{Column.Column}";

    internal EncryptedColumnCount With(ValueState state, string row) =>
        state switch
        {
            ValueState.Current => this with { Current = Current + 1 },
            ValueState.OtherScheme => this with { OtherScheme = OtherScheme + 1 },
            ValueState.Former => this with { Former = Former + 1 },
            _ => this with
            {
                Unreadable = Unreadable + 1,
                UnreadableRows = Unreadable < MostNamed ? [.. UnreadableRows, row] : UnreadableRows,
            },
        };
}

/// <summary>How far work on an encrypted column is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Done">How many values were looked at.</param>
/// <param name="Total">How many there were at the beginning.</param>
public sealed record KeyProgress(ObjectName Table, string Column, long Done, long Total);

/// <summary>What can be done with a value.</summary>
internal enum ValueState
{
    Current,
    OtherScheme,
    Former,
    Unreadable,
}
