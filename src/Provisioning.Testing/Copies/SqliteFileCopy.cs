using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Sqlite.Connection;

namespace Provisioning.Testing.Copies;

/// <summary>A copy in a file, which other programs can open.</summary>
/// <param name="store">Where it is.</param>
/// <param name="name">Its name.</param>
/// <param name="template">The file of its template.</param>
/// <param name="types">How columns are declared.</param>
internal sealed class SqliteFileCopy(SqliteCopies store, TestName name, string template, SqliteTypes types)
    : DatabaseCopy
{
    private readonly SqliteConnectionStringBuilder _settings = new()
    {
        DataSource = store.FileOf(name),
        ForeignKeys = true,
    };

    private bool _isKept;

    /// <inheritdoc />
    public override string Name => name.ToString();

    /// <inheritdoc />
    public override Database Database => field ??= new SqliteDatabase(_settings, types);

    /// <inheritdoc />
    public override string Url => $"sqlite:///{_settings.DataSource}";

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    /// <inheritdoc />
    public override DbDataSource DataSource => field ??= SqliteFactory.Instance.CreateDataSource(ConnectionString);

    /// <inheritdoc />
    public override async Task ResetAsync(CancellationToken token)
    {
        try
        {
            using var source = new SqliteSource(template);
            await using var connection = new SqliteConnection($"Data Source={_settings.DataSource};Pooling=False");
            await connection.OpenAsync(token);
            await source.CopyToAsync(connection, token);
        }
        catch (SqliteException error)
        {
            throw new ProvisioningException(
                $"The rows of {Url} could not be brought back: {error.Message} Close readers and transactions first.",
                error
            );
        }
    }

    /// <inheritdoc />
    public override Task<string> KeepAsync()
    {
        store.Keep(name);
        _isKept = true;
        return Task.FromResult(Url);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await using (var any = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(any);
        }

        if (!_isKept)
        {
            await store.DropAsync(name, CancellationToken.None);
        }
    }
}
