using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Counts what losses take, in the database as it is.</summary>
internal sealed class LossCounter(DatabaseSession session, DatabaseModel model)
{
    private readonly ModelNames _names = new(model);

    /// <summary>The names of the database's own functions that may change rows.</summary>
    public IReadOnlySet<string> Functions { get; } =
        model
            .Functions.Values.Where(function => function.Volatility is Volatility.Volatile)
            .Select(function => function.Name.Name)
            .ToHashSet(StringComparer.Ordinal);

    private Dialect Dialect => session.Database.Dialect;

    /// <summary>The loss with its rows, and what goes with it; nothing where there is nothing to lose.</summary>
    /// <param name="taken">The loss.</param>
    /// <param name="isTaken">Whether the rows themselves are lost, and not only what goes with them.</param>
    /// <param name="token">Cancels the counting.</param>
    public async Task<IReadOnlyList<DataLoss>> CountAsync(StatementLoss taken, bool isTaken, CancellationToken token)
    {
        var (loss, from) = taken;
        if (loss.Table is not { } named)
        {
            return loss.Sql is null ? [] : [loss];
        }

        if (Find(named) is not { } table)
        {
            return await InViewAsync(taken, named, token);
        }

        switch (loss.Kind)
        {
            case DataLossKind.Deleted when !isTaken && !References(table, isByRow: true).Any():
                return [];
            case DataLossKind.Deleted:
                var deleted = new List<DataLoss>();
                await DeleteAsync(
                    table,
                    from is "" ? Dialect.Quote(table.Name) : from,
                    loss.Sql is null,
                    deleted,
                    token
                );
                return isTaken
                    ? deleted
                    : [.. deleted.Where(other => other.Kind is DataLossKind.Rows || other.Table != table.Name)];
            case DataLossKind.Rows:
                var changed = new List<DataLoss>();
                await ChangeAsync(table, from, taken.Sets, changed, token);
                if (taken.IsReplacing && changed.Count > 0)
                {
                    // A new row takes the place of another, and a changed one deletes it.
                    changed.AddRange(taken.Sets is { Count: > 0 } ? [new(DataLossKind.Deleted, table.Name)] : []);
                    await FollowAsync(table, from: null, isByRow: true, changed, token);
                }

                return changed;
            case DataLossKind.Table or DataLossKind.Column:
                var rows = await RowsAsync(Dialect.Quote(table.Name), token);
                return rows is 0 ? [] : [loss with { Table = table.Name, Rows = rows }];
            default:
                return [];
        }
    }

    // Rows of a view are those of its tables, or what its triggers make of them.
    private async Task<IReadOnlyList<DataLoss>> InViewAsync(
        StatementLoss taken,
        ObjectName named,
        CancellationToken token
    )
    {
        var views = model.Views.Keys.Where(name =>
            Dialect.Quote(name).Equals(Dialect.Quote(named), StringComparison.OrdinalIgnoreCase)
        );
        if (taken.Loss.Kind is not (DataLossKind.Deleted or DataLossKind.Rows) || !views.Any())
        {
            return [];
        }

        var rows = taken.From is null ? null : await RowsAsync(taken.From, token);
        return rows is 0 ? [] : [.. views.Select(view => taken.Loss with { Table = view, Rows = rows })];
    }

    // The rows that refer to those that are deleted go with them or refer to something else then; TRUNCATE takes all
    // that could.
    private async Task DeleteAsync(
        Table table,
        string? from,
        bool isByRow,
        List<DataLoss> deleted,
        CancellationToken token
    )
    {
        var rows = from is null ? null : await RowsAsync(from, token);
        if (rows is 0 || deleted.Exists(loss => loss.Kind is DataLossKind.Deleted && loss.Table == table.Name))
        {
            return;
        }

        deleted.Add(new(DataLossKind.Deleted, table.Name) { Rows = rows });
        await FollowAsync(table, from, isByRow, deleted, token);
    }

    private async Task FollowAsync(
        Table table,
        string? from,
        bool isByRow,
        List<DataLoss> deleted,
        CancellationToken token
    )
    {
        foreach (var (child, key) in References(table, isByRow))
        {
            var referring = isByRow ? Referring(child, key, table, from) : Dialect.Quote(child.Name);
            if (!isByRow || key.OnDelete is ReferentialAction.Cascade)
            {
                await DeleteAsync(child, referring, isByRow, deleted, token);
            }
            else if ((referring is null ? null : await RowsAsync(referring, token)) is not 0 and var changed)
            {
                deleted.Add(new(DataLossKind.Rows, child.Name) { Rows = changed });
            }
        }
    }

    // The rows that refer to those that are changed refer to their new values then, or to nothing.
    private async Task ChangeAsync(
        Table table,
        string? from,
        IReadOnlyList<string>? sets,
        List<DataLoss> changed,
        CancellationToken token
    )
    {
        var rows = from is null ? null : await RowsAsync(from, token);
        if (rows is 0 || changed.Exists(loss => loss.Table == table.Name))
        {
            return;
        }

        changed.Add(new(DataLossKind.Rows, table.Name) { Rows = rows });
        foreach (var child in model.Tables.Values)
        {
            foreach (var key in child.ForeignKeys.Where(key => IsChanged(key, table, sets)))
            {
                await ChangeAsync(child, Referring(child, key, table, from), key.Columns, changed, token);
            }
        }
    }

    private bool IsChanged(ForeignKey key, Table table, IReadOnlyList<string>? sets) =>
        key.OnUpdate is ReferentialAction.Cascade or ReferentialAction.SetNull or ReferentialAction.SetDefault
        && _names.Table(key.References) == table.Name
        && (sets is null || Referenced(key, table).Intersect(sets, StringComparer.OrdinalIgnoreCase).Any());

    private static ValueList<string> Referenced(ForeignKey key, Table table) =>
        key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : table.PrimaryKey?.Columns ?? [];

    private IEnumerable<(Table Child, ForeignKey Key)> References(Table table, bool isByRow) =>
        model.Tables.Values.SelectMany(child =>
            child
                .ForeignKeys.Where(key =>
                    _names.Table(key.References) == table.Name
                    && (
                        !isByRow
                        || key.OnDelete
                            is ReferentialAction.Cascade
                                or ReferentialAction.SetNull
                                or ReferentialAction.SetDefault
                    )
                )
                .Select(key => (child, key))
        );

    private string? Referring(Table child, ForeignKey key, Table table, string? from)
    {
        var referenced = Referenced(key, table);
        return from is null || referenced.Count == 0
            ? null
            : $"{Dialect.Quote(child.Name)} WHERE ({Names(key.Columns)}) IN (SELECT {Names(referenced)} FROM {from})";
    }

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Dialect.Quote));

    /// <summary>What another type of the column makes of its values: the rows where one does not come back from it.
    /// Nothing where they all do, or where the engine refuses the change.</summary>
    public async Task<IReadOnlyList<DataLoss>> ConvertedAsync(AlterColumn change, CancellationToken token) =>
        Find(change.Table) is { } table
        && table.Find(change.Column.Name) is { } was
        && Dialect.Converted(table.Name, was, change.Column.Type) is { } from
        && await RowsAsync(from, token) is > 0 and var rows
            ? [new(DataLossKind.Rows, table.Name) { Rows = rows }]
            : [];

    /// <summary>The table of that name; null for none.</summary>
    public Table? Find(ObjectName name) =>
        Dialect.HasSchemas
            ? model.Tables.Values.FirstOrDefault(table => Dialect.Quote(table.Name) == Dialect.Quote(name))
            : model.Find(_names.Table(name.Schema is "main" ? new(null, name.Name) : name));

    // The condition is a migration's own: it may ask for what is not there yet, and call what writes.
    private async Task<long?> RowsAsync(string from, CancellationToken token)
    {
        await session.BeginSnapshotAsync(token);
        try
        {
            return (await session.QueryAsync($"SELECT count(*) FROM {from}", row => row.GetInt64(0), token))[0];
        }
        catch (StatementFailedException)
        {
            return null;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }
}
