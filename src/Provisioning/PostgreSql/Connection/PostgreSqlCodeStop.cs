using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Ends what code runs on a session once the run is interrupted. Code sees no token: its statement would go on
/// at the server, with its locks, after the process has ended.</summary>
internal sealed class PostgreSqlCodeStop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _stopping = Task.CompletedTask;

    /// <summary>Waits for the interruption until it is disposed.</summary>
    /// <param name="settings">How to connect.</param>
    /// <param name="process">The session's process on the server.</param>
    /// <param name="token">The run's.</param>
    public PostgreSqlCodeStop(NpgsqlConnectionStringBuilder settings, int process, CancellationToken token) =>
        _registration = token.Register(() => _stopping = Task.Run(() => StopAsync(settings, process), _over.Token));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        // What is still on its way would meet the statements that come after.
        await _over.CancelAsync();
        await _stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    // First the statement, so that code can end well, then the session.
    private async Task StopAsync(NpgsqlConnectionStringBuilder settings, int process)
    {
        try
        {
            await using var connection = await PostgreSqlConnector.OpenAsync(settings, CancellationToken.None);
            foreach (var function in new[] { "pg_cancel_backend", "pg_terminate_backend" })
            {
                if (!_over.IsCancellationRequested)
                {
                    await using var command = new NpgsqlCommand($"SELECT pg_catalog.{function}({process})", connection);
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                    await Task.Delay(Patience, _over.Token);
                }
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or ConnectionFailedException or NpgsqlException)
        {
            // The code is over, or the server has no connection left.
        }
    }
}
