using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Sqlite.Dialect;
using SQLitePCL;

namespace Provisioning.Sqlite.Connection;

/// <content>How statements, queries and code are run, and what their failures say.</content>
internal sealed partial class SqliteSession
{
    /// <inheritdoc />
    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        using var interrupt = InterruptOn(token);
        foreach (var statement in statements)
        {
            token.ThrowIfCancellationRequested();
            if (statement.Operation is ExecuteCode code)
            {
                Run(code, token);
                continue;
            }

            try
            {
                Execute(statement);
            }
            catch (SqliteException error)
            {
                token.ThrowIfCancellationRequested();
                throw error.SqliteErrorCode
                    is raw.SQLITE_READONLY
                        or raw.SQLITE_CANTOPEN
                        or raw.SQLITE_CORRUPT
                        or raw.SQLITE_NOTADB
                    ? database.Explain(error)
                    : Failure(error, statement, Reasons(statement));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    )
    {
        using var interrupt = InterruptOn(token);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters.Length; i++)
            {
                command.Parameters.AddWithValue($"@p{i}", parameters[i] ?? DBNull.Value);
            }

            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return Task.FromResult<IReadOnlyList<T>>(rows);
        }
        catch (SqliteException error)
        {
            token.ThrowIfCancellationRequested();
            throw Failure(error, new(sql));
        }
    }

    /// <inheritdoc />
    public override async Task<long> ChangeAsync(SqlStatement statement, CancellationToken token)
    {
        await ExecuteAsync([statement], token);
        // Without what triggers and foreign keys have changed.
        return raw.sqlite3_changes(connection.Handle);
    }

    private void Run(ExecuteCode code, CancellationToken token)
    {
        var (hasEnded, hasCommitted) = (false, false);
        raw.sqlite3_commit_hook(
            connection.Handle,
            _ =>
            {
                (hasEnded, hasCommitted) = (true, true);
                return 0;
            },
            null
        );
        raw.sqlite3_rollback_hook(connection.Handle, _ => hasEnded = true, null);
        try
        {
            code.Run(connection, _transaction);
        }
        // An interrupted statement may take its transaction back on its own.
        catch (Exception error)
            when (token.IsCancellationRequested && !hasCommitted && error is not OperationCanceledException)
        {
            throw new OperationCanceledException("The run was interrupted.", error, token);
        }
        catch (Exception error) when (_transaction is not null && hasEnded && error is not OperationCanceledException)
        {
            throw new TransactionEndedException(error);
        }
        finally
        {
            if (connection.State is System.Data.ConnectionState.Open)
            {
                raw.sqlite3_commit_hook(connection.Handle, null, null);
                raw.sqlite3_rollback_hook(connection.Handle, null, null);
            }
        }

        if (_transaction is not null && hasEnded)
        {
            throw new TransactionEndedException(null);
        }
    }

    private void Execute(SqlStatement statement)
    {
        if (statement.EnforcesForeignKeys is { } isEnforced)
        {
            _foreignKeys.Switch(statement, isEnforced);
            return;
        }

        using var suspended = _foreignKeys.Before(statement, IsInTransaction);
        using var command = connection.CreateCommand();
        command.CommandText = statement.Text;
        if (SqlitePragma.Read(statement.Text) is { Name: "journal_mode", Value: { } wanted })
        {
            var mode = $"{command.ExecuteScalar()}";
            if (!mode.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                throw new StatementFailedException(statement, $"the journal mode stays {mode}", "SQLite", 0, null);
            }

            return;
        }

        if (command.ExecuteNonQuery() == 0 && statement.MustChangeRows)
        {
            throw StatementFailedException.NoRows(statement);
        }
    }

    private CancellationTokenRegistration InterruptOn(CancellationToken token) =>
        token.Register(() => raw.sqlite3_interrupt(connection.Handle));

    private string Reasons(SqlStatement statement)
    {
        if (statement.Reasons is not { } sql)
        {
            return "";
        }

        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var reasons = new List<string>();
            while (reader.Read())
            {
                reasons.Add(reader.GetString(0));
            }

            return reasons.Count == 0 ? "" : $": {string.Join("; ", reasons)}";
        }
        catch (SqliteException)
        {
            // The first error is the one to show.
            return "";
        }
    }

    private StatementFailedException Failure(SqliteException error, SqlStatement statement, string reasons = "") =>
        new(
            statement,
            error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
                ? database.Explain(error).Message.TrimEnd('.')
                : SqliteDatabase.Reason(error) + reasons,
            $"SQLite {error.SqliteExtendedErrorCode}",
            position: 0,
            error
        );
}
