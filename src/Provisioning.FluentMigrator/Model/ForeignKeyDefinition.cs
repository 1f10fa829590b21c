using System.Data;
using Provisioning.Authoring;
using Provisioning.Schema;

namespace FluentMigrator.Model;

/// <summary>A foreign key while a chain of calls describes it.</summary>
public class ForeignKeyDefinition : ICloneable
{
    /// <summary>The constraint's name; null for the conventional one.</summary>
    public virtual string? Name { get; set; }

    /// <summary>The table that has the key.</summary>
    public virtual string? ForeignTable { get; set; }

    /// <summary>Its schema; null for the default one.</summary>
    public virtual string? ForeignTableSchema { get; set; }

    /// <summary>The table referred to.</summary>
    public virtual string? PrimaryTable { get; set; }

    /// <summary>Its schema; null for the default one.</summary>
    public virtual string? PrimaryTableSchema { get; set; }

    /// <summary>What happens to the row when the one it refers to goes.</summary>
    public virtual Rule OnDelete { get; set; }

    /// <summary>What happens to the row when the key it refers to changes.</summary>
    public virtual Rule OnUpdate { get; set; }

    /// <summary>Columns of the table that has the key.</summary>
    public virtual ICollection<string> ForeignColumns { get; set; } = [];

    /// <summary>Columns of the table referred to, in the order of <see cref="ForeignColumns"/>.</summary>
    public virtual ICollection<string> PrimaryColumns { get; set; } = [];

    internal ObjectName Table => new(ForeignTableSchema, ForeignTable ?? "");

    private ObjectName References => new(PrimaryTableSchema, PrimaryTable ?? "");

    private string NameOrConvention => Name ?? Names.ForeignKey(Table, ForeignColumns, References, PrimaryColumns);

    /// <inheritdoc />
    public virtual object Clone()
    {
        var clone = (ForeignKeyDefinition)MemberwiseClone();
        clone.ForeignColumns = [.. ForeignColumns];
        clone.PrimaryColumns = [.. PrimaryColumns];
        return clone;
    }

    internal void Check(Problems problems)
    {
        problems.Require(Table, $"foreign key {Name}");
        if (string.IsNullOrWhiteSpace(PrimaryTable))
        {
            problems.Add($"foreign key {NameOrConvention} does not say the table that it refers to");
        }

        problems.Require([.. ForeignColumns], $"foreign key {NameOrConvention}");
        problems.Require([.. PrimaryColumns], $"the table that foreign key {NameOrConvention} refers to");
        if (ForeignColumns.Count != PrimaryColumns.Count)
        {
            problems.Add($"foreign key {NameOrConvention} has {ForeignColumns.Count} columns and refers to {PrimaryColumns.Count}");
        }
    }

    internal ForeignKey ToForeignKey() => new(NameOrConvention, ForeignColumns.ToValueList(), References, PrimaryColumns.ToValueList())
    {
        OnDelete = Values.Action(OnDelete),
        OnUpdate = Values.Action(OnUpdate),
    };
}
