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
    /// <param name="loss">The loss.</param>
    /// <param name="from">What follows FROM and selects the rows that are deleted; empty for all of the table, null
    /// where it is not known.</param>
    /// <param name="isTaken">Whether the rows themselves are lost, and not only what goes with them.</param>
    /// <param name="token">Cancels the counting.</param>
    public async Task<IReadOnlyList<DataLoss>> CountAsync(
        DataLoss loss,
        string? from,
        bool isTaken,
        CancellationToken token
    )
    {
        if (loss.Table is not { } named)
        {
            return loss.Sql is null ? [] : [loss];
        }

        if (Find(named) is not { } table)
        {
            return [];
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
                var changed = from is null ? null : await RowsAsync(from, token);
                return changed is 0 ? [] : [loss with { Table = table.Name, Rows = changed }];
            case DataLossKind.Table or DataLossKind.Column:
                var rows = await RowsAsync(Dialect.Quote(table.Name), token);
                return rows is 0 ? [] : [loss with { Table = table.Name, Rows = rows }];
            default:
                return [];
        }
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
        var referenced = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : table.PrimaryKey?.Columns ?? [];
        return from is null || referenced.Count == 0
            ? null
            : $"{Dialect.Quote(child.Name)} WHERE ({Names(key.Columns)}) IN (SELECT {Names(referenced)} FROM {from})";
    }

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Dialect.Quote));

    private Table? Find(ObjectName name) =>
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
