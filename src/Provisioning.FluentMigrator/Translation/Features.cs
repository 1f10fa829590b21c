using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring.Translation;

/// <summary>What extension methods have left at a definition beyond its own members.</summary>
internal static class Features
{
    /// <summary>What a column holds where FluentMigrator has no type for it: a
    /// <see cref="Provisioning.Schema.ColumnKind"/>.</summary>
    public const string Kind = "Provisioning.Kind";

    /// <summary>Whether an entry of an index is an SQL expression.</summary>
    public const string Expression = "Provisioning.Expression";

    /// <summary>The index that becomes a constraint's.</summary>
    public const string UsingIndex = "Provisioning.UsingIndex";

    /// <summary>What was left under the key; null for nothing. The package's own look-up writes its default and
    /// casts.</summary>
    public static object? Feature(this ISupportAdditionalFeatures definition, string key) =>
        definition.AdditionalFeatures.TryGetValue(key, out var value) ? value : null;

    /// <summary>Whether the entry of an index is an SQL expression.</summary>
    public static bool IsExpression(this ISupportAdditionalFeatures column) => column.Feature(Expression) is true;
}
