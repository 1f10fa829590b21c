using System.Text.Json.Nodes;
using Provisioning.Schema;

namespace Provisioning.FaultTests.Masking;

/// <summary>A class and a mask for each column, at random.</summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="model">The structure.</param>
internal sealed class RandomMasks(Random random, DatabaseModel model)
{
    private static readonly string[] Classes = ["personal", "personal", "personal", "secret", "free_text", "public"];

    private static readonly string[] Masks =
    [
        """{"mask": "constant", "value": "7"}""",
        """{"mask": "default"}""",
        """{"mask": "digits"}""",
        """{"mask": "digits", "first": 2, "last": 1}""",
        """{"mask": "email"}""",
        """{"mask": "empty"}""",
        """{"mask": "generalise", "to": "year"}""",
        """{"mask": "generalise", "to": 10}""",
        """{"mask": "hash"}""",
        """{"mask": "hash", "length": 20}""",
        """{"mask": "json", "paths": {"$.mail": "email"}}""",
        """{"mask": "keep"}""",
        """{"mask": "noise"}""",
        """{"mask": "noise", "percent": 50, "days": 400}""",
        """{"mask": "null"}""",
        """{"mask": "partial", "first": 1}""",
        """{"mask": "password"}""",
        """{"mask": "permute"}""",
        """{"mask": "permute"}""",
        """{"mask": "pseudonym"}""",
        """{"mask": "pseudonym", "kind": "given"}""",
        """{"mask": "scrub"}""",
        """{"mask": "shuffle"}""",
        """{"mask": "template", "text": "x{hash:10}"}""",
        """{"mask": "text"}""",
    ];

    // What a column refers to, whose mask it has.
    private readonly Dictionary<string, string> _parents = (
        from table in model.Tables.Values
        from key in table.ForeignKeys
        from pair in key.Columns.Zip(key.ReferencedColumns)
        select (Child: $"{table.Name}.{pair.First}", Parent: $"{key.References}.{pair.Second}")
    )
        .GroupBy(pair => pair.Child, StringComparer.Ordinal)
        .ToDictionary(pairs => pairs.Key, pairs => pairs.First().Parent, StringComparer.Ordinal);

    private readonly Dictionary<string, JsonObject> _columns = (
        from table in model.Tables.Values
        from column in table.Columns
        let refers = table.ForeignKeys.Any(key => key.Columns.Contains(column.Name))
        select (Name: $"{table.Name}.{column.Name}", Mask: refers ? new() { ["class"] = "key" } : Mask(random))
    ).ToDictionary(column => column.Name, column => column.Mask, StringComparer.Ordinal);

    /// <summary>The file.</summary>
    public string File
    {
        get
        {
            var tables = new JsonObject();
            foreach (var (name, mask) in _columns)
            {
                var (table, column) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
                tables[table] ??= new JsonObject();
                tables[table]![column] = mask.DeepClone();
            }

            return new JsonObject
            {
                ["format"] = "provisioning-masking-1",
                ["profiles"] = new JsonObject { ["staging"] = new JsonObject() },
                ["tables"] = tables,
            }.ToJsonString();
        }
    }

    /// <summary>Keeps columns as they are, and those that they refer to.</summary>
    /// <returns>How many.</returns>
    public int Keep(Func<string, bool> isKept)
    {
        var named = _columns
            .Keys.Where(isKept)
            .Select(Root)
            .Where(name => MaskOf(name) is not "keep")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        named.ForEach(name => _columns[name] = new() { ["class"] = "public", ["mask"] = "keep" });
        return named.Count;
    }

    /// <summary>Calls every column public, whatever its mask: the same value may be in two, and be kept in
    /// one.</summary>
    /// <returns>How many were something else.</returns>
    public int Open()
    {
        var closed = _columns.Values.Where(column => (string?)column["class"] is not ("public" or "key")).ToList();
        closed.ForEach(column => column["class"] = "public");
        return closed.Count;
    }

    /// <summary>The mask of a column.</summary>
    public string MaskOf(string column) => (string?)_columns[Root(column)]["mask"] ?? "keep";

    private string Root(string column)
    {
        while (_parents.TryGetValue(column, out var parent))
        {
            column = parent;
        }

        return column;
    }

    private static JsonObject Mask(Random random)
    {
        var mask = JsonNode.Parse(Masks[random.Next(Masks.Length)])!.AsObject();
        mask["class"] = Classes[random.Next(Classes.Length)];
        return mask;
    }
}
