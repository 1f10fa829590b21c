using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// Tables whose first rows need each other.
public sealed partial class StructureLoader
{
    /// <summary>The tables whose first rows need each other, once the structure was read: no order of single inserts
    /// fills them.</summary>
    public IEnumerable<ObjectName> InCircles =>
        _order.Groups.Where(circle => circle.Count > 1).SelectMany(circle => circle).Select(table => table.Name);

    // Each needs a row of the others: one transaction, whose end checks their foreign keys.
    private async Task<IReadOnlyList<FilledTable>> FillTogetherAsync(
        IReadOnlyList<Table> circle,
        CancellationToken token
    )
    {
        if (Impossible(circle) is { } reason)
        {
            return [.. circle.Select(table => new FilledTable(table.Name, 0, reason))];
        }

        if (circle.All(table => _record.IsDone(table.Name, 0)))
        {
            foreach (var table in circle)
            {
                _formulas[table.Name] = await FormulaAsync(table, 0, _counts[table.Name], circle, token);
            }

            return [.. circle.Select(table => new FilledTable(table.Name, _counts[table.Name], null))];
        }

        string? problem = null;
        for (var way = 0; way < circle.Max(table => Made(table).Ways); way++)
        {
            try
            {
                foreach (var table in circle)
                {
                    _formulas[table.Name] = await FormulaAsync(
                        table,
                        Math.Min(way, Made(table).Ways - 1),
                        _counts[table.Name],
                        circle,
                        token
                    );
                }

                await AddTogetherAsync(circle, token);
                return
                [
                    .. circle.Select(table => new FilledTable(
                        table.Name,
                        _counts[table.Name],
                        _counts[table.Name] == Asked(table) ? null : TooFew(_counts[table.Name])
                    )),
                ];
            }
            catch (ProvisioningException error) when (error is not ConnectionFailedException)
            {
                problem = error is StatementFailedException failed ? failed.Reasons : error.Message;
                if (error is not StatementFailedException { IsCheckViolation: true })
                {
                    break;
                }
            }
        }

        foreach (var table in circle)
        {
            _formulas.Remove(table.Name);
        }

        return [.. circle.Select(table => new FilledTable(table.Name, 0, problem))];
    }

    private async Task AddTogetherAsync(IReadOnlyList<Table> circle, CancellationToken token)
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var back = await session.DeferForeignKeysAsync([.. circle.Select(table => table.Name)], token);
            foreach (var table in circle)
            {
                var rows = _formulas[table.Name].Rows(0, _counts[table.Name]) with { IsNew = true };
                await session.WriteAsync(rows, new RangeProgress(Reporting(table.Name, rows.Count, 0)), token);
                if (_isRecorded)
                {
                    await session.ExecuteAsync([_record.Done(table.Name, 0, rows.Count)], token);
                }
            }

            await session.ExecuteAsync(back, token);
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }
}
