using System.Data;
using FluentMigrator.Model;
using Provisioning.Schema;

namespace Provisioning.Authoring;

// The types.
internal abstract partial class ColumnBuilder<TNext, TNextFk>
{
    public TNext AsAnsiString() => As(ColumnKind.AnsiString);

    public TNext AsAnsiString(string collationName) => As(ColumnKind.AnsiString, collation: collationName);

    public TNext AsAnsiString(int size) => As(ColumnKind.AnsiString, size);

    public TNext AsAnsiString(int size, string collationName) => As(ColumnKind.AnsiString, size, collation: collationName);

    public TNext AsBinary() => As(ColumnKind.Binary);

    public TNext AsBinary(int size) => As(ColumnKind.Binary, size);

    public TNext AsBoolean() => As(ColumnKind.Boolean);

    public TNext AsByte() => As(ColumnKind.Byte);

    public TNext AsCurrency() => As(ColumnKind.Currency);

    public TNext AsDate() => As(ColumnKind.Date);

    public TNext AsDateTime() => As(ColumnKind.DateTime);

    public TNext AsDateTime2() => As(ColumnKind.DateTime);

    public TNext AsDateTimeOffset() => As(ColumnKind.DateTimeOffset);

    public TNext AsDateTimeOffset(int precision) => As(ColumnKind.DateTimeOffset, scale: precision);

    public TNext AsDecimal() => As(ColumnKind.Decimal);

    public TNext AsDecimal(int size, int precision) => As(ColumnKind.Decimal, size, precision);

    public TNext AsDouble() => As(ColumnKind.Double);

    public TNext AsGuid() => As(ColumnKind.Guid);

    public TNext AsFixedLengthString(int size) => As(ColumnKind.FixedLengthString, size);

    public TNext AsFixedLengthString(int size, string collationName) => As(ColumnKind.FixedLengthString, size, collation: collationName);

    public TNext AsFixedLengthAnsiString(int size) => As(ColumnKind.FixedLengthAnsiString, size);

    public TNext AsFixedLengthAnsiString(int size, string collationName) => As(ColumnKind.FixedLengthAnsiString, size, collation: collationName);

    public TNext AsFloat() => As(ColumnKind.Single);

    public TNext AsInt16() => As(ColumnKind.Int16);

    public TNext AsInt32() => As(ColumnKind.Int32);

    public TNext AsInt64() => As(ColumnKind.Int64);

    public TNext AsString() => As(ColumnKind.String);

    public TNext AsString(string collationName) => As(ColumnKind.String, collation: collationName);

    public TNext AsString(int size) => As(ColumnKind.String, size);

    public TNext AsString(int size, string collationName) => As(ColumnKind.String, size, collation: collationName);

    public TNext AsTime() => As(ColumnKind.Time);

    public TNext AsXml() => As(ColumnKind.Xml);

    public TNext AsXml(int size) => As(ColumnKind.Xml, size);

    public TNext AsCustom(string customType) => Set(Column with { Type = new(ColumnKind.Custom, Custom: customType) });

    public TNext AsColumnDataType(IColumnDataType columnDataType)
    {
        var type = columnDataType.Type is { } known
            ? new ColumnType(Kind(known), columnDataType.Size, columnDataType.Precision)
            : new ColumnType(ColumnKind.Custom, Custom: columnDataType.CustomType);
        var computed = columnDataType.Expression is { } expression ? new Computed(expression, columnDataType.ExpressionStored) : Column.Computed;
        return Set(Column with { Type = type, Collation = columnDataType.CollationName ?? Column.Collation, Computed = computed });
    }

    private TNext As(ColumnKind kind, int? size = null, int? scale = null, string? collation = null) =>
        Set(Column with { Type = new(kind, size, scale), Collation = collation });

    private static ColumnKind Kind(DbType type) => type switch
    {
        DbType.AnsiString => ColumnKind.AnsiString,
        DbType.AnsiStringFixedLength => ColumnKind.FixedLengthAnsiString,
        DbType.Binary => ColumnKind.Binary,
        DbType.Boolean => ColumnKind.Boolean,
        DbType.Byte => ColumnKind.Byte,
        DbType.Currency => ColumnKind.Currency,
        DbType.Date => ColumnKind.Date,
        DbType.DateTime or DbType.DateTime2 => ColumnKind.DateTime,
        DbType.DateTimeOffset => ColumnKind.DateTimeOffset,
        DbType.Decimal or DbType.VarNumeric => ColumnKind.Decimal,
        DbType.Double => ColumnKind.Double,
        DbType.Guid => ColumnKind.Guid,
        DbType.Int16 => ColumnKind.Int16,
        DbType.Int32 or DbType.UInt16 => ColumnKind.Int32,
        DbType.Int64 or DbType.UInt32 => ColumnKind.Int64,
        DbType.Object => ColumnKind.Json,
        DbType.Single => ColumnKind.Single,
        DbType.StringFixedLength => ColumnKind.FixedLengthString,
        DbType.Time => ColumnKind.Time,
        DbType.Xml => ColumnKind.Xml,
        DbType.String => ColumnKind.String,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No engine at hand has a column type for it. Use CustomType."),
    };
}
