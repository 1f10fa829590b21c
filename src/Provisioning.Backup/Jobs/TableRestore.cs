using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Backup.Jobs;

/// <summary>Brings one table back from a set, and leaves all others as they are.</summary>
/// <param name="repository">Where the set is.</param>
/// <param name="check">Looks at the restored database before its table is taken.</param>
/// <param name="time">The clock.</param>
public sealed class TableRestore(BackupRepository repository, RestoreCheck check, TimeProvider time)
{
    /// <summary>Restores the whole set apart, checks it there, and takes the table from it. A table that is there has
    /// to have the structure that it had; its rows are replaced. If it fails, the target is unchanged.</summary>
    /// <param name="target">The database that gets the table.</param>
    /// <param name="manifest">The set.</param>
    /// <param name="table">The table as reports name it: <c>users</c>, <c>audit.entries</c>.</param>
    /// <param name="newest">The newest version that the system's migrations know; a set of a later one is
    /// refused.</param>
    /// <param name="safetyCopy">Backs the target up before rows are replaced; null: a table with rows in it is
    /// refused.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It was refused, or failed.</exception>
    public async Task<RestoredTable> RunAsync(
        BackupEngine target,
        BackupManifest manifest,
        string table,
        long newest,
        Func<Task<BackupManifest>>? safetyCopy,
        CancellationToken token
    )
    {
        var start = time.GetTimestamp();
        BackupRestore.EnsureFits(target, manifest, newest);
        var report = await repository.ReadReportAsync(manifest, token);
        if (report.Contents.Tables.All(known => known.Name != table))
        {
            throw new ProvisioningException(
                $"Set {manifest.Id} has no table {table}. It has: "
                    + $"{string.Join(", ", report.Contents.Tables.Select(known => known.Name))}."
            );
        }

        if (!await target.Database.ExistsAsync(token))
        {
            throw new ProvisioningException(
                $"{target.Database.Location} does not exist, and one table alone makes no database. Restore the whole "
                    + $"set, or create it with `provision init`."
            );
        }

        return await new TemporaryCopy(target).UseAsync(
            report.Contents,
            repository.PartsOf(manifest, report),
            async apart =>
            {
                if ((await check.RunAsync(apart, report.Contents, token)).Wrong is { Count: > 0 } found)
                {
                    throw new BackupDamagedException(
                        $"Set {manifest.Id} was restored apart, and is not what was backed up: "
                            + $"{string.Join(" ", found)} {target.Database.Location} was not touched."
                    );
                }

                var (name, rows) = await CompareAsync(target.Database, apart.Database, table, token);
                if (rows > 0 && safetyCopy is null)
                {
                    throw new ProvisioningException(
                        $"{table} of {target.Database.Location} has {rows} rows, and a restore would replace them. "
                            + $"Give --force, which first takes a backup of the database, or another database with "
                            + $"--into."
                    );
                }

                var kept = rows > 0 ? await safetyCopy!() : null;
                return new RestoredTable(
                    manifest,
                    table,
                    await target.TakeTableAsync(apart.Database, name, token),
                    kept,
                    time.GetElapsedTime(start)
                );
            },
            token
        );
    }

    // The rows that the table has in the target; none where it is missing there.
    private async Task<(ObjectName Name, long Rows)> CompareAsync(
        Database target,
        Database from,
        string table,
        CancellationToken token
    )
    {
        await using var apart = await from.OpenAsync(token);
        var (there, name) = await LinesAsync(apart, table, token);
        if (name is null)
        {
            throw new ProvisioningException(
                $"{table} is a table of our own, which says what migrations have run. It is restored with the whole "
                    + $"set only."
            );
        }

        await using var session = await target.OpenAsync(token);
        var (here, present) = await LinesAsync(session, table, token);
        if (present is null)
        {
            return (name.Value, 0);
        }

        var found = await StructureComparison.OfAsync(there, here, apart, token);
        string[] parts =
        [
            .. found.Missing.Select(line => $"the backup has {line.Text}"),
            .. found.Extra.Select(line => $"the database has {line.Text}"),
        ];
        if (parts.Length > 0)
        {
            throw new ProvisioningException(
                $"{table} of {target.Location} is not of the structure that it had: "
                    + $"{string.Join("; ", parts.Take(5))}"
                    + $"{(parts.Length > 5 ? $"; and {parts.Length - 5} more" : "")}. Nothing was restored. "
                    + $"Migrate the database to the version of the set, or restore the set elsewhere with --into."
            );
        }

        return (
            name.Value,
            (
                await session.QueryAsync(
                    $"SELECT count(*) FROM {target.Dialect.Quote(name.Value)}",
                    row => row.GetInt64(0),
                    token
                )
            )[0]
        );
    }

    private async Task<(IReadOnlyList<StructureLine> Lines, ObjectName? Name)> LinesAsync(
        DatabaseSession session,
        string table,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        // The ledger is never restored alone: it would say of the other tables what is not so.
        var model = (await session.InspectAsync(token)).WithoutLedger(check.Versions, dialect);
        var found = model.Tables.Keys.Where(name => name.ToString() == table).Cast<ObjectName?>().FirstOrDefault();
        return ([.. StructureLine.From(model, dialect).Where(line => line.Of == $"table {table}")], found);
    }
}

/// <summary>What a restore of one table did.</summary>
/// <param name="Manifest">The set.</param>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows it has now.</param>
/// <param name="SafetyCopy">The set that holds what was there before; null where nothing was.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RestoredTable(
    BackupManifest Manifest,
    string Table,
    long Rows,
    BackupManifest? SafetyCopy,
    TimeSpan Duration
);
