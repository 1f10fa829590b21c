using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Testing.Copies;

/// <summary>A copy on a PostgreSQL server.</summary>
internal sealed class PostgreSqlCopy : DatabaseCopy
{
    private readonly PostgreSqlCopies _store;
    private readonly TestName _name;
    private readonly TestName _template;
    private readonly TemplateRecipe _recipe;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private NpgsqlDataSource? _source;
    private bool _isKept;

    /// <summary>One that was made.</summary>
    public PostgreSqlCopy(
        PostgreSqlCopies store,
        Database place,
        TestName name,
        TestName template,
        TemplateRecipe recipe
    )
    {
        (_store, _name, _template, _recipe) = (store, name, template, recipe);
        Database = place.Beside(Name);
        _settings = new(place.ConnectionString) { Database = Name, Pooling = true };
        // What this library sets for its own sessions is nothing for the application.
        foreach (var own in (string[])["Search Path", "Command Timeout", "Application Name"])
        {
            _settings.Remove(own);
        }
    }

    /// <inheritdoc />
    public override string Name => _name.ToString();

    /// <inheritdoc />
    public override Database Database { get; }

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    /// <inheritdoc />
    public override string Url
    {
        get
        {
            var url = PostgreSqlUrl.Mask(_settings);
            return _settings.Password is { Length: > 0 } password && url.IndexOf('@') is > 0 and var at
                ? $"{url[..at]}:{Uri.EscapeDataString(password)}{url[at..]}"
                : url;
        }
    }

    /// <inheritdoc />
    public override DbDataSource DataSource => _source ??= NpgsqlDataSource.Create(ConnectionString);

    /// <inheritdoc />
    public override async Task ResetAsync(CancellationToken token)
    {
        var rows = await _store.RowsAsync(_template, _recipe).WaitAsync(token);
        await using var connection = (NpgsqlConnection)await DataSource.OpenConnectionAsync(token);
        try
        {
            await rows.RestoreAsync(connection, token);
        }
        catch (PostgresException error)
        {
            throw new ProvisioningException(
                $"The rows of {Database.Location} could not be brought back: {error.MessageText} ({error.SqlState}). "
                    + "Nothing was changed. "
                    + (
                        error.SqlState == PostgresErrorCodes.InsufficientPrivilege
                            ? "A reset switches triggers and foreign keys off for its transaction, which needs a "
                                + "superuser, or GRANT SET ON PARAMETER session_replication_role."
                            : "A test that changes the structure needs a database of its own."
                    ),
                error
            );
        }
    }

    /// <inheritdoc />
    public override async Task<string> KeepAsync()
    {
        await _store.KeepAsync(_name);
        _isKept = true;
        return Url;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        // Those that the test opened by the connection string.
        await using (var any = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(any);
        }

        if (!_isKept)
        {
            await _store.DropAsync(_name, CancellationToken.None);
        }
    }
}
