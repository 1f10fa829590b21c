using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>A foreign key while a chain of calls describes it.</summary>
internal sealed class ForeignKeyDraft(string? name) : IDraft
{
    public ObjectName Table { get; set; } = "";

    public IReadOnlyList<string> Columns { get; set; } = [];

    public ObjectName References { get; set; } = "";

    public IReadOnlyList<string> ReferencedColumns { get; set; } = [];

    public ReferentialAction OnDelete { get; set; }

    public ReferentialAction OnUpdate { get; set; }

    private string Name => name ?? Names.ForeignKey(Table, Columns, References, ReferencedColumns);

    public void Check(Problems problems)
    {
        problems.Require(Table, $"foreign key {name}");
        if (string.IsNullOrWhiteSpace(References.Name))
        {
            problems.Add($"foreign key {Name} does not say the table that it refers to");
        }

        problems.Require(Columns, $"foreign key {Name}");
        problems.Require(ReferencedColumns, $"the table that foreign key {Name} refers to");
        if (Columns.Count != ReferencedColumns.Count)
        {
            problems.Add($"foreign key {Name} has {Columns.Count} columns and refers to {ReferencedColumns.Count}");
        }
    }

    public ForeignKey ToForeignKey() => new(Name, Columns.ToValueList(), References, ReferencedColumns.ToValueList())
    {
        OnDelete = OnDelete,
        OnUpdate = OnUpdate,
    };

    public IEnumerable<Operation> Operations() => [new AddForeignKey(Table, ToForeignKey())];
}
