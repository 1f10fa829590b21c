using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>A table, or a column, under a new name.</summary>
/// <param name="Table">The table, under its old name where it is the one that is renamed.</param>
/// <param name="Column">The column's old name; null for the table.</param>
/// <param name="To">The new name.</param>
public sealed record Rename(ObjectName Table, string? Column, string To)
{
    /// <summary>The operation.</summary>
    public Operation Operation => Column is null ? new RenameTable(Table, To) : new RenameColumn(Table, Column, To);

    /// <summary>The way back.</summary>
    public Rename Inverse => Column is null ? new(Table with { Name = To }, null, Table.Name) : new(Table, To, Column);

    /// <summary>The renames that undo others, the last one first.</summary>
    public static IReadOnlyList<Rename> Back(IReadOnlyList<Rename> renames) =>
        [.. renames.Reverse().Select(rename => rename.Inverse)];

    /// <summary>As the command line has it: <c>users.mail=email</c>, <c>client=customer</c>.</summary>
    public override string ToString() => $"{Table}{(Column is null ? "" : $".{Column}")}={To}";

    /// <summary>What may be renamed rather than dropped and made again: a table that has the columns of one that is
    /// gone, and a column of the type of one that is gone from the same table.</summary>
    /// <param name="from">What exists before.</param>
    /// <param name="to">What exists after.</param>
    public static IReadOnlyList<Rename> Guess(DatabaseModel from, DatabaseModel to)
    {
        var tables = Tables(from, to).ToList();
        var renamed = tables.Aggregate(from, (model, rename) => rename.Operation.Apply(model));
        return [.. tables, .. to.Tables.Values.SelectMany(table => Columns(renamed.Find(table.Name), table))];
    }

    private static IEnumerable<Rename> Tables(DatabaseModel from, DatabaseModel to)
    {
        var left = to.Tables.Values.Where(table => from.Find(table.Name) is null).ToList();
        foreach (var gone in from.Tables.Values.Where(table => to.Find(table.Name) is null))
        {
            var like = left.Where(table => table.Name.Schema == gone.Name.Schema)
                .Select(table => (Table: table, Alike: Alike(gone, table)))
                .Where(pair => pair.Alike >= 0.6)
                .OrderByDescending(pair => pair.Alike)
                .FirstOrDefault();
            if (like.Table is { } table)
            {
                left.Remove(table);
                yield return new(gone.Name, null, table.Name.Name);
            }
        }
    }

    // The part of the columns of both that are in both.
    private static double Alike(Table one, Table other)
    {
        var here = one.Columns.Select(column => (column.Name, column.Type)).ToHashSet();
        var both = other.Columns.Count(column => here.Contains((column.Name, column.Type)));
        return both / (double)(one.Columns.Count + other.Columns.Count - both);
    }

    private static IEnumerable<Rename> Columns(Table? from, Table to)
    {
        var left = to.Columns.Where(column => from?.Find(column.Name) is null).ToList();
        foreach (var gone in from?.Columns.Where(column => to.Find(column.Name) is null) ?? [])
        {
            // Names of one column are alike more often than the columns' places.
            var like = left.Where(column =>
                    column.Type == gone.Type && column.Computed is null == gone.Computed is null
                )
                .OrderByDescending(column => column with { Name = gone.Name } == gone)
                .ThenByDescending(column => Shared(column.Name, gone.Name))
                .FirstOrDefault();
            if (like is not null)
            {
                left.Remove(like);
                yield return new(to.Name, gone.Name, like.Name);
            }
        }
    }

    private static int Shared(string one, string other) =>
        one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count()
        + one.Reverse().Zip(other.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
}
