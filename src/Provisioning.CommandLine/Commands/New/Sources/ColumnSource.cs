using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New.Sources;

/// <summary>A column as FluentMigrator's calls.</summary>
internal static class ColumnSource
{
    /// <summary>The calls after the one that names the column; null where there are none for it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="dialect">The engine's.</param>
    public static IReadOnlyList<string>? Calls(Column column, Dialect dialect)
    {
        // Inspectors give every default as SQL.
        if (
            column.OnNull is not null
            || column.Default is not (null or ExpressionDefault)
            || Type(column, dialect) is not { } type
        )
        {
            return null;
        }

        return
        [
            type,
            .. column.IsNullable switch
            {
                true => ["Nullable()"],
                false => ["NotNullable()"],
                null => Array.Empty<string>(),
            },
            .. column.Identity is { } identity ? [Numbered(identity)] : Array.Empty<string>(),
            .. column.Computed is { } computed
                ? [$"Computed({CSharp.Text(computed.Expression)}{(computed.IsStored ? ", stored: true" : "")})"]
                : Array.Empty<string>(),
            .. column.Default is ExpressionDefault { Sql: var sql }
                ? [$"WithDefaultValue(RawSql.Insert({CSharp.Text(sql)}))"]
                : Array.Empty<string>(),
            .. column.Description is { } text ? [$"WithColumnDescription({CSharp.Text(text)})"] : Array.Empty<string>(),
        ];
    }

    private static string Numbered(Identity identity) =>
        identity is Identity.Default ? "Identity()" : $"Identity(PostgresGenerationType.{identity})";

    // A collation has a call where the type is a text.
    private static string? Type(Column column, Dialect dialect)
    {
        var type = column.Type;
        if (column.Collation is { } collation)
        {
            return type switch
            {
                { Kind: ColumnKind.String, Size: null } => $"AsString({CSharp.Text(collation)})",
                { Kind: ColumnKind.String, Size: { } size } => $"AsString({Number(size)}, {CSharp.Text(collation)})",
                _ => null,
            };
        }

        return type.Kind switch
        {
            ColumnKind.Custom => $"AsCustom({CSharp.Text(type.Custom!)})",
            ColumnKind.Decimal when type is { Size: { } precision, Scale: { } scale } =>
                $"AsDecimal({Number(precision)}, {Number(scale)})",
            ColumnKind.Decimal when type.Size is not null => $"AsCustom({CSharp.Text(dialect.TypeName(type))})",
            ColumnKind.DateTimeOffset when type.Scale is { } digits => $"AsDateTimeOffset({Number(digits)})",
            ColumnKind.Single => "AsFloat()",
            _ when type.Scale is not null => $"AsCustom({CSharp.Text(dialect.TypeName(type))})",
            var kind => $"As{kind}({(type.Size is { } size ? Number(size) : "")})",
        };
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
