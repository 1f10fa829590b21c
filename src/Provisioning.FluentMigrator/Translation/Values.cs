using System.Data;
using System.Diagnostics;
using FluentMigrator;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates what callers hand over into what operations hold.</summary>
internal static class Values
{
    /// <summary>A value of a row.</summary>
    public static object? Value(object? value) =>
        value switch
        {
            RawSql sql => new SqlExpression(sql.Value),
            NonUnicodeString text => text.Value,
            SystemMethods method => new FunctionDefault(Function(method)),
            Now => new FunctionDefault(SystemFunction.Now),
            _ => value,
        };

    /// <summary>A column's default.</summary>
    public static DefaultValue Default(object? value) =>
        Value(value) switch
        {
            SqlExpression sql => new ExpressionDefault(sql.Sql),
            DefaultValue made => made,
            var literal => new LiteralDefault(literal),
        };

    /// <summary>What a foreign key does.</summary>
    public static ReferentialAction Action(Rule rule) =>
        rule switch
        {
            Rule.None => ReferentialAction.None,
            Rule.Cascade => ReferentialAction.Cascade,
            Rule.SetNull => ReferentialAction.SetNull,
            Rule.SetDefault => ReferentialAction.SetDefault,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
        };

    /// <summary>What a column holds.</summary>
    public static ColumnKind Kind(DbType type) =>
        type switch
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
            _ => throw new ArgumentOutOfRangeException(
                nameof(type),
                type,
                "No engine at hand has a column type for it. Use CustomType."
            ),
        };

    /// <summary>What the engine makes.</summary>
    private static SystemFunction Function(SystemMethods method) =>
        method switch
        {
            SystemMethods.NewGuid => SystemFunction.NewGuid,
            SystemMethods.NewSequentialId => SystemFunction.NewSequentialId,
            SystemMethods.CurrentDateTime => SystemFunction.CurrentDateTime,
            SystemMethods.CurrentDateTimeOffset => SystemFunction.CurrentDateTimeOffset,
            SystemMethods.CurrentUTCDateTime => SystemFunction.CurrentUtcDateTime,
            SystemMethods.CurrentUser => SystemFunction.CurrentUser,
            _ => throw new UnreachableException(method.ToString()),
        };
}
