using System.Data;
using FluentMigrator.Model;

namespace FluentMigrator.Builders;

// The types.
public abstract partial class ColumnExpressionBuilder<TExpression, TNext, TNextFk>
{
    /// <inheritdoc />
    public TNext AsAnsiString() => As(DbType.AnsiString);

    /// <inheritdoc />
    public TNext AsAnsiString(string collationName) => As(DbType.AnsiString, collation: collationName);

    /// <inheritdoc />
    public TNext AsAnsiString(int size) => As(DbType.AnsiString, size);

    /// <inheritdoc />
    public TNext AsAnsiString(int size, string collationName) => As(DbType.AnsiString, size, collation: collationName);

    /// <inheritdoc />
    public TNext AsBinary() => As(DbType.Binary);

    /// <inheritdoc />
    public TNext AsBinary(int size) => As(DbType.Binary, size);

    /// <inheritdoc />
    public TNext AsBoolean() => As(DbType.Boolean);

    /// <inheritdoc />
    public TNext AsByte() => As(DbType.Byte);

    /// <inheritdoc />
    public TNext AsCurrency() => As(DbType.Currency);

    /// <inheritdoc />
    public TNext AsDate() => As(DbType.Date);

    /// <inheritdoc />
    public TNext AsDateTime() => As(DbType.DateTime);

    /// <inheritdoc />
    public TNext AsDateTime2() => As(DbType.DateTime2);

    /// <inheritdoc />
    public TNext AsDateTimeOffset() => As(DbType.DateTimeOffset);

    /// <inheritdoc />
    public TNext AsDateTimeOffset(int precision) => As(DbType.DateTimeOffset, precision);

    /// <inheritdoc />
    public TNext AsDecimal() => As(DbType.Decimal);

    /// <inheritdoc />
    public TNext AsDecimal(int size, int precision) => As(DbType.Decimal, size, precision);

    /// <inheritdoc />
    public TNext AsDouble() => As(DbType.Double);

    /// <inheritdoc />
    public TNext AsGuid() => As(DbType.Guid);

    /// <inheritdoc />
    public TNext AsFixedLengthString(int size) => As(DbType.StringFixedLength, size);

    /// <inheritdoc />
    public TNext AsFixedLengthString(int size, string collationName) => As(DbType.StringFixedLength, size, collation: collationName);

    /// <inheritdoc />
    public TNext AsFixedLengthAnsiString(int size) => As(DbType.AnsiStringFixedLength, size);

    /// <inheritdoc />
    public TNext AsFixedLengthAnsiString(int size, string collationName) => As(DbType.AnsiStringFixedLength, size, collation: collationName);

    /// <inheritdoc />
    public TNext AsFloat() => As(DbType.Single);

    /// <inheritdoc />
    public TNext AsInt16() => As(DbType.Int16);

    /// <inheritdoc />
    public TNext AsInt32() => As(DbType.Int32);

    /// <inheritdoc />
    public TNext AsInt64() => As(DbType.Int64);

    /// <inheritdoc />
    public TNext AsString() => As(DbType.String);

    /// <inheritdoc />
    public TNext AsString(string collationName) => As(DbType.String, collation: collationName);

    /// <inheritdoc />
    public TNext AsString(int size) => As(DbType.String, size);

    /// <inheritdoc />
    public TNext AsString(int size, string collationName) => As(DbType.String, size, collation: collationName);

    /// <inheritdoc />
    public TNext AsTime() => As(DbType.Time);

    /// <inheritdoc />
    public TNext AsXml() => As(DbType.Xml);

    /// <inheritdoc />
    public TNext AsXml(int size) => As(DbType.Xml, size);

    /// <inheritdoc />
    public TNext AsCustom(string customType) => As(null, customType: customType);

    /// <inheritdoc />
    public TNext AsColumnDataType(IColumnDataType columnDataType)
    {
        var column = GetColumnForType();
        column.Expression = columnDataType.Expression ?? column.Expression;
        column.ExpressionStored = columnDataType.Expression is null ? column.ExpressionStored : columnDataType.ExpressionStored;
        return As(columnDataType.Type, columnDataType.Size, columnDataType.Precision, columnDataType.CollationName ?? column.CollationName, columnDataType.CustomType);
    }

    private TNext As(DbType? type, int? size = null, int? scale = null, string? collation = null, string? customType = null)
    {
        var column = GetColumnForType();
        column.Type = type;
        column.Kind = null;
        column.Size = size;
        column.Precision = scale;
        column.CollationName = collation;
        column.CustomType = customType;
        return Next;
    }
}
