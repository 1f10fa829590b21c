using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

// Tables, their columns, and what belongs to them.
internal sealed partial class ModelDifference
{
    private void DropObjectsOfTables()
    {
        foreach (var table in Now.Tables.Values.Where(table => to.Find(table.Name) is not null).ToList())
        {
            var kept = to.Find(table.Name)!;
            foreach (var trigger in table.Triggers.Where(trigger => !kept.Triggers.Contains(trigger)))
            {
                changes.Add(dialect.Dropping(table.Name, trigger), new DropTrigger(table.Name, trigger.Name));
            }

            foreach (var policy in table.Policies.Where(policy => !kept.Policies.Contains(policy)))
            {
                changes.Add(new DropPolicy(table.Name, policy.Name) { Was = policy });
            }
        }
    }

    private void AddObjectsOfTables(Table table)
    {
        var before = Now.Find(table.Name)!;
        foreach (var trigger in table.Triggers.Where(trigger => !before.Triggers.Contains(trigger)))
        {
            changes.Add(dialect.Creating(table.Name, trigger), new CreateTrigger(table.Name, trigger));
        }

        if (before.RowSecurity != table.RowSecurity)
        {
            changes.Add(new SetRowSecurity(table.Name, table.RowSecurity, before.RowSecurity));
        }

        foreach (var policy in table.Policies.Where(policy => !before.Policies.Contains(policy)))
        {
            changes.Add(new CreatePolicy(table.Name, policy));
        }
    }

    private void DropTables()
    {
        var gone = Now.Tables.Values.Where(table => to.Find(table.Name) is null).ToList();
        while (gone.Count > 0)
        {
            bool IsFree(Table table) =>
                gone.TrueForAll(other =>
                    other.Name == table.Name || !other.ForeignKeys.Any(key => key.References == table.Name)
                );
            var next = gone.Find(IsFree);
            if (next is null)
            {
                // Tables that refer to each other.
                var first = gone[0];
                foreach (var key in first.ForeignKeys.Where(key => key.Name is not null))
                {
                    changes.Add(new AddForeignKey(first.Name, key).Inverse!);
                }

                gone[0] = first with { ForeignKeys = [] };
                continue;
            }

            gone.Remove(next);
            // The function of such a trigger stays where only the table goes.
            foreach (
                var drop in next.Triggers.Select(trigger => dialect.Dropping(next.Name, trigger)).OfType<DropTrigger>()
            )
            {
                changes.Add(drop);
            }

            changes.Add(new DropTable(next.Name) { Was = Now.Find(next.Name) });
        }
    }

    private void CreateTables()
    {
        var left = to.Tables.Values.Where(table => Now.Find(table.Name) is null).ToList();
        while (left.Count > 0)
        {
            bool IsThere(Table table, ForeignKey key) =>
                key.References == table.Name || Now.Find(key.References) is not null;
            var next = left.Find(table => table.ForeignKeys.All(key => IsThere(table, key)))
                ?? left.Find(table => table.ForeignKeys.Any(key => !IsThere(table, key)))!;
            left.Remove(next);
            var first = next with
            {
                ForeignKeys = [.. next.ForeignKeys.Where(key => IsThere(next, key))],
                Indexes = [],
                Triggers = [],
                Policies = [],
                RowSecurity = RowSecurity.Off,
            };
            changes.AddRange(first.Columns.SelectMany(column => Counting(column)));
            changes.Add(others.Creating(first), new CreateTable(first));
            changes.AddRange(first.Columns.SelectMany(column => Owning(next.Name, column)));
        }
    }

    private void AddColumns(Table table)
    {
        foreach (var column in table.Columns.Where(column => Now.Find(table.Name)!.Find(column.Name) is null))
        {
            changes.AddRange(Counting(column));
            changes.Add(new AddColumn(table.Name, column));
            changes.AddRange(Owning(table.Name, column));
        }
    }

    // A sequence that belongs to a column is in no model.
    private IEnumerable<Operation> Counting(Column column) =>
        OwnSequence(column, to) is { } sequence ? dialect.Counting(sequence, column) : [];

    private IEnumerable<Operation> Owning(ObjectName table, Column column) =>
        OwnSequence(column, to) is { } sequence ? dialect.Owning(sequence, table, column.Name) : [];

    private string? OwnSequence(Column column, DatabaseModel model) =>
        column.Default is ExpressionDefault { Sql: var sql }
        && dialect.SequenceIn(sql) is { } name
        && !model.Sequences.Keys.Any(sequence => sequence.ToString() == name)
            ? name
            : null;

    private void AlterColumns(Table table)
    {
        foreach (var column in table.Columns)
        {
            var was = Now.Find(table.Name)!.Find(column.Name)!;
            if (was != column)
            {
                Alter(table.Name, was, column);
            }
        }

        if (Now.Find(table.Name)!.Description != table.Description)
        {
            changes.AddRange(dialect.Describing(table.Name, column: null, table.Description));
        }
    }

    private void Alter(ObjectName table, Column was, Column column)
    {
        var retyped = was.Type != column.Type || was.Collation != column.Collation;
        if (was.Default is not null && (retyped || column.Default is null || column.Identity is not null))
        {
            SetDefault(table, was, value: null);
        }

        if (retyped || was.Identity != column.Identity)
        {
            var change = new AlterColumn(table, column with { Default = null, Description = null })
            {
                Was = was with { Default = null, Description = null },
                IdentityChange = (was.Identity, column.Identity) switch
                {
                    (not null, not null) => IdentityChange.Set,
                    (not null, null) => IdentityChange.Drop,
                    _ => IdentityChange.Add,
                },
            };
            changes.Add(dialect.Converting(change), change);
        }
        else if (was.IsNullable != column.IsNullable)
        {
            changes.Add(new SetNullability(table, column.Name, column.IsNullable is true));
        }

        if (Now.Find(table)!.Find(column.Name)!.Default != column.Default)
        {
            changes.AddRange(Counting(column));
            SetDefault(table, Now.Find(table)!.Find(column.Name)!, column.Default);
            changes.AddRange(Owning(table, column));
        }

        if (OwnSequence(was, Now) is { } left && OwnSequence(column, to) != left)
        {
            changes.AddRange(dialect.NoLongerCounting(left));
        }

        if (was.Description != column.Description)
        {
            changes.AddRange(dialect.Describing(table, column.Name, column.Description));
        }
    }

    private void SetDefault(ObjectName table, Column was, DefaultValue? value) =>
        changes.Add(new SetDefault(table, was.Name, value) { IsReversible = true, Was = was.Default });
}
