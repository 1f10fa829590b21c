using System.Globalization;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New.Sources;

/// <summary>The calls that insert rows, as source.</summary>
internal static class RowSource
{
    private const string Indent = "    ";

    /// <summary>One call for all rows of the operation.</summary>
    public static string Call(InsertRows insert) =>
        $"Insert.IntoTable({CSharp.Text(insert.Table.Name)})"
        + (insert.Table.Schema is { } schema ? $".InSchema({CSharp.Text(schema)})" : "")
        + (insert.Overriding is IdentityOverride.SystemValue ? ".WithOverridingSystemValue()" : "")
        + string.Concat(insert.Rows.Select(row => $"\n{Indent}.Row({Row(row)})"));

    private static string Row(ValueList<ColumnValue> row) =>
        row.All(value => CSharp.IsName(value.Column))
            ? "new { "
                + string.Join(", ", row.Select(value => $"{CSharp.Name(value.Column)} = {Value(value.Value)}"))
                + " }"
            : "new System.Collections.Generic.Dictionary<string, object> { "
                + string.Join(", ", row.Select(value => $"[{CSharp.Text(value.Column)}] = {Value(value.Value)}"))
                + " }";

    private static string Value(object? value) =>
        value switch
        {
            // One that fits the types of every compiler setting.
            null => "RawSql.Insert(\"NULL\")",
            true => "true",
            false => "false",
            long number and >= int.MinValue and <= int.MaxValue => number.ToString(CultureInfo.InvariantCulture),
            long number => $"{number.ToString(CultureInfo.InvariantCulture)}L",
            SqlExpression sql => $"RawSql.Insert({CSharp.Text(sql.Sql)})",
            _ => CSharp.Text((string)value),
        };
}
