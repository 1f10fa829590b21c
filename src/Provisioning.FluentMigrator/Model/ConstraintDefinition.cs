using FluentMigrator.Infrastructure;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Model;

/// <summary>A primary key or unique constraint while a chain of calls describes it.</summary>
/// <param name="type">Which of them.</param>
public class ConstraintDefinition(ConstraintType type) : ICloneable, ISupportAdditionalFeatures
{
    /// <summary>Whether it is a primary key.</summary>
    public bool IsPrimaryKeyConstraint => type is ConstraintType.PrimaryKey;

    /// <summary>Whether it is a unique constraint.</summary>
    public bool IsUniqueConstraint => type is ConstraintType.Unique;

    /// <summary>The table's schema; null for the default one.</summary>
    public virtual string? SchemaName { get; set; }

    /// <summary>The name; null for the conventional one.</summary>
    public virtual string? ConstraintName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>Its columns in order.</summary>
    public virtual ICollection<string> Columns { get; set; } = [];

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    internal ObjectName Table => new(SchemaName, TableName ?? "");

    internal ConstraintKind Kind => IsPrimaryKeyConstraint ? ConstraintKind.PrimaryKey : ConstraintKind.Unique;

    internal string NameOrConvention => ConstraintName
        ?? (IsPrimaryKeyConstraint ? Names.PrimaryKey(Table, Columns) : Names.Unique(Table, Columns));

    /// <inheritdoc />
    public object Clone()
    {
        var clone = (ConstraintDefinition)MemberwiseClone();
        clone.Columns = [.. Columns];
        return clone;
    }

    internal void Check(Problems problems)
    {
        var what = $"{(IsPrimaryKeyConstraint ? "primary key" : "unique constraint")} {ConstraintName}".TrimEnd();
        problems.Require(Table, what);
        problems.Require([.. Columns], $"{what} of {Table}");
    }

    internal Operation ToOperation() => IsPrimaryKeyConstraint
        ? new AddPrimaryKey(Table, new(NameOrConvention, Columns.ToValueList()))
        : new AddUnique(Table, new(NameOrConvention, Columns.ToValueList()));
}

/// <summary>The kinds of constraint that <c>Create</c> and <c>Delete</c> know.</summary>
public enum ConstraintType
{
    /// <summary>A primary key.</summary>
    PrimaryKey,

    /// <summary>A unique constraint.</summary>
    Unique,
}
