using System.Data;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Model;

/// <summary>A column while a chain of calls describes it.</summary>
public class ColumnDefinition : ICloneable, ISupportAdditionalFeatures, IColumnDataType
{
    /// <summary>The name.</summary>
    public virtual string Name { get; set; } = "";

    /// <inheritdoc />
    public virtual DbType? Type { get; set; }

    /// <inheritdoc />
    public virtual int? Size { get; set; }

    /// <inheritdoc />
    public virtual int? Precision { get; set; }

    /// <inheritdoc />
    public virtual string? CustomType { get; set; }

    /// <summary>What a row gets that does not say; an <see cref="UndefinedDefaultValue"/> where nobody said.</summary>
    public virtual object? DefaultValue { get; set; } = new UndefinedDefaultValue();

    /// <summary>Whether it refers to another table.</summary>
    public virtual bool IsForeignKey { get; set; }

    /// <summary>Whether the engine numbers rows by it.</summary>
    public virtual bool IsIdentity { get; set; }

    /// <summary>Whether it has an index of its own.</summary>
    public virtual bool IsIndexed { get; set; }

    /// <summary>Whether it is, or belongs to, the primary key.</summary>
    public virtual bool IsPrimaryKey { get; set; }

    /// <summary>The primary key's name; null for the conventional one.</summary>
    public virtual string? PrimaryKeyName { get; set; }

    /// <summary>Whether NULL may stand in it; null where nobody said, which is NOT NULL.</summary>
    public virtual bool? IsNullable { get; set; }

    /// <summary>Whether it has a unique index of its own.</summary>
    public virtual bool IsUnique { get; set; }

    /// <summary>The table that it belongs to.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>Whether the column is made or changed.</summary>
    public virtual ColumnModificationType ModificationType { get; set; }

    /// <summary>What it means; null for nothing.</summary>
    public virtual string? ColumnDescription { get; set; }

    /// <summary>Further descriptions, by name.</summary>
    public virtual Dictionary<string, string> AdditionalColumnDescriptions { get; set; } = [];

    /// <inheritdoc />
    public virtual string? CollationName { get; set; }

    /// <summary>The foreign key of this column; null where it has none, or where <c>ForeignKey()</c> only said that there is one.</summary>
    public virtual ForeignKeyDefinition? ForeignKey { get; set; }

    /// <inheritdoc />
    public virtual string? Expression { get; set; }

    /// <inheritdoc />
    public virtual bool ExpressionStored { get; set; }

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>What it holds where <see cref="Type"/> has no word for it.</summary>
    internal ColumnKind? Kind { get; set; }

    /// <summary>How the engine numbers rows by it where that was said; counts with <see cref="IsIdentity"/>.</summary>
    internal Identity? Generation { get; set; }

    internal IdentityChange IdentityChange { get; set; }

    /// <summary>What the rows already there get; null where nobody said.</summary>
    internal ColumnValue? ExistingRows { get; set; }

    /// <inheritdoc />
    public virtual object Clone() => MemberwiseClone();

    internal void Check(Problems problems, ObjectName table)
    {
        problems.Require(Name, $"a column of {table}");
        if (Kind is null && Type is null && string.IsNullOrWhiteSpace(CustomType))
        {
            problems.Add($"column {Name} of {table} has no type");
        }
    }

    internal Column ToColumn() => new(Name, ToType())
    {
        IsNullable = IsNullable,
        Default = DefaultValue is UndefinedDefaultValue ? null : Values.Default(DefaultValue),
        Identity = IsIdentity ? Generation ?? Identity.Default : null,
        Computed = Expression is null ? null : new(Expression, ExpressionStored),
        Collation = CollationName,
        Description = Describe(),
    };

    private ColumnType ToType() => (Kind, Type) switch
    {
        ({ } kind, _) => new(kind, Size, Precision),
        (_, { } type) => ToType(Values.Kind(type)),
        _ => new(ColumnKind.Custom, Custom: CustomType),
    };

    // The one number of a moment are the digits behind its second.
    private ColumnType ToType(ColumnKind kind) => kind is ColumnKind.DateTimeOffset ? new(kind, Scale: Precision ?? Size) : new(kind, Size, Precision);

    private string? Describe()
    {
        var lines = AdditionalColumnDescriptions.Select(pair => $"{pair.Key}: {pair.Value}");
        var all = string.Join('\n', ColumnDescription is null ? lines : lines.Prepend(ColumnDescription));
        return all.Length == 0 ? null : all;
    }

    /// <summary>Says that a column has no default. That is not the default NULL.</summary>
    public sealed class UndefinedDefaultValue;
}

/// <summary>Whether a column is made or changed.</summary>
public enum ColumnModificationType
{
    /// <summary>It is made.</summary>
    Create,

    /// <summary>It is changed.</summary>
    Alter,
}
