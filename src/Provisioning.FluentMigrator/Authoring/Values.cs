using System.Data;
using System.Diagnostics;
using FluentMigrator;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Translates what callers hand over into what operations hold.</summary>
internal static class Values
{
    /// <summary>A value of a row.</summary>
    public static object? Value(object? value) => value switch
    {
        RawSql sql => new SqlExpression(sql.Value),
        NonUnicodeString text => text.Value,
        SystemMethods method => new FunctionDefault(Function(method)),
        _ => value,
    };

    /// <summary>A column's default.</summary>
    public static DefaultValue Default(object? value) => Value(value) switch
    {
        SqlExpression sql => new ExpressionDefault(sql.Sql),
        DefaultValue made => made,
        var literal => new LiteralDefault(literal),
    };

    /// <summary>The values of one row: of a dictionary by key, of any other object by property.</summary>
    public static ValueList<ColumnValue> Row(object data) => data is IEnumerable<KeyValuePair<string, object?>> pairs
        ? pairs.Select(pair => new ColumnValue(pair.Key, Value(pair.Value))).ToValueList()
        : data.GetType().GetProperties()
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => new ColumnValue(property.Name, Value(property.GetValue(data))))
            .ToValueList();

    /// <summary>The SQL that stands in the place of a whole row or condition; null where values do.</summary>
    public static string? Fragment(object data) => data switch
    {
        string sql => sql,
        RawSql sql => sql.Value,
        _ => null,
    };

    /// <summary>A condition: SQL, or values by column.</summary>
    public static RowFilter Filter(object data) =>
        Fragment(data) is { } sql ? new RowFilter.Sql(sql) : new RowFilter.Matching(Row(data));

    public static ReferentialAction Action(Rule rule) => rule switch
    {
        Rule.None => ReferentialAction.None,
        Rule.Cascade => ReferentialAction.Cascade,
        Rule.SetNull => ReferentialAction.SetNull,
        Rule.SetDefault => ReferentialAction.SetDefault,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
    };

    public static SystemFunction Function(SystemMethods method) => method switch
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
