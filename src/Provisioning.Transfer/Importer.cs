using System.Security.Cryptography;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Transfer.Format;

namespace Provisioning.Transfer;

/// <summary>Imports the rows of an export into a migrated database, all in one transaction.</summary>
/// <param name="session">The database; no transaction may be open on it.</param>
/// <param name="versions">What the table of applied versions is called.</param>
/// <param name="folder">The folder with the export.</param>
public sealed class Importer(DatabaseSession session, VersionTable versions, string folder)
{
    private readonly TableTransfer _transfer = TableTransfer.Of(session);

    /// <summary>Imports. Rows keep all their values, times of change included: triggers are suspended. If it fails or
    /// is cancelled, it changes nothing.</summary>
    /// <param name="replaces">Whether the tables of the export are emptied first; otherwise tables with rows are an
    /// error.</param>
    /// <param name="isDryRun">Whether all of it is rolled back at the end.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ExportException">The export is damaged, or does not fit the database.</exception>
    /// <exception cref="ProvisioningException">A row does not fit into its table.</exception>
    public async Task<ExportManifest> RunAsync(bool replaces, bool isDryRun, CancellationToken token)
    {
        var manifest = await ExportManifest.ReadAsync(folder, token);
        await VerifyAsync(manifest, token);
        var tables = await FitAsync(manifest, token);
        var order = TableOrder.Of([.. tables.Keys]);
        await session.BeginAsync(TransactionOptions.Default, token);
        using var suspended = _transfer.SuspendTriggers();
        try
        {
            var filled = await _transfer.ClaimAsync([.. order.Tables.Select(table => table.Name)], replaces, token);
            if (filled.Count > 0)
            {
                throw new ExportException(
                    $"{string.Join(", ", filled)} of {session.Database.Location} "
                        + $"{(filled.Count == 1 ? "has" : "have")} rows already. Nothing was imported. Give --replace "
                        + $"to empty the tables of the export first, in the same transaction."
                );
            }

            await (
                manifest.Layout is ExportLayout.Csv
                    ? FillAsync(manifest, tables, order, token)
                    : RunSqlAsync(manifest, token)
            );
            await _transfer.CheckKeysAsync(token);
            await CountAsync(manifest, token);
            await (isDryRun ? session.RollbackAsync() : session.CommitAsync(token));
            return manifest;
        }
        catch (StatementFailedException error)
        {
            throw new ExportException(
                $"The import into {session.Database.Location} failed and was rolled back: {error.Message}.",
                error
            );
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task VerifyAsync(ExportManifest manifest, CancellationToken token)
    {
        var files = manifest.Layout is ExportLayout.Csv ? manifest.Tables.Select(table => table.File) : [manifest.Sql];
        foreach (var file in files)
        {
            if (file is null || file.Name != Path.GetFileName(file.Name) || file.Name is "" or "." or "..")
            {
                throw new ExportException(
                    $"The manifest in {folder} names a file that is not in its folder, or none. Nothing was imported. "
                        + $"Export again."
                );
            }

            try
            {
                await using var stream = File.OpenRead(Path.Combine(folder, file.Name));
                if (
                    stream.Length != file.Bytes
                    || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, token)) != file.Sha256
                )
                {
                    throw new ExportException(
                        $"{Path.Combine(folder, file.Name)} is not the file that was exported: its length or SHA-256 "
                            + $"differs. Nothing was imported. Export again."
                    );
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ExportException(
                    $"{Path.Combine(folder, file.Name)} cannot be read: {error.Message} Nothing was imported.",
                    error
                );
            }
        }
    }

    // Everything that keeps it from fitting is found before anything is written.
    private async Task<IReadOnlyDictionary<Table, TransferTable>> FitAsync(
        ExportManifest manifest,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadAsync(session, versions, token);
        var model = (await session.InspectAsync(token)).WithoutLedger(versions, session.Database.Dialect);
        var problems = new List<string>();
        if (ledger.Current != manifest.SchemaVersion)
        {
            problems.Add(
                $"the database is at version {ledger.Current}, and the export at {manifest.SchemaVersion}: `provision "
                    + $"up --to {manifest.SchemaVersion}` on an empty database makes the tables that it fits"
            );
        }

        if (manifest.Layout is ExportLayout.Sql && manifest.Engine != session.Database.Dialect.Name)
        {
            problems.Add($"the SQL of the export is for {manifest.Engine}: export as CSV to change the engine");
        }

        var tables = new Dictionary<Table, TransferTable>();
        foreach (var exported in manifest.Tables)
        {
            if (model.Find(exported.Table) is not { } table)
            {
                problems.Add($"there is no table {exported.Table}");
                continue;
            }

            var lacking = exported
                .Columns.Where(column => table.Find(column.Name) is null or { Computed: not null })
                .Select(column => $"{table.Name}.{column.Name}")
                .ToArray();
            problems.AddRange(lacking.Select(column => $"there is no column {column} to be filled"));
            var here = _transfer.Describe(table);
            tables.Add(
                table,
                here with
                {
                    Columns = exported
                        .Columns.Where(column => table.Find(column.Name) is not null)
                        .Select(column => new TransferColumn(column.Name, column.Kind, table.Find(column.Name)!))
                        .ToValueList(),
                }
            );
        }

        return problems.Count == 0
            ? tables
            : throw new ExportException(
                $"The export in {folder} does not fit {session.Database.Location}: {string.Join("; ", problems)}. "
                    + $"Nothing was imported."
            );
    }

    private async Task FillAsync(
        ExportManifest manifest,
        IReadOnlyDictionary<Table, TransferTable> tables,
        TableOrder order,
        CancellationToken token
    )
    {
        var frame = await _transfer.FrameAsync(
            order.Tables,
            [.. order.Circular.Where(circular => circular.Table != circular.Key.References)],
            manifest.Numbering,
            token
        );
        await session.ExecuteAsync([.. frame.Before.Select(sql => new SqlStatement(sql))], token);
        foreach (var table in order.Tables)
        {
            await FillAsync(manifest.Tables.Single(exported => exported.Table == table.Name), tables[table], token);
        }

        await session.ExecuteAsync([.. frame.After.Select(sql => new SqlStatement(sql))], token);
    }

    private async Task FillAsync(ExportedTable exported, TransferTable table, CancellationToken token)
    {
        using var text = new StreamReader(
            Path.Combine(folder, exported.File!.Name),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
        );
        using var reader = new CsvReader(text);
        try
        {
            if (exported.Columns.Count == 0)
            {
                return;
            }

            if (
                reader.Read(exported.Columns.Count) is not { } header
                || !header.SequenceEqual(exported.Columns.Select(column => column.Name), StringComparer.Ordinal)
            )
            {
                throw new FormatException("does not begin with the names of its columns");
            }

            var rows = await _transfer.WriteAsync(
                table,
                exported.Rows,
                () => reader.Read(exported.Columns.Count),
                token
            );
            if (rows != exported.Rows || reader.Read(exported.Columns.Count) is not null)
            {
                throw new FormatException($"has not the {exported.Rows} rows that its manifest says");
            }
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            throw new ExportException(
                $"{Path.Combine(folder, exported.File.Name)} {error.Message}. Nothing was imported.",
                error
            );
        }
    }

    // Written by us, a line for each row: what is a statement ends with the line that ends with a semicolon.
    private async Task RunSqlAsync(ExportManifest manifest, CancellationToken token)
    {
        using var text = new StreamReader(Path.Combine(folder, manifest.Sql!.Name), Encoding.UTF8);
        var statement = new StringBuilder();
        while (await text.ReadLineAsync(token) is { } line)
        {
            // The transaction is ours, and so is what the shell's commands ask for.
            if (
                statement.Length == 0
                && line
                    is ""
                        or ['-', '-', ..]
                        or ['\\', ..]
                        or ['.', ..]
                        or "BEGIN;"
                        or "BEGIN IMMEDIATE;"
                        or "COMMIT;"
            )
            {
                continue;
            }

            statement.Append(line).Append('\n');
            if (line.EndsWith(';'))
            {
                await session.ExecuteAsync(statement.ToString(0, statement.Length - 2), token);
                statement.Clear();
            }
        }
    }

    private async Task CountAsync(ExportManifest manifest, CancellationToken token)
    {
        foreach (var table in manifest.Tables)
        {
            var rows = (
                await session.QueryAsync(
                    $"SELECT count(*) FROM {session.Database.Dialect.Quote(table.Table)}",
                    row => row.GetInt64(0),
                    token
                )
            )[0];
            if (rows != table.Rows)
            {
                throw new ExportException(
                    $"{table.Table} would have {rows} rows after the import, and had {table.Rows} in the export. "
                        + $"Nothing was imported. A rule or a trigger of the database may delete or add rows."
                );
            }
        }
    }
}
