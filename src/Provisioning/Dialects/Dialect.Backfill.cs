using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// Rows that are changed batch by batch. A script, and FluentMigrator's own runner, have one statement for all of them.
public abstract partial class Dialect
{
    private const string InBatches = "/* provision: in batches by primary key, each in a transaction of its own */";

    /// <summary>Whether columns of a primary key can be NULL.</summary>
    internal virtual bool HasNullKeys => false;

    /// <summary>The value of a column of a primary key as text that <see cref="KeyLiteral"/> takes.</summary>
    internal abstract string KeyText(string column);

    /// <summary>The literal of a value that <see cref="KeyText"/> made, comparing as the value does.</summary>
    internal abstract string KeyLiteral(string text);

    /// <summary>The name as a model has it, which names no schema where it is the default one.</summary>
    internal virtual ObjectName Modelled(ObjectName name) => name;

    /// <summary>The UPDATE of a backfill.</summary>
    /// <param name="o">The backfill.</param>
    /// <param name="range">The conditions that limit it to a batch.</param>
    internal string Change(Backfill o, IReadOnlyList<string> range)
    {
        string[] conditions = [.. range, .. o.Where is { } where ? [$"({Closed(where)})"] : Array.Empty<string>()];
        return $"UPDATE {Quote(o.Table)} SET {string.Join(", ", o.Set.Select(value => Assignment(value, o)))}"
            + (conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}");
    }

    private IEnumerable<SqlStatement> Backfill(Backfill o, DatabaseModel before)
    {
        var spelled = (o with { Table = Modelled(o.Table) }).WithNames(new(before));
        var table = before.Find(spelled.Table);
        if (table is { PrimaryKey: null })
        {
            throw Refuse(
                o,
                $"{o.Table} has no primary key, so that a run that stopped would not know which rows it has done",
                "Add one first, or change the rows with Execute.Sql in a migration of its own, all at once."
            );
        }

        var key = table?.PrimaryKey?.Columns ?? [];
        if (spelled.Set.FirstOrDefault(value => key.Contains(value.Column)) is { } moving)
        {
            throw Refuse(
                o,
                $"{moving.Column} is in the primary key, in whose order the batches are made",
                "Fill another column, or change the key with Execute.Sql in a migration of its own, all at once."
            );
        }

        return
        [
            new($"{Change(o, [])} {InBatches}")
            {
                OutsideTransaction = true,
                Batches = table is null ? null : new(this, spelled, key),
            },
        ];
    }
}
