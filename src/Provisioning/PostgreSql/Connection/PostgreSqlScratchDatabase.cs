using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>A temporary database on a server: made under a name that no other run has, and dropped by the next run
/// where its own was killed.</summary>
internal sealed class PostgreSqlScratchDatabase : PostgreSqlDatabase
{
    private readonly string _purpose;
    private PostgreSqlScratch? _held;

    /// <summary>It is not made yet.</summary>
    /// <param name="settings">How to connect to the server.</param>
    /// <param name="identities">What a numbered column becomes where its migration does not say how.</param>
    /// <param name="schema">Where names without a schema live; null for <c>public</c>.</param>
    /// <param name="purpose">What it is for.</param>
    public PostgreSqlScratchDatabase(
        NpgsqlConnectionStringBuilder settings,
        PostgreSqlIdentities? identities,
        string? schema,
        string purpose
    )
        : base(new(settings.ConnectionString) { Database = ScratchName.New(purpose) }, identities, schema) =>
        (_purpose, ReachesOthers) = (purpose, false);

    // In the server's list a person sees what it is.
    private string Mark => $"temporary database of provision {_purpose}, which drops it";

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(TimeSpan patience, Action<string>? waiting, CancellationToken token)
    {
        var session = (_held = await PostgreSqlScratch.HoldAsync(this, _purpose, Mark, token)).Session;
        try
        {
            await CreateOverAsync(
                session,
                "`--scratch URL` names a server where the role may create databases, such as one on this machine; the "
                    + "database that is checked is then only read. Or connect as a role with CREATEDB. "
                    + (
                        _purpose is "check"
                            ? "`provision check --snapshot FILE` needs no right at all: the file is one that "
                                + "`provision snapshot` has written where the migrations were built."
                            : ""
                    ),
                token
            );
            if (HasOwnSchema)
            {
                await CreateSchemaAsync(token);
            }

            await session.ExecuteAsync($"COMMENT ON DATABASE {Quoted(Name)} IS '{Mark}'", token);
            return true;
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => DropAsync(CancellationToken.None));
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<bool> DropAsync(CancellationToken token)
    {
        if (_held is not { } held)
        {
            return false;
        }

        _held = null;
        await using (held)
        {
            await held.Session.ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(Name)} WITH (FORCE)", token);
            return true;
        }
    }
}
