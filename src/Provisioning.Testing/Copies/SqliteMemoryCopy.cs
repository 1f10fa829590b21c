using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Sqlite.Connection;

namespace Provisioning.Testing.Copies;

/// <summary>A copy in memory, which all connections of this process share.</summary>
internal sealed class SqliteMemoryCopy : DatabaseCopy
{
    private readonly SqliteCopies _store;
    private readonly TestName _name;
    private readonly SqliteSource _source;
    private readonly SqliteConnectionStringBuilder _settings;

    // The database lasts as long as one of its connections.
    private readonly SqliteConnection _keeping;

    private SqliteMemoryCopy(SqliteCopies store, TestName name, SqliteSource source, SqliteTypes types)
    {
        (_store, _name, _source) = (store, name, source);
        _settings = new()
        {
            DataSource = name.ToString(),
            Mode = SqliteOpenMode.Memory,
            Cache = SqliteCacheMode.Shared,
            ForeignKeys = true,
            Pooling = false,
        };
        _keeping = new(ConnectionString);
        Database = new SqliteDatabase(_settings, types);
    }

    /// <inheritdoc />
    public override string Name => _settings.DataSource;

    /// <inheritdoc />
    public override Database Database { get; }

    /// <inheritdoc />
    public override string? Url => null;

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    /// <inheritdoc />
    public override DbDataSource DataSource =>
        field ??= SqliteFactory.Instance.CreateDataSource(_settings.ConnectionString);

    /// <summary>Makes one.</summary>
    public static async Task<SqliteMemoryCopy> OpenAsync(
        SqliteCopies store,
        TestName name,
        SqliteSource source,
        SqliteTypes types,
        CancellationToken token
    )
    {
        var copy = new SqliteMemoryCopy(store, name, source, types);
        await copy._keeping.OpenAsync(token);
        await source.CopyToAsync(copy._keeping, token);
        return copy;
    }

    /// <inheritdoc />
    public override async Task ResetAsync(CancellationToken token)
    {
        try
        {
            await _source.CopyToAsync(_keeping, token);
        }
        catch (SqliteException error)
        {
            throw new ProvisioningException(
                $"The rows of {Name} could not be brought back: {error.Message} Close readers and transactions first.",
                error
            );
        }
    }

    /// <inheritdoc />
    public override async Task<string> KeepAsync()
    {
        var file = _store.FileOf(_name);
        await using var stored = new SqliteConnection($"Data Source={file};Pooling=False");
        await stored.OpenAsync(CancellationToken.None);
        _keeping.BackupDatabase(stored);
        _store.Keep(_name);
        return $"sqlite:///{file}";
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _keeping.DisposeAsync();
    }
}
