using System.Data.Common;

namespace Provisioning.Testing.Copies;

/// <summary>A connection in a transaction that is never committed.</summary>
public sealed class RolledBackConnection : IAsyncDisposable
{
    private RolledBackConnection(DbConnection connection, DbTransaction transaction) =>
        (Connection, Transaction) = (connection, transaction);

    /// <summary>The connection, open.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction, for commands that take one. What commits it commits it: hand code that is tested the
    /// connection, and let it use savepoints.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>Rolls back and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    internal static async Task<RolledBackConnection> OpenAsync(DbDataSource source, CancellationToken token)
    {
        var connection = await source.OpenConnectionAsync(token);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(token));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
