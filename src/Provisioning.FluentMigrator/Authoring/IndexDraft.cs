using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>An index while a chain of calls describes it.</summary>
internal sealed class IndexDraft(string? name) : IDraft
{
    public ObjectName Table { get; set; } = "";

    public List<IndexColumn> Columns { get; } = [];

    public bool IsUnique { get; set; }

    public bool? NullsDistinct { get; set; }

    public string? Method { get; set; }

    public List<string> Includes { get; } = [];

    public List<string> Parameters { get; } = [];

    public string? Filter { get; set; }

    public string? Tablespace { get; set; }

    public bool IsConcurrent { get; set; }

    public bool IsOnly { get; set; }

    private string Name => name ?? Names.Index(Table, Columns.Select(column => column.Name));

    public void Check(Problems problems)
    {
        problems.Require(Table, $"index {name}");
        problems.Require(Columns.ConvertAll(column => column.Name), $"index {Name}");
        if (name is null && Columns.Exists(column => column.IsExpression))
        {
            problems.Add($"an index of {Table} on an expression has no name, and none can be made from its columns");
        }
    }

    public IEnumerable<Operation> Operations()
    {
        var index = new Schema.Index(Name, Columns.ToValueList())
        {
            IsUnique = IsUnique,
            NullsDistinct = NullsDistinct,
            Method = Method,
            Includes = Includes.ToValueList(),
            Parameters = Parameters.ToValueList(),
            Filter = Filter,
            Tablespace = Tablespace,
        };
        return [new CreateIndex(Table, index) { IsConcurrent = IsConcurrent, IsOnly = IsOnly }];
    }
}
