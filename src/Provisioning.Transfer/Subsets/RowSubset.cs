using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Schema;
using Provisioning.Transfer.Format;

namespace Provisioning.Transfer.Subsets;

/// <summary>Finds the rows of a subset: those asked for, those that refer to them, and all that these refer to. Which
/// they are is kept in temporary tables of the session, so that memory does not grow with them, and found in rounds
/// until none is added, so that tables may refer to each other in a circle.</summary>
/// <param name="session">The session.</param>
/// <param name="transfer">The transfer of its engine.</param>
/// <param name="request">What is wanted.</param>
internal sealed class RowSubset(DatabaseSession session, TableTransfer transfer, SubsetRequest request)
{
    private readonly Dictionary<ObjectName, RowSet> _sets = [];
    private int _round;

    /// <summary>Makes the temporary tables. To be called before the transaction that reads, which may make
    /// none.</summary>
    /// <param name="model">The structure.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ExportException">There is no such table.</exception>
    public async Task PrepareAsync(DatabaseModel model, CancellationToken token)
    {
        foreach (var root in request.Roots)
        {
            _ = Find(model, root.Table);
        }

        foreach (var table in model.Tables.Values)
        {
            var identity = await transfer.IdentifyAsync(table, token);
            var set = new RowSet(
                identity,
                session.Database.Dialect.Quote(table.Name),
                string.Create(CultureInfo.InvariantCulture, $"{identity.Schema}.provisioning_subset_{_sets.Count}")
            );
            await session.ExecuteAsync([new(set.Drop), new(set.Create)], token);
            _sets[table.Name] = set;
        }
    }

    /// <summary>Finds the rows, inside the transaction that reads them.</summary>
    /// <param name="model">The structure as the transaction sees it.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ExportException">The structure has changed since.</exception>
    public async Task CollectAsync(DatabaseModel model, CancellationToken token)
    {
        if (model.Tables.Keys.FirstOrDefault(table => !_sets.ContainsKey(table)) is { Name: not null } added)
        {
            throw new ExportException($"{added} was created while the export began. Run it again.");
        }

        await BeginAsync(model, token);
        var keys = model
            .Tables.Values.SelectMany(table => table.ForeignKeys.Select(key => (Child: table, Key: key)))
            .Where(found => _sets.ContainsKey(found.Key.References))
            .ToList();
        if (request.WithChildren)
        {
            await FollowAsync(0, [.. keys.Select(found => Step(found.Child, found.Key, isDown: true))], token);
        }

        // Of all rows so far, and of those that this adds.
        await FollowAsync(0, [.. keys.Select(found => Step(found.Child, found.Key, isDown: false))], token);
    }

    /// <summary>What holds for the rows of a table that were found.</summary>
    public string Condition(ObjectName table) => _sets[table].Contains;

    /// <summary>Removes the temporary tables, outside the transaction.</summary>
    public async Task DropAsync()
    {
        foreach (var set in _sets.Values)
        {
            await session.ExecuteAsync([new(set.Drop)], CancellationToken.None);
        }
    }

    private async Task BeginAsync(DatabaseModel model, CancellationToken token)
    {
        IReadOnlyList<(Table Table, string? Condition)> roots =
            request.Roots.Count > 0
                ? [.. request.Roots.Select(root => (Find(model, root.Table), root.Condition))]
                :
                [
                    .. model
                        .Tables.Values.Where(table => table.ForeignKeys.All(key => key.References == table.Name))
                        .Select(table => (table, (string?)null)),
                ];
        foreach (var (table, condition) in roots)
        {
            var set = _sets[table.Name];
            try
            {
                await session.ExecuteAsync(
                    [new(set.Add(set.All(condition, request.Percent, OrderOf(table, set)), _round))],
                    token
                );
            }
            catch (StatementFailedException error) when (condition is not null && !error.IsLockNotAvailable)
            {
                throw new ExportException(
                    $"The rows of {table.Name} where {condition.Trim()} cannot be found: {error.Message}. Nothing was "
                        + "exported; correct the condition.",
                    error
                );
            }
        }
    }

    private static string OrderOf(Table table, RowSet set) =>
        string.Join(", ", table.PrimaryKey is { } key ? key.Columns.Select(Dialect.Quote) : set.Identity.Columns);

    private RowStep Step(Table child, ForeignKey key, bool isDown)
    {
        var (from, to) = (_sets[child.Name], _sets[key.References]);
        // The column that is referred to is on the left: SQLite compares as it does.
        var match = string.Join(
            " AND ",
            key.ReferencedColumns.Zip(key.Columns, (parent, its) =>
                isDown
                    ? $"f.{Dialect.Quote(parent)} = t.{Dialect.Quote(its)}"
                    : $"t.{Dialect.Quote(parent)} = f.{Dialect.Quote(its)}"
            )
        );
        return isDown ? new(to, from, match) : new(from, to, match);
    }

    // From rows of a round on, in rounds, until one adds nothing.
    private async Task FollowAsync(int since, IReadOnlyList<RowStep> steps, CancellationToken token)
    {
        while (true)
        {
            _round++;
            var added = 0L;
            foreach (var step in steps)
            {
                added += await session.ChangeAsync(new(step.Sql(since, _round)), token);
            }

            if (added == 0)
            {
                return;
            }

            since = _round;
        }
    }

    private static Table Find(DatabaseModel model, string name) =>
        model.Tables.Values.FirstOrDefault(table => table.Name.ToString() == name)
        ?? model.Tables.Values.FirstOrDefault(table =>
            table.Name.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)
        )
        ?? throw new ExportException(
            $"There is no table {name}.{NearName.Hint(name, model.Tables.Keys.Select(table => table.ToString()))}"
        );
}
