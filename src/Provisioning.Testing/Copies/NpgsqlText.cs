using System.Data.Common;
using Npgsql;

namespace Provisioning.Testing.Copies;

/// <summary>Statements of our own over a driver's connection.</summary>
internal static class NpgsqlText
{
    /// <summary>Runs a statement.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Whether a query has a row.</summary>
    public static async Task<bool> AnyAsync(this NpgsqlConnection connection, string sql, CancellationToken token)
    {
        var isAny = false;
        await connection.ReadAsync(sql, _ => isAny = true, token);
        return isAny;
    }

    /// <summary>Reads the rows of a query.</summary>
    public static async Task ReadAsync(
        this NpgsqlConnection connection,
        string sql,
        Action<DbDataReader> read,
        CancellationToken token
    )
    {
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            read(reader);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        // Of names that we have made ourselves, and of numbers.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
