using Provisioning.Administration.Roles.PostgreSql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Ledger;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Administration.Roles;

/// <summary>Gives a database on a PostgreSQL server its two roles with what they need and nothing beyond, and reports
/// differences.</summary>
public sealed class RoleProvisioner
{
    private static readonly TimeSpan ForTheLock = TimeSpan.FromMinutes(1);

    private static readonly EngineAbilities<Func<Database, PostgreSqlDatabase>> Servers = new(
        (KnownEngines.PostgreSql, database => (PostgreSqlDatabase)database)
    );

    private readonly PostgreSqlDatabase _database;
    private readonly RolePolicy _policy;
    private readonly VersionTable _versions;
    private readonly TimeProvider _time;

    /// <summary>For the roles of a database. Nothing is connected yet.</summary>
    /// <param name="database">The database. Its user is a superuser, or owns the database and may create roles.</param>
    /// <param name="policy">What the roles may do.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ProvisioningException">A role or a schema cannot be called so.</exception>
    public RoleProvisioner(PostgreSqlDatabase database, RolePolicy policy, VersionTable versions, TimeProvider time)
    {
        PostgreSqlRoles.Check(policy);
        (_database, _policy, _versions, _time) = (database, policy, versions, time);
    }

    /// <summary>The database as one on a server that has roles; null where its engine has none.</summary>
    public static PostgreSqlDatabase? ServerOf(Database database) => Servers.Of(database)?.Invoke(database);

    /// <summary>Reports what differs from the policy, and the statements that fix it. Nothing is changed.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    public async Task<RoleReport> CheckAsync(CancellationToken token)
    {
        await using var session = await _database.OpenAsync(token);
        try
        {
            await PostgreSqlRoles.BeginAsync(session, token);
            return await ReadAsync(session, token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    /// <summary>Fixes what differs, all or nothing, and checks again. A second call changes nothing.</summary>
    /// <returns>What was fixed.</returns>
    /// <exception cref="ProvisioningException">The session's user may not, a table is in use, or something could not be
    /// fixed. Nothing was changed.</exception>
    /// <exception cref="LockHeldException">A migration is under way, and did not end within a minute.</exception>
    public async Task<RoleReport> ApplyAsync(CancellationToken token)
    {
        await using var session = await _database.OpenAsync(token);
        await LockWait.TakeAsync(session.TryLockAsync, ForTheLock, _time, waiting: null, token);
        return await CleanUp.AfterAsync(() => ApplyAsync(session, token), session.UnlockAsync);
    }

    private async Task<RoleReport> ApplyAsync(DatabaseSession session, CancellationToken token)
    {
        try
        {
            await PostgreSqlRoles.BeginAsync(session, token);
            var report = await ReadAsync(session, token);
            if (report.Statements.Count == 0)
            {
                return report;
            }

            if (report.Obstacles.Count > 0)
            {
                throw new ProvisioningException(
                    $"Cannot give {_database.Location} its roles: {string.Join("; ", report.Obstacles)}. Nothing was "
                        + $"changed. Let a superuser run it, or grant what is missing. --dry-run prints the "
                        + $"statements for who may."
                );
            }

            await PostgreSqlRoles.SendAsync(session, report.Statements, token);
            var left = (await ReadAsync(session, token)).Findings.Where(finding => finding.Sql.Count > 0).ToArray();
            if (left.Length > 0)
            {
                throw new ProvisioningException(
                    $"After all statements these findings remain: "
                        + $"{string.Join(" ", left.Select(finding => finding.Message))} Nothing was changed. Let a "
                        + $"superuser run it."
                );
            }

            await session.CommitAsync(token);
            return report;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task<RoleReport> ReadAsync(DatabaseSession session, CancellationToken token) =>
        await PostgreSqlRoles.ReadAsync(session, _policy, await LedgerAsync(session, token), token);

    // The tables that the first migration would make would get the default privileges, by which the application could
    // write into them.
    private async Task<IReadOnlyList<RoleFinding>> LedgerAsync(DatabaseSession session, CancellationToken token)
    {
        var dialect = _database.Dialect;
        var (versions, ledger) = (_versions.NameOn(dialect), _versions.LedgerOn(dialect));
        // Where there are tables the next run of the migrations says first what it makes of them.
        if (
            (await session.FindTablesAsync(token, versions, ledger)).Count > 0
            || (await session.InspectAsync(token)).Tables.Count > 0
        )
        {
            return [];
        }

        var state = LedgerState.Empty with
        {
            Versions = _versions,
            IsSchemaMissing = versions.Schema is { } schema && !session.LiveSchema.SchemaExists(schema),
        };
        var (application, migration) = (
            PostgreSqlName.Quote(_policy.Roles.Application),
            PostgreSqlName.Quote(_policy.Roles.Migration)
        );
        var (versionsText, ledgerText) = (dialect.Quote(versions), dialect.Quote(ledger));
        var historyText = dialect.Quote(_versions.HistoryOn(dialect));
        return
        [
            new(
                RoleFindingKind.Missing,
                _policy.Roles.Migration,
                $"TABLE {versionsText}",
                $"The ledger is not there yet. Made by the first migration, it would be open to "
                    + $"{_policy.Roles.Application} as every other table is.",
                [
                    .. LedgerTables.Missing(state, dialect).Select(statement => statement.Text),
                    $"REVOKE ALL ON TABLE {versionsText}, {ledgerText}, {historyText} FROM {application}",
                    $"GRANT SELECT ON TABLE {versionsText} TO {application}",
                    $"ALTER TABLE {versionsText} OWNER TO {migration}",
                    $"ALTER TABLE {ledgerText} OWNER TO {migration}",
                    $"ALTER TABLE {historyText} OWNER TO {migration}",
                ]
            ),
        ];
    }
}
