using System.Globalization;
using Npgsql;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup.PostgreSql;

/// <summary>Makes a database from the parts of a backup.</summary>
/// <param name="database">The database, which does not exist.</param>
internal sealed class PostgreSqlRestore(PostgreSqlDatabase database)
{
    /// <summary>The major version that can read a backup: its server's, or that of the pg_dump that made it.</summary>
    public static int Major(BackupContents contents) =>
        Math.Max(
            Number(contents.EngineVersion.Split('.')[0]),
            contents.Tools?.Split(' ') is [_, var version, ..] ? Number(version.Split('.')[0]) : 0
        );

    /// <summary>Restores. Everything belongs to the user who restores; rights that others had are given again. If it
    /// fails, it drops the database again.</summary>
    /// <param name="contents">What is in the backup.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="mask">What the rows go through before they get to the server; null for nothing.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task RunAsync(BackupContents contents, BackupParts parts, RowMask? mask, CancellationToken token)
    {
        var properties = await PostgreSqlDatabaseProperties.FromAsync(parts, token);
        await using var server = await database.OpenMaintenanceAsync(token);
        var tools = await PostgreSqlTools.FindAsync(
            await EnsureFitsAsync(server, contents, properties, token),
            ["pg_restore"],
            token
        );
        RefuseFiltered(properties, mask);
        await CreateAsync(server, properties, token);
        try
        {
            using var client = new PostgreSqlToolEnvironment(database.Settings);
            var masked = mask is null
                ? null
                : await StructureAsync(server, (tools, client), (properties, parts), mask, token);
            string[] sections =
                properties.Filtered.Count == 0 && mask is null ? [""] : ["pre-data", "data", "post-data"];
            foreach (var section in sections)
            {
                if (section is "post-data")
                {
                    await CopyAsync(properties, parts, token);
                }

                await (
                    section is "data" && masked is not null
                        ? masked.RunAsync(tools["pg_restore"], client.Environment, parts, token)
                        : RestoreAsync(tools, client, section, parts, token)
                );
                if (section is "pre-data" && mask is not null)
                {
                    await DropUserMappingsAsync(token);
                }
            }

            await AnalyzeAsync(token);
            await server.ExecuteAsync([.. properties.Apply(PostgreSqlDatabase.Quoted(database.Name))], token);
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => database.Whole.DropAsync(CancellationToken.None));
            throw;
        }
    }

    // Keys and indexes come after the rows, and say which columns go together: the structure is looked at in a database
    // without rows first, which is then made again.
    private async Task<PostgreSqlMaskedRows> StructureAsync(
        DatabaseSession server,
        (PostgreSqlTools Tools, PostgreSqlToolEnvironment Client) with,
        (PostgreSqlDatabaseProperties Properties, BackupParts Parts) from,
        RowMask mask,
        CancellationToken token
    )
    {
        await RestoreAsync(with.Tools, with.Client, "pre-data", from.Parts, token);
        await DropUserMappingsAsync(token);
        await RestoreAsync(with.Tools, with.Client, "post-data", from.Parts, token);
        PostgreSqlMaskedRows masked;
        await using (var session = await database.OpenAsync(token))
        {
            var model = await session.InspectAsync(token);
            mask.Begin(model, database.Dialect);
            masked = new(database, mask, await PostgreSqlMaskedRows.TablesAsync(session, model, token));
        }

        await database.Whole.DropAsync(token);
        await CreateAsync(server, from.Properties, token);
        return masked;
    }

    // A table with partitions on other servers would be read there, which may be down, or not for this database.
    private async Task AnalyzeAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var spread = await session.FindSpreadTablesAsync(token);
        var left = spread.Keys.Select(database.Dialect.Quote).ToArray();
        var here = await session.QueryAsync(
            """
            SELECT c.oid::regclass::text FROM pg_catalog.pg_class c
            WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
                AND c.oid <> ALL (SELECT t::regclass::oid FROM pg_catalog.unnest(@p0::text[]) t)
            ORDER BY c.oid
            """,
            row => row.GetString(0),
            token,
            [left]
        );
        await session.ExecuteAsync(left.Length == 0 ? "ANALYZE" : $"ANALYZE {string.Join(", ", here)}", token);
    }

    // Rows on other servers are not masked, so that a masked database reads none of them.
    private async Task DropUserMappingsAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        await PostgreSqlForeignServers.DropUserMappingsAsync(session, token);
    }

    private static void RefuseFiltered(PostgreSqlDatabaseProperties properties, RowMask? mask)
    {
        if (mask is not null && properties.Filtered.Count > 0)
        {
            throw new ProvisioningException(
                $"The set was made without secrets, and has the rows of "
                    + $"{string.Join(", ", properties.Filtered.Select(rows => rows.Table))} in a form that cannot be "
                    + $"masked. Nothing was restored. Mask a set that was made without --without-secrets: the mask "
                    + $"removes secrets as well."
            );
        }
    }

    /// <summary>The name of a database as a connection string: a name that looks like one would be taken for
    /// one.</summary>
    public static string Connection(string name) =>
        $"dbname='{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'",
            StringComparison.Ordinal)}'";

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // Everything that would fail in the middle is looked for before the beginning.
    private async Task<int> EnsureFitsAsync(
        DatabaseSession server,
        BackupContents contents,
        PostgreSqlDatabaseProperties properties,
        CancellationToken token
    )
    {
        var here =
            Number(
                (
                    await server.QueryAsync(
                        "SELECT current_setting('server_version_num')",
                        row => row.GetString(0),
                        token
                    )
                )[0]
            ) / 10_000;
        var theirs = Number(contents.EngineVersion.Split('.')[0]);
        if (here < theirs)
        {
            throw new ProvisioningException(
                $"The backup is of PostgreSQL {theirs}, and {database.Location} is on PostgreSQL {here}, which does "
                    + $"not know all that a later one can hold. Restore to a server of {theirs} or later."
            );
        }

        var known = (
            await server.QueryAsync("SELECT rolname::text FROM pg_catalog.pg_roles", row => row.GetString(0), token)
        ).ToHashSet(StringComparer.Ordinal);
        var missing = properties.Roles.Where(role => !known.Contains(role)).ToArray();
        return missing.Length == 0
            ? Math.Max(here, Major(contents))
            : throw new ProvisioningException(
                $"The backup gives rights to roles that the server of {database.Location} does not have. Nothing was "
                    + $"restored. Create them first: "
                    + $"{string.Join(" ", missing.Select(role => $"CREATE ROLE {Dialect.Quote(role)};"))}"
            );
    }

    private async Task CreateAsync(
        DatabaseSession server,
        PostgreSqlDatabaseProperties properties,
        CancellationToken token
    )
    {
        try
        {
            await server.ExecuteAsync(properties.Create(PostgreSqlDatabase.Quoted(database.Name)), token);
        }
        catch (StatementFailedException error)
        {
            throw new ProvisioningException(
                $"A database for the restore cannot be created on the server of {database.Location}: {error.Message}. "
                    + $"It has to be {properties.Encoding} with the locales {properties.Collate} and "
                    + $"{properties.Ctype}, and the user needs CREATEDB.",
                error
            );
        }
    }

    private async Task RestoreAsync(
        PostgreSqlTools tools,
        PostgreSqlToolEnvironment client,
        string section,
        BackupParts parts,
        CancellationToken token
    )
    {
        string[] arguments =
        [
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-password",
            $"--dbname={Connection(database.Name)}",
            .. section.Length == 0 ? [] : (string[])[$"--section={section}"],
        ];
        try
        {
            await PostgreSqlProcess.RunAsync(
                tools["pg_restore"],
                arguments,
                client.Environment,
                to =>
                    section is "pre-data" or "post-data"
                        ? DumpHead.CopyAsync(parts, to, token)
                        : parts.CopyToAsync(PostgreSqlBackup.Dump, to, token),
                output: null,
                token
            );
        }
        catch (PostgreSqlToolException error)
        {
            throw new ProvisioningException(
                $"The dump cannot be restored on the server of {database.Location}: {error.Said} The database for it "
                    + $"was dropped again.",
                error
            );
        }
    }

    private async Task CopyAsync(PostgreSqlDatabaseProperties properties, BackupParts parts, CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        foreach (var rows in properties.Filtered)
        {
            var copy =
                $"COPY {database.Dialect.Quote(rows.Table)} ({string.Join(", ", rows.Columns.Select(Dialect.Quote))}) "
                + $"FROM STDIN (FORMAT BINARY)";
            try
            {
                await using var to = await ((NpgsqlConnection)session.Connection).BeginRawBinaryCopyAsync(copy, token);
                await parts.CopyToAsync(rows.Part, to, token);
            }
            catch (PostgresException error)
            {
                throw new StatementFailedException(new(copy), error.MessageText, error.SqlState, error.Position, error);
            }
        }
    }
}
