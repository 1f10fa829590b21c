using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>Which columns refer to which, by foreign keys and by what a file declares.</summary>
internal sealed class References
{
    private readonly Dictionary<(ObjectName, string), (ObjectName Table, string Column)> _parents = [];
    private readonly List<((ObjectName Table, string Column) From, (ObjectName Table, string Column) To)> _all = [];
    private readonly DatabaseModel _model;

    /// <summary>Those of a structure.</summary>
    public References(MaskingFile file, DatabaseModel model)
    {
        _model = model;
        foreach (var table in model.Tables.Values)
        {
            foreach (var key in table.ForeignKeys)
            {
                var to =
                    key.ReferencedColumns.Count > 0
                        ? key.ReferencedColumns
                        : model.Find(key.References)?.PrimaryKey?.Columns ?? [];
                foreach (var (from, column) in key.Columns.Zip(to))
                {
                    _all.Add(((table.Name, from), (key.References, column)));
                    _parents.TryAdd((table.Name, from), (key.References, column));
                }
            }
        }

        var names = model
            .Tables.Values.SelectMany(table => table.Columns.Select(column => (table.Name, Column: column.Name)))
            .ToDictionary(at => $"{at.Name}.{at.Column}", StringComparer.Ordinal);
        foreach (var known in file.References)
        {
            if (names.TryGetValue(known.From, out var from) && names.TryGetValue(known.To, out var to))
            {
                _all.Add((from, to));
                _parents[from] = to;
            }
        }
    }

    /// <summary>Which column refers to which, directly, as <c>table.column</c>. A column may refer to
    /// several.</summary>
    public IEnumerable<(string From, string To)> All =>
        _all.Select(pair => ($"{pair.From.Table}.{pair.From.Column}", $"{pair.To.Table}.{pair.To.Column}"));

    /// <summary>The column that a column refers to in the end; null where it refers to none.</summary>
    public (Table Table, Column Column)? RootOf(ObjectName table, string column)
    {
        var at = (table, column);
        var seen = new HashSet<(ObjectName, string)>();
        while (seen.Add(at) && _parents.TryGetValue(at, out var parent))
        {
            at = parent;
        }

        return at != (table, column) && _model.Find(at.table) is { } found && found.Find(at.column) is { } root
            ? (found, root)
            : null;
    }
}
