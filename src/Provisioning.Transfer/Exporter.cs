using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.Subsets;

namespace Provisioning.Transfer;

/// <summary>Writes the rows of a database into a folder, all as of one moment, each table after those that it refers
/// to.</summary>
/// <param name="session">The database; no transaction may be open on it.</param>
/// <param name="request">What to leave out, and what the table of applied versions is called.</param>
/// <param name="clock">Says when it was.</param>
public sealed class Exporter(DatabaseSession session, ExportRequest request, TimeProvider clock)
{
    private const int RowsPerInsert = 100;

    private readonly TableTransfer _transfer = TableTransfer.Of(session);
    private readonly RowSubset? _subset = request.Subset is { } rows
        ? new(session, TableTransfer.Of(session), rows)
        : null;

    /// <summary>Exports. Our own tables and generated columns are left out, and values go through the mask of the
    /// request. Failed or stopped, it leaves nothing in the folder.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="layout">The format of the files.</param>
    /// <param name="to">The folder, which does not exist or is empty.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ExportException">The folder is not empty or cannot be written, or what is to be left out does
    /// not exist.</exception>
    /// <exception cref="ProvisioningException">A value has no form that can be read back unchanged.</exception>
    public async Task<ExportManifest> RunAsync(string system, ExportLayout layout, string to, CancellationToken token)
    {
        using var folder = new ExportFolder(to);
        var manifest = await ReadAsync(
            system,
            layout,
            async (manifest, order, secrets) =>
            {
                manifest =
                    layout is ExportLayout.Csv
                        ? await CsvAsync(manifest, order, secrets, folder, token)
                        : await SqlAsync(manifest, order, secrets, folder, token);
                using var bytes = new MemoryStream();
                await manifest.WriteAsync(bytes, token);
                await folder.WriteAsync(ExportManifest.FileName, text =>
                    text.WriteAsync(Encoding.UTF8.GetString(bytes.ToArray()))
                );
                return manifest;
            },
            token
        );
        await (request.Look?.Invoke(manifest, token) ?? Task.CompletedTask);
        folder.Keep();
        return manifest;
    }

    /// <summary>Finds out what an export would have in it, and writes nothing. What would be refused is
    /// refused.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The tables with the rows that would be exported, without files.</returns>
    /// <exception cref="ExportException">What is to be left out does not exist.</exception>
    public Task<ExportManifest> ForecastAsync(string system, CancellationToken token) =>
        ReadAsync(
            system,
            ExportLayout.Csv,
            async (manifest, order, secrets) =>
            {
                var tables = new List<ExportedTable>();
                foreach (var table in order.Tables.Select(table => Travelling(table, secrets)))
                {
                    tables.Add(
                        await ExportedAsync(
                            table,
                            secrets.Tables.Contains(table.Name) ? 0 : await CountAsync(table, token),
                            token
                        )
                    );
                }

                return manifest with
                {
                    Tables = tables,
                };
            },
            token
        );

    // Reads the database as of one moment.
    private async Task<ExportManifest> ReadAsync(
        string system,
        ExportLayout layout,
        Func<ExportManifest, TableOrder, OmittedSecrets, Task<ExportManifest>> read,
        CancellationToken token
    )
    {
        try
        {
            await (_subset?.PrepareAsync(await InspectAsync(token), token) ?? Task.CompletedTask);
            await session.BeginSnapshotAsync(token);
            var ledger = await LedgerReader.ReadAsync(session, request.Versions, token);
            var model = await InspectAsync(token);
            await (_subset?.CollectAsync(model, token) ?? Task.CompletedTask);
            var order = TableOrder.Of([.. model.Tables.Values]);
            request.Mask?.Begin(model, session.Database.Dialect);
            var secrets = request.WithoutSecrets ? OmittedSecrets.Of(request.Profile, model) : OmittedSecrets.None;
            return await read(
                new ExportManifest(
                    ExportManifest.KnownFormat,
                    layout,
                    system,
                    session.Database.Dialect.Name,
                    ledger.Current,
                    clock.GetUtcNow(),
                    typeof(Exporter).Assembly.GetName().Version!.ToString(3),
                    []
                )
                {
                    Numbering = await _transfer.NumberingAsync(token),
                    Omitted = secrets.Omitted,
                },
                order,
                secrets
            );
        }
        finally
        {
            await session.RollbackAsync();
            await (_subset?.DropAsync() ?? Task.CompletedTask);
        }
    }

    private async Task<DatabaseModel> InspectAsync(CancellationToken token) =>
        (await session.InspectAsync(token)).WithoutLedger(request.Versions, session.Database.Dialect);

    private async Task<ExportManifest> CsvAsync(
        ExportManifest manifest,
        TableOrder order,
        OmittedSecrets secrets,
        ExportFolder folder,
        CancellationToken token
    )
    {
        var tables = new List<ExportedTable>();
        foreach (var table in order.Tables.Select(table => Travelling(table, secrets)))
        {
            var rows = 0L;
            var file = await folder.WriteAsync(FileName(tables.Count + 1, table.Name), async text =>
            {
                await using var records = new CsvText(text);
                await records.WriteAsync([.. table.Columns.Select(column => column.Name)], token);
                await foreach (var row in Rows(table, secrets, ReadAsync, token))
                {
                    rows++;
                    await records.WriteAsync(row, token);
                }
            });
            tables.Add((await CountedAsync(table, secrets, rows, token)) with { File = file });
        }

        return manifest with
        {
            Tables = tables,
        };
    }

    private async Task<ExportManifest> SqlAsync(
        ExportManifest manifest,
        TableOrder order,
        OmittedSecrets secrets,
        ExportFolder folder,
        CancellationToken token
    )
    {
        RefuseNamesWithLineEnds(order);
        var tables = new List<ExportedTable>();
        var frame = await _transfer.FrameAsync(order.Tables, order.Circular, manifest.Numbering, token);
        var file = await folder.WriteAsync("export.sql", async text =>
        {
            await text.WriteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"-- The rows of {manifest.System} at version {manifest.SchemaVersion}, for {manifest.Engine}. "
                        + $"All come in, or none.\n"
                )
            );
            await LinesAsync(text, _transfer.Script.Before, "", token);
            await LinesAsync(text, frame.Before, ";", token);
            foreach (var table in order.Tables.Select(table => Travelling(table, secrets)))
            {
                tables.Add(await CountedAsync(table, secrets, await InsertsAsync(text, table, secrets, token), token));
            }

            await LinesAsync(text, frame.After, ";", token);
            await LinesAsync(text, _transfer.Script.After, "", token);
        });
        return manifest with { Tables = tables, Sql = file };
    }

    private async Task<long> InsertsAsync(
        TextWriter text,
        TransferTable table,
        OmittedSecrets secrets,
        CancellationToken token
    )
    {
        var overriding = table.Columns.Any(column => column.Column.Identity is not null)
            ? session.Database.Dialect.OverridesIdentity
            : "";
        var insert =
            $"INSERT INTO {session.Database.Dialect.Quote(table.Name)} "
            + $"({string.Join(", ", table.Columns.Select(column => Dialect.Quote(column.Name)))}){overriding} "
            + $"VALUES";
        var rows = 0L;
        await foreach (var row in Rows(table, secrets, ReadLiteralsAsync, token))
        {
            var before =
                rows == 0 ? $"{insert}\n"
                : rows % RowsPerInsert == 0 ? $";\n{insert}\n"
                : ",\n";
            await text.WriteAsync($"{before}({string.Join(", ", row)})".AsMemory(), token);
            rows++;
        }

        await text.WriteAsync((rows == 0 ? "" : ";\n").AsMemory(), token);
        return rows;
    }

    // With constants in place of secret columns.
    private TransferTable Travelling(Table table, OmittedSecrets secrets)
    {
        var described = _transfer.Describe(table);
        return described with
        {
            Condition = _subset?.Condition(table.Name),
            Columns = described
                .Columns.Select(column =>
                    secrets.Columns.FirstOrDefault(secret =>
                        secret.Table == described.Name && secret.Column == column.Name
                    )
                        is { } secret
                        ? column with
                        {
                            Constant = new(secret.Replacement),
                        }
                        : column
                )
                .ToValueList(),
        };
    }

    private static IAsyncEnumerable<string?[]> Rows(
        TransferTable table,
        OmittedSecrets secrets,
        Func<TransferTable, CancellationToken, IAsyncEnumerable<string?[]>> read,
        CancellationToken token
    ) =>
        secrets.Tables.Contains(table.Name) || table.Columns.Count == 0
            ? AsyncEnumerable.Empty<string?[]>()
            : read(table, token);

    private IAsyncEnumerable<string?[]> ReadAsync(TransferTable table, CancellationToken token) =>
        request.Mask is { } mask && mask.Changes(table.Name)
            ? mask.Apply(
                table.Name,
                [.. table.Columns.Select(column => column.Name)],
                _transfer.ReadAsync(table, token),
                token
            )
            : _transfer.ReadAsync(table, token);

    private async IAsyncEnumerable<string?[]> ReadLiteralsAsync(
        TransferTable table,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var isMasked = request.Mask?.Changes(table.Name) is true;
        await foreach (var row in isMasked ? ReadAsync(table, token) : _transfer.ReadLiteralsAsync(table, token))
        {
            for (var at = 0; isMasked && at < row.Length; at++)
            {
                row[at] = _transfer.LiteralOf(row[at], table.Columns[at].Kind);
            }

            yield return row;
        }
    }

    // Counted by the engine as well, in the same moment: what it counts is what was written.
    private async Task<ExportedTable> CountedAsync(
        TransferTable table,
        OmittedSecrets secrets,
        long written,
        CancellationToken token
    )
    {
        var counted = secrets.Tables.Contains(table.Name) ? 0 : await CountAsync(table, token);
        return counted == written
            ? await ExportedAsync(table, written, token)
            : throw new ExportException(
                $"{table.Name} has {counted} rows, but {written} could be read. The export was deleted again. A table "
                    + $"without columns of its own has no rows to export; else check the table for damage."
            );
    }

    private async Task<ExportedTable> ExportedAsync(TransferTable table, long rows, CancellationToken token) =>
        new(
            table.Name.Schema,
            table.Name.Name,
            rows,
            [.. table.Columns.Select(column => new ExportedColumn(column.Name, column.Kind))]
        )
        {
            Of = table.Condition is null ? null : await CountAsync(table with { Condition = null }, token),
        };

    private async Task<long> CountAsync(TransferTable table, CancellationToken token) =>
        (
            await session.QueryAsync(
                $"SELECT count(*) FROM {session.Database.Dialect.Quote(table.Name)}{table.Where}",
                row => row.GetInt64(0),
                token
            )
        )[0];

    private static async Task LinesAsync(
        TextWriter text,
        IEnumerable<string> lines,
        string end,
        CancellationToken token
    )
    {
        foreach (var line in lines)
        {
            await text.WriteAsync($"{line}{end}\n".AsMemory(), token);
        }
    }

    // The shells take a line that begins with a backslash or a point for a command of theirs.
    private static void RefuseNamesWithLineEnds(TableOrder order)
    {
        var names = order.Tables.SelectMany(table =>
            table.Columns.Select(column => column.Name).Prepend(table.Name.Name).Prepend(table.Name.Schema ?? "")
        );
        if (names.FirstOrDefault(name => name.Any(char.IsControl)) is { } name)
        {
            throw new ExportException(
                $"The name \"{string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))}\" holds a line end or "
                    + $"another control character, which has no place in a file of SQL. Export with --format csv."
            );
        }
    }

    private static string FileName(int number, ObjectName table) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number:000}-{string.Concat(table.Name.Take(40).Select(c => char.IsAsciiLetterOrDigit(c)
                || c is '_' or '-' ? c : '_'))}.csv"
        );
}
