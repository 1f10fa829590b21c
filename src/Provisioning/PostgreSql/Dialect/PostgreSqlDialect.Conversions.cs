using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// What ALTER COLUMN … TYPE makes of the values that are there.
public sealed partial class PostgreSqlDialect
{
    private static readonly ColumnKind[] WholeKinds =
    [
        ColumnKind.Byte,
        ColumnKind.Int16,
        ColumnKind.Int32,
        ColumnKind.Int64,
    ];

    // Those whose values the server may not be able to compare are compared as text.
    private static readonly ColumnKind[] TextOnlyKinds = [ColumnKind.Json, ColumnKind.Xml, ColumnKind.Custom];

    /// <inheritdoc />
    internal override string? Converted(ObjectName table, Column was, ColumnType type)
    {
        var (name, old, now) = (Quote(was.Name), TypeName(was.Type), TypeName(type));
        if (old == now || IsWider(was.Type, type))
        {
            return null;
        }

        var back = $"CAST(CAST({name} AS {now}) AS {old})";
        var differs = TextOnlyKinds.Contains(was.Type.Kind)
            ? $"CAST({back} AS text) IS DISTINCT FROM CAST({name} AS text)"
            : $"{back} IS DISTINCT FROM {name}";
        // What is cut off has to be blanks: the server refuses the change otherwise.
        return CharacterKinds.Contains(type.Kind) && type.Size is > 0 and < int.MaxValue and var size
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Quote(table)} WHERE {differs} AND char_length(rtrim(CAST({name} AS text), ' ')) <= {size}"
            )
            : $"{Quote(table)} WHERE {differs}";
    }

    private static bool IsWider(ColumnType was, ColumnType now) =>
        (
            CharacterKinds.Contains(was.Kind)
            && now.Kind is ColumnKind.String or ColumnKind.AnsiString
            && Most(now) >= Most(was)
        )
        || (
            WholeKinds.Contains(was.Kind)
            && WholeKinds.Contains(now.Kind)
            && Array.IndexOf(WholeKinds, now.Kind) >= Array.IndexOf(WholeKinds, was.Kind)
        )
        || (
            (was.Kind, now.Kind) is (ColumnKind.Decimal, ColumnKind.Decimal)
            && now.Scale >= was.Scale
            && now.Size - now.Scale >= was.Size - was.Scale
        );

    private static int Most(ColumnType type) => type.Size ?? int.MaxValue;
}
