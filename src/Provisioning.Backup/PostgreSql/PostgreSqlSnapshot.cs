using System.Globalization;
using Npgsql;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Backup.PostgreSql;

/// <summary>A moment of a database, held by a session of ours, whose snapshot pg_dump uses as well: what was counted is
/// what is dumped.</summary>
internal sealed class PostgreSqlSnapshot : BackupSnapshot
{
    private const string Sizes = """
        SELECT n.nspname::text, c.relname::text, pg_catalog.pg_total_relation_size(c.oid), s.n_tup_ins, s.n_tup_upd,
            s.n_tup_del
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT
            JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
        WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
        """;

    private readonly DatabaseSession _session;
    private readonly PostgreSqlToolEnvironment _client;
    private readonly CancellationTokenSource _looking;
    private readonly Task<BackupContents> _contents;

    private PostgreSqlSnapshot(
        DatabaseSession session,
        PostgreSqlToolEnvironment client,
        Func<CancellationToken, Task<BackupContents>> look,
        Func<Task, IReadOnlyList<BackupPart>> parts,
        CancellationToken token
    )
    {
        (_session, _client, _looking) = (session, client, CancellationTokenSource.CreateLinkedTokenSource(token));
        _contents = look(_looking.Token);
        Parts = parts(_contents);
    }

    /// <inheritdoc />
    public override IReadOnlyList<BackupPart> Parts { get; }

    /// <summary>Takes the snapshot.</summary>
    public static async Task<BackupSnapshot> TakeAsync(
        PostgreSqlDatabase database,
        SnapshotRequest request,
        CancellationToken token
    )
    {
        var session = await database.OpenAsync(token);
        var client = new PostgreSqlToolEnvironment(database.Settings);
        try
        {
            return await TakeAsync(session, client, request, token);
        }
        catch
        {
            await session.DisposeAsync();
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override Task<BackupContents> ContentsAsync() => _contents;

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _looking.CancelAsync();
        await ((Task)_contents).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _looking.Dispose();
        _client.Dispose();
        await _session.DisposeAsync();
    }

    private static async Task<BackupSnapshot> TakeAsync(
        DatabaseSession session,
        PostgreSqlToolEnvironment client,
        SnapshotRequest request,
        CancellationToken token
    )
    {
        var number = int.Parse(
            (await session.QueryAsync("SELECT current_setting('server_version_num')", row => row.GetString(0), token))[
                0
            ],
            CultureInfo.InvariantCulture
        );
        var tools = await PostgreSqlTools.FindAsync(number / 10_000, ["pg_dump", "pg_dumpall"], token);
        await session.BeginSnapshotAsync(token);
        // It only waits while pg_dump works.
        await session.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 0", token);
        var snapshot = (
            await session.QueryAsync("SELECT pg_catalog.pg_export_snapshot()", row => row.GetString(0), token)
        )[0];
        var secrets = request.WithoutSecrets
            ? OmittedSecrets.Of(request.Profile, await session.InspectAsync(token))
            : OmittedSecrets.None;
        var filtered = await FilteredAsync(session, secrets, token);
        var properties = await PostgreSqlDatabaseProperties.ReadAsync(
            session,
            [.. filtered.Select(rows => rows.Rows)],
            token
        );
        var globals = await GlobalsAsync(tools, client, token);
        var bytes = await SizeAsync(session, token);
        string[] left =
        [
            .. secrets
                .Tables.Concat(filtered.Select(rows => rows.Rows.Table))
                .Select(table => $"--exclude-table-data={Pattern(table)}"),
        ];
        string[] dump =
        [
            "--format=custom",
            "--compress=0",
            "--no-password",
            "--lock-wait-timeout=60000",
            $"--snapshot={snapshot}",
            .. left,
        ];
        string[] omitted =
        [
            .. secrets.Omitted,
            .. globals is null ? ["roles of the server, which this user may not read"] : Array.Empty<string>(),
        ];
        return new PostgreSqlSnapshot(
            session,
            client,
            async stop =>
            {
                var read = await ContentsAsync(session, number, request, secrets, stop);
                return read with { Tools = $"pg_dump {tools}", Omitted = [.. read.Omitted, .. omitted] };
            },
            contents =>
                [
                    new(PostgreSqlDatabaseProperties.Part, properties.WriteAsync),
                    new(PostgreSqlBackup.Dump, (to, stop) =>
                        DumpAsync(tools["pg_dump"], dump, client, contents, to, stop)
                    )
                    {
                        Bytes = bytes,
                    },
                    .. filtered.Select(rows => new BackupPart(rows.Rows.Part, (to, stop) =>
                        CopyAsync(session, contents, rows.Query, to, stop)
                    )),
                    .. globals is null
                        ? []
                        : (BackupPart[])[new("globals", (to, stop) => to.WriteAsync(globals, stop).AsTask())],
                ],
            token
        );
    }

    // The moment ends with the session that reads the contents: what it failed on is why pg_dump fails.
    private static async Task DumpAsync(
        string program,
        IReadOnlyList<string> arguments,
        PostgreSqlToolEnvironment client,
        Task contents,
        Stream to,
        CancellationToken token
    )
    {
        try
        {
            await PostgreSqlProcess.RunAsync(program, arguments, client.Environment, input: null, to, token);
        }
        catch (PostgreSqlToolException) when (contents.IsFaulted)
        {
            await contents;
            throw;
        }
    }

    private static async Task<BackupContents> ContentsAsync(
        DatabaseSession session,
        int number,
        SnapshotRequest request,
        OmittedSecrets secrets,
        CancellationToken token
    )
    {
        var bytes = await SizeAsync(session, token);
        var version = $"{number / 10_000}.{number % 10_000}";
        var contents = await ContentsReader.ReadAsync("postgresql", version, bytes, session, request, token);
        var sizes = (
            await session.QueryAsync(
                Sizes,
                row =>
                    (
                        Name: new ObjectName(
                            row.GetString(0) is "public" ? null : row.GetString(0),
                            row.GetString(1)
                        ).ToString(),
                        Bytes: row.GetInt64(2),
                        Inserted: Number(row, 3),
                        Updated: Number(row, 4),
                        Deleted: Number(row, 5)
                    ),
                token
            )
        )
            // "audit.log" of the schema public and log of the schema audit have one name here.
            .DistinctBy(size => size.Name, StringComparer.Ordinal)
            .ToDictionary(size => size.Name, StringComparer.Ordinal);
        var empty = secrets.Tables.Select(table => table.ToString()).ToHashSet(StringComparer.Ordinal);
        return contents with
        {
            Encrypted =
            [
                .. contents.Encrypted.Select(column =>
                    secrets.Hides(column.Table, column.Column) ? column with { Values = 0 } : column
                ),
            ],
            Tables =
            [
                .. contents.Tables.Select(table =>
                    sizes.TryGetValue(table.Name, out var size)
                        ? table with
                        {
                            Rows = empty.Contains(table.Name) ? 0 : table.Rows,
                            Bytes = size.Bytes,
                            Inserted = size.Inserted,
                            Updated = size.Updated,
                            Deleted = size.Deleted,
                        }
                        : table
                ),
            ],
        };
    }

    private static async Task<long> SizeAsync(DatabaseSession session, CancellationToken token) =>
        (
            await session.QueryAsync(
                "SELECT pg_catalog.pg_database_size(current_database())",
                row => row.GetInt64(0),
                token
            )
        )[0];

    private static long? Number(System.Data.Common.DbDataReader row, int at) =>
        row.IsDBNull(at) ? null : row.GetInt64(at);

    // Roles and tablespaces; null where the server keeps them from this user.
    private static async Task<byte[]?> GlobalsAsync(
        PostgreSqlTools tools,
        PostgreSqlToolEnvironment client,
        CancellationToken token
    )
    {
        try
        {
            using var text = new MemoryStream();
            await PostgreSqlProcess.RunAsync(
                tools["pg_dumpall"],
                ["--globals-only", "--no-role-passwords", "--no-password"],
                client.Environment,
                input: null,
                text,
                token
            );
            return text.ToArray();
        }
        catch (PostgreSqlToolException error) when (error.Said.Contains("permission denied", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<(FilteredRows Rows, string Query)>> FilteredAsync(
        DatabaseSession session,
        OmittedSecrets secrets,
        CancellationToken token
    )
    {
        if (secrets.Columns.Count == 0)
        {
            return [];
        }

        var (model, dialect) = (await session.InspectAsync(token), session.Database.Dialect);
        return
        [
            .. secrets
                .Columns.Where(secret => !secrets.Tables.Contains(secret.Table))
                .GroupBy(secret => secret.Table)
                .Select(
                    (table, at) =>
                    {
                        var columns = model
                            .Find(table.Key)!
                            .Columns.Where(column => column.Computed is null)
                            .Select(column => column.Name)
                            .ToArray();
                        var values = columns.Select(column =>
                            table.FirstOrDefault(secret => secret.Column == column) is { } secret
                                ? Replaced(secret)
                                : Dialect.Quote(column)
                        );
                        return (
                            new FilteredRows($"rows-{at + 1}", table.Key, columns),
                            $"COPY (SELECT {string.Join(", ", values)} FROM {dialect.Quote(table.Key)}) TO STDOUT "
                                + $"(FORMAT BINARY)"
                        );
                    }
                ),
        ];
    }

    private static string Replaced(SecretColumn secret) =>
        secret.Replacement is { } text
            ? $"CASE WHEN {Dialect.Quote(secret.Column)} IS NOT NULL THEN {Dialect.QuoteText(text)} END"
            : "NULL";

    private static async Task CopyAsync(
        DatabaseSession session,
        Task contents,
        string query,
        Stream to,
        CancellationToken token
    )
    {
        // The session does one thing at a time.
        await contents;
        try
        {
            await using var rows = await ((NpgsqlConnection)session.Connection).BeginRawBinaryCopyAsync(query, token);
            await rows.CopyToAsync(to, token);
        }
        catch (PostgresException error)
        {
            throw new StatementFailedException(new(query), error.MessageText, error.SqlState, error.Position, error);
        }
    }

    // In double quotes a pattern is a name, whatever is in it.
    private static string Pattern(ObjectName table) =>
        $"{Dialect.Quote(table.Schema ?? "public")}.{Dialect.Quote(table.Name)}";
}
