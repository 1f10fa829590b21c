using FluentMigrator.Infrastructure;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Model;

/// <summary>An index while a chain of calls describes it.</summary>
public class IndexDefinition : ICloneable, ISupportAdditionalFeatures
{
    /// <summary>The name; null for the conventional one.</summary>
    public virtual string? Name { get; set; }

    /// <summary>The table's schema; null for the default one.</summary>
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>Whether no two rows may agree in all columns.</summary>
    public virtual bool IsUnique { get; set; }

    /// <summary>Whether rows lie in its order. No engine here has such indexes; it is passed over.</summary>
    public virtual bool IsClustered { get; set; }

    /// <summary>What it is sorted by, in order.</summary>
    public virtual ICollection<IndexColumnDefinition> Columns { get; set; } = [];

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    internal bool? NullsDistinct { get; set; }

    internal string? Method { get; set; }

    internal List<string> Includes { get; } = [];

    internal List<string> Parameters { get; } = [];

    internal string? Filter { get; set; }

    internal string? Tablespace { get; set; }

    internal bool IsConcurrent { get; set; }

    internal bool IsOnly { get; set; }

    internal ObjectName Table => new(SchemaName, TableName ?? "");

    internal string NameOrConvention => Name ?? Names.Index(Table, Columns.Select(column => column.Name));

    /// <inheritdoc />
    public virtual object Clone()
    {
        var clone = (IndexDefinition)MemberwiseClone();
        clone.Columns = [.. Columns.Select(column => (IndexColumnDefinition)column.Clone())];
        return clone;
    }

    internal void Check(Problems problems)
    {
        problems.Require(Table, $"index {Name}");
        problems.Require([.. Columns.Select(column => column.Name)], $"index {NameOrConvention}");
        if (Name is null && Columns.Any(column => column.IsExpression))
        {
            problems.Add($"an index of {Table} on an expression has no name, and none can be made from its columns");
        }
    }

    internal CreateIndex ToOperation()
    {
        var index = new Provisioning.Schema.Index(NameOrConvention, Columns.Select(column => column.ToColumn()).ToValueList())
        {
            IsUnique = IsUnique,
            NullsDistinct = NullsDistinct,
            Method = Method,
            Includes = Includes.ToValueList(),
            Parameters = Parameters.ToValueList(),
            Filter = Filter,
            Tablespace = Tablespace,
        };
        return new(Table, index) { IsConcurrent = IsConcurrent, IsOnly = IsOnly };
    }
}

/// <summary>One column of an index.</summary>
public class IndexColumnDefinition : ICloneable, ISupportAdditionalFeatures
{
    /// <summary>The column's name.</summary>
    public virtual string Name { get; set; } = "";

    /// <summary>Which way it sorts.</summary>
    public virtual Direction Direction { get; set; }

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    internal bool IsExpression { get; set; }

    internal bool? NullsFirst { get; set; }

    /// <inheritdoc />
    public virtual object Clone() => MemberwiseClone();

    internal IndexColumn ToColumn() => new(Name, Direction is Direction.Descending) { IsExpression = IsExpression, NullsFirst = NullsFirst };
}

/// <summary>Which way a column of an index sorts.</summary>
public enum Direction
{
    /// <summary>Upwards.</summary>
    Ascending,

    /// <summary>Downwards.</summary>
    Descending,
}
