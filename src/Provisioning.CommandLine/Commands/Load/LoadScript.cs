using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Commands.Load;

/// <summary>Rows as SQL, for a database that is elsewhere.</summary>
/// <param name="dialect">How SQL is spelled there.</param>
/// <param name="text">Receives the SQL.</param>
internal sealed class LoadScript(Dialect dialect, TextWriter text)
{
    private const int RowsPerStatement = 500;

    /// <summary>Writes the rows of a table, and what makes the engine go on numbering above them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="progress">Receives how many rows are written; null for none.</param>
    /// <param name="token">Cancels it.</param>
    public async Task WriteAsync(Table table, RowSource rows, IProgress<long>? progress, CancellationToken token)
    {
        var reader = new RowReader(rows);
        for (var first = 0L; first < rows.Count; first += RowsPerStatement)
        {
            var batch = new List<ValueList<ColumnValue>>(RowsPerStatement);
            for (var row = first; row < Math.Min(first + RowsPerStatement, rows.Count); row++)
            {
                batch.Add([.. reader.Read(row).Select((value, at) => new ColumnValue(rows.Columns[at].Name, value))]);
            }

            var insert = new InsertRows(rows.Table, batch.ToValueList())
            {
                Overriding = rows.Columns.Any(column => column.Identity is not null)
                    ? IdentityOverride.SystemValue
                    : default,
            };
            await WriteAsync(dialect.Plain.Render(insert), token);
            progress?.Report(Math.Min(first + RowsPerStatement, rows.Count));
        }

        await WriteAsync(dialect.FinishLoad(table), token);
    }

    private async Task WriteAsync(IEnumerable<SqlStatement> statements, CancellationToken token)
    {
        foreach (var statement in statements)
        {
            await text.WriteAsync($"{statement.Text};\n".AsMemory(), token);
        }
    }
}
