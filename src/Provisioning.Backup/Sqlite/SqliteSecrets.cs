using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Provisioning.Systems;
using SQLitePCL;

namespace Provisioning.Backup.Sqlite;

/// <summary>Takes secrets out of a copy, down to the pages that they were on.</summary>
internal static class SqliteSecrets
{
    /// <summary>Empties the secret tables and replaces the values of the secret columns.</summary>
    /// <returns>What was left out, for people.</returns>
    /// <exception cref="ProvisioningException">One of them does not exist: it might be a slip that lets a secret
    /// out.</exception>
    public static async Task<IReadOnlyList<string>> RemoveAsync(
        SqliteDatabase copy,
        BackupProfile profile,
        CancellationToken token
    )
    {
        await using var session = await copy.OpenAsync(token);
        var model = await session.InspectAsync(token);
        EnsureThere(profile, model);
        // Triggers would copy these changes to other tables.
        _ = raw.sqlite3_db_config(
            ((SqliteConnection)session.Connection).Handle,
            raw.SQLITE_DBCONFIG_ENABLE_TRIGGER,
            0,
            out _
        );
        var dialect = session.Database.Dialect;
        try
        {
            await session.ExecuteAsync("PRAGMA secure_delete = ON", token);
            foreach (var table in profile.SecretTables)
            {
                await session.ExecuteAsync($"DELETE FROM {dialect.Quote(table)}", token);
            }

            foreach (var column in profile.SecretColumns)
            {
                var name = Dialect.Quote(column.Column);
                var value = column.Replacement is null ? "NULL" : Dialect.QuoteText(column.Replacement);
                await session.ExecuteAsync(
                    $"UPDATE {dialect.Quote(column.Table)} SET {name} = {value} WHERE {name} IS NOT NULL",
                    token
                );
            }

            // Deleted rows are still on free pages.
            await session.ExecuteAsync("VACUUM", token);
        }
        catch (StatementFailedException error)
        {
            throw new ProvisioningException(
                $"Secrets cannot be taken out of the backup: {error.Message}. Correct the system's backup profile: a "
                    + $"column that takes no NULL needs a replacement.",
                error
            );
        }

        return
        [
            .. profile.SecretTables.Select(table => $"rows of {table}"),
            .. profile.SecretColumns.Select(column => $"values of {column.Column} of {column.Table}"),
        ];
    }

    private static void EnsureThere(BackupProfile profile, DatabaseModel model)
    {
        string[] unknown =
        [
            .. profile.SecretTables.Where(table => !model.Tables.ContainsKey(table)).Select(table => $"table {table}"),
            .. profile
                .SecretColumns.Where(column => model.Find(column.Table)?.Find(column.Column) is null)
                .Select(column => $"column {column.Column} of {column.Table}"),
        ];
        if (unknown.Length > 0)
        {
            throw new ProvisioningException(
                $"The backup was to be without secrets, and {string.Join(", ", unknown)} does not exist. It might be "
                    + $"called otherwise and still be in there. Correct the system's backup profile."
            );
        }
    }
}
