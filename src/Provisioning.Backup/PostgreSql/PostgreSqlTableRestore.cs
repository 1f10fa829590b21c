using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Transfer;

namespace Provisioning.Backup.PostgreSql;

/// <summary>Brings one table from a restored database into a live one on the same server.</summary>
/// <param name="live">The live database.</param>
/// <param name="restored">The restored one.</param>
/// <param name="table">The table.</param>
internal sealed class PostgreSqlTableRestore(PostgreSqlDatabase live, PostgreSqlDatabase restored, ObjectName table)
{
    private const string KeysToTable = """
        SELECT k.conrelid::regclass::text, k.conname::text, pg_catalog.pg_get_constraintdef(k.oid),
            pg_catalog.obj_description(k.oid, 'pg_constraint')
        FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = '0' AND k.conrelid <> k.confrelid AND n.nspname = @p0
            AND c.relname = @p1 ORDER BY 1, 2
        """;

    private const string Triggers = """
        SELECT g.tgname::text, g.tgenabled::text FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c
            ON c.oid = g.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = @p0 AND c.relname = @p1 AND NOT g.tgisinternal AND g.tgenabled <> 'D' ORDER BY 1
        """;

    private string Schema => table.Schema ?? "public";

    private string Name => live.Dialect.Quote(table);

    /// <summary>Makes the table where it is missing, else replaces its rows. Returns how many it has.</summary>
    public async Task<long> RunAsync(CancellationToken token)
    {
        await using var from = await restored.OpenAsync(token);
        await using var to = await live.OpenAsync(token);
        var keys = await KeysAsync(from, token);
        if ((await to.FindTablesAsync(token, table)).Count == 0)
        {
            await MakeAsync(token);
            await to.BeginAsync(TransactionOptions.Default, token);
        }
        else
        {
            await to.BeginAsync(TransactionOptions.Default, token);
            await ReplaceAsync(from, to, await KeysAsync(to, token), token);
        }

        await PointAtAsync(to, keys, token);
        var rows = (await to.QueryAsync($"SELECT count(*) FROM {Name}", row => row.GetInt64(0), token))[0];
        await to.CommitAsync(token);
        return rows;
    }

    // pg_dump of one table brings its keys, indexes, triggers, comments and rights along; pg_restore of one out of a
    // whole dump does not.
    private async Task MakeAsync(CancellationToken token)
    {
        await using var session = await restored.OpenAsync(token);
        var number = int.Parse(
            (await session.QueryAsync("SELECT current_setting('server_version_num')", row => row.GetString(0), token))[
                0
            ],
            System.Globalization.CultureInfo.InvariantCulture
        );
        var tools = await PostgreSqlTools.FindAsync(number / 10_000, ["pg_dump", "pg_restore"], token);
        using var source = new PostgreSqlToolEnvironment(restored.Settings);
        using var target = new PostgreSqlToolEnvironment(live.Settings);
        string[] dump =
        [
            "--format=custom",
            "--compress=0",
            "--no-password",
            $"--table={Dialect.Quote(Schema)}.{Dialect.Quote(table.Name)}",
        ];
        try
        {
            await PostgreSqlProcess.RunAsync(
                tools["pg_restore"],
                [
                    "--single-transaction",
                    "--exit-on-error",
                    "--no-owner",
                    "--no-password",
                    $"--dbname={PostgreSqlRestore.Connection(live.Name)}",
                ],
                target.Environment,
                to => PostgreSqlProcess.RunAsync(tools["pg_dump"], dump, source.Environment, input: null, to, token),
                output: null,
                token
            );
        }
        catch (PostgreSqlToolException error)
        {
            throw new ProvisioningException(
                $"{table} cannot be made in {live.Location}: {error.Said} Nothing was restored. What it needs of "
                    + $"others, such as tables that it refers to, types and the functions of its triggers, has to be "
                    + $"there.",
                error
            );
        }
    }

    private async Task ReplaceAsync(
        DatabaseSession from,
        DatabaseSession to,
        IReadOnlyList<KeyTo> keys,
        CancellationToken token
    )
    {
        var triggers = await to.QueryAsync(
            Triggers,
            row => (Name: row.GetString(0), Mode: row.GetString(1)),
            token,
            Schema,
            table.Name
        );
        await to.ExecuteAsync(
            [
                .. keys.Select(key => new SqlStatement(
                    $"ALTER TABLE {key.Table} DROP CONSTRAINT {Dialect.Quote(key.Name)}"
                )),
                .. triggers.Select(trigger => new SqlStatement(
                    $"ALTER TABLE {Name} DISABLE TRIGGER {Dialect.Quote(trigger.Name)}"
                )),
                new SqlStatement($"TRUNCATE TABLE {Name}"),
            ],
            token
        );
        await CopyAsync(from, to, token);
        await to.ExecuteAsync(
            [
                .. triggers.Select(trigger => new SqlStatement(
                    $"ALTER TABLE {Name} ENABLE {Mode(trigger.Mode)}TRIGGER {Dialect.Quote(trigger.Name)}"
                )),
            ],
            token
        );
        var numbering = await TableTransfer.Of(from).NumberingAsync(token);
        var model = await from.InspectAsync(token);
        var frame = await TableTransfer
            .Of(to)
            .FrameAsync(
                [model.Find(table)!],
                [],
                [.. numbering.Where(known => model.Sequences.Keys.All(sequence => sequence.ToString() != known.Name))],
                token
            );
        await to.ExecuteAsync(
            [
                .. frame
                    .After.Where(sql => sql.StartsWith("SELECT", StringComparison.Ordinal))
                    .Select(sql => new SqlStatement(sql)),
            ],
            token
        );
        // What referred to it does so again, and each of their rows is looked at.
        await PointAtAsync(to, keys, token);
    }

    private async Task CopyAsync(DatabaseSession from, DatabaseSession to, CancellationToken token)
    {
        var model = await from.InspectAsync(token);
        var columns = string.Join(
            ", ",
            model
                .Find(table)!
                .Columns.Where(column => column.Computed is null)
                .Select(column => Dialect.Quote(column.Name))
        );
        var copy = $"COPY {Name} ({columns}) FROM STDIN (FORMAT BINARY)";
        try
        {
            await using var rows = await ((NpgsqlConnection)from.Connection).BeginRawBinaryCopyAsync(
                $"COPY (SELECT {columns} FROM {Name}) TO STDOUT (FORMAT BINARY)",
                token
            );
            await using var into = await ((NpgsqlConnection)to.Connection).BeginRawBinaryCopyAsync(copy, token);
            await rows.CopyToAsync(into, token);
        }
        catch (PostgresException error)
        {
            throw Refused(error.MessageText, error);
        }
    }

    // A constraint that is there already stays.
    private async Task PointAtAsync(DatabaseSession to, IReadOnlyList<KeyTo> keys, CancellationToken token)
    {
        var there = (await KeysAsync(to, token)).Select(key => (key.Table, key.Name)).ToHashSet();
        foreach (var key in keys.Where(key => !there.Contains((key.Table, key.Name))))
        {
            var exists = (
                await to.QueryAsync("SELECT to_regclass(@p0) IS NOT NULL", row => row.GetBoolean(0), token, key.Table)
            )[0];
            if (!exists)
            {
                continue;
            }

            try
            {
                await to.ExecuteAsync(
                    $"ALTER TABLE {key.Table} ADD CONSTRAINT {Dialect.Quote(key.Name)} {key.Definition}",
                    token
                );
            }
            catch (StatementFailedException error)
            {
                throw Refused(
                    $"{error.Message}. Rows of {key.Table} refer to rows of {table} that the backup does not have",
                    error
                );
            }

            if (key.Description is { } text)
            {
                await to.ExecuteAsync(
                    $"COMMENT ON CONSTRAINT {Dialect.Quote(key.Name)} ON {key.Table} IS {Dialect.QuoteText(text)}",
                    token
                );
            }
        }
    }

    private ProvisioningException Refused(string reason, Exception error) =>
        new(
            $"{table} of {live.Location} cannot be restored: {reason}. Nothing was restored. Restore those tables as "
                + $"well, or the whole set with --into, and bring over what is needed.",
            error
        );

    private static string Mode(string mode) =>
        mode switch
        {
            "A" => "ALWAYS ",
            "R" => "REPLICA ",
            _ => "",
        };

    private async Task<IReadOnlyList<KeyTo>> KeysAsync(DatabaseSession session, CancellationToken token) =>
        await session.QueryAsync(
            KeysToTable,
            row => new KeyTo(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3)
            ),
            token,
            Schema,
            table.Name
        );

    private sealed record KeyTo(string Table, string Name, string Definition, string? Description);
}
