using FluentMigrator;
using FluentMigrator.Model;
using FluentMigrator.Postgres;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates columns.</summary>
internal static class Columns
{
    /// <summary>The column as operations hold it.</summary>
    public static Column Of(ColumnDefinition column) =>
        new(column.Name, TypeOf(column))
        {
            IsNullable = column.IsNullable,
            Default =
                column.DefaultValue is ColumnDefinition.UndefinedDefaultValue
                    ? null
                    : Values.Default(column.DefaultValue),
            Identity = IsNumbered(column) ? Generation(column) : null,
            Computed = column.Expression is null ? null : new(column.Expression, column.ExpressionStored),
            Collation = column.CollationName,
            Description = Describe(column),
        };

    /// <summary>What altering the column does to the numbering of rows by it.</summary>
    public static IdentityChange ChangeOf(ColumnDefinition column) =>
        column.Feature(PostgresExtensions.IdentityModificationType) switch
        {
            PostgresIdentityModificationType.Set => IdentityChange.Set,
            PostgresIdentityModificationType.Drop => IdentityChange.Drop,
            PostgresIdentityModificationType.DropIfExists => IdentityChange.DropIfExists,
            _ => IdentityChange.Add,
        };

    /// <summary>Whether the column says what it holds.</summary>
    public static bool HasType(ColumnDefinition column) =>
        column.Type is not null
        || !string.IsNullOrWhiteSpace(column.CustomType)
        || column.Feature(Features.Kind) is not null;

    // DropIdentity leaves IsIdentity set.
    private static bool IsNumbered(ColumnDefinition column) =>
        column.IsIdentity && ChangeOf(column) is IdentityChange.Add or IdentityChange.Set;

    private static Identity Generation(ColumnDefinition column) =>
        column.Feature(PostgresExtensions.IdentityGeneration) switch
        {
            PostgresGenerationType.Always => Identity.Always,
            PostgresGenerationType.ByDefault => Identity.ByDefault,
            _ => Identity.Default,
        };

    private static ColumnType TypeOf(ColumnDefinition column) =>
        (column.Feature(Features.Kind), column.Type) switch
        {
            (ColumnKind kind, _) => new(kind, column.Size, column.Precision),
            (_, { } type) => TypeOf(Values.Kind(type), column),
            _ => new(ColumnKind.Custom, Custom: column.CustomType),
        };

    // The one number of a moment is the count of digits of its fraction of a second.
    private static ColumnType TypeOf(ColumnKind kind, ColumnDefinition column) =>
        kind is ColumnKind.DateTimeOffset
            ? new(kind, Scale: column.Precision ?? column.Size)
            : new(kind, column.Size, column.Precision);

    private static string? Describe(ColumnDefinition column)
    {
        var lines = column.AdditionalColumnDescriptions.Select(pair => $"{pair.Key}: {pair.Value}");
        var all = string.Join('\n', column.ColumnDescription is null ? lines : lines.Prepend(column.ColumnDescription));
        return all.Length == 0 ? null : all;
    }
}
