using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using static Provisioning.PostgreSql.Connection.PostgreSqlName;

namespace Provisioning.Administration.Roles.PostgreSql;

/// <summary>The statements about roles that a session sends.</summary>
internal static class PostgreSqlRoles
{
    // Waits no longer for a table in use, so that the application's queries do not queue up.
    private static readonly TimeSpan TableWait = TimeSpan.FromSeconds(2);

    /// <summary>Refuses names that the server could not have or would take for something else.</summary>
    /// <exception cref="ProvisioningException">One of them is such a name, or both roles have the same.</exception>
    public static void Check(RolePolicy policy)
    {
        PostgreSqlName.Check(policy.Roles.Application, "role");
        PostgreSqlName.Check(policy.Roles.Migration, "role");
        foreach (var schema in policy.Schemas)
        {
            PostgreSqlName.Check(schema, "schema");
        }

        if (policy.Roles.Application == policy.Roles.Migration)
        {
            throw new ProvisioningException(
                $"The application and the migrations cannot both be {policy.Roles.Application}: one may change the "
                    + $"structure and the other may not. Name two roles."
            );
        }
    }

    /// <summary>Compares the catalogue with the policy.</summary>
    /// <param name="session">The session.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="last">Findings from elsewhere, to be fixed last.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<RoleReport> ReadAsync(
        DatabaseSession session,
        RolePolicy policy,
        IReadOnlyList<RoleFinding> last,
        CancellationToken token
    )
    {
        var facts = await RoleFactsReader.ReadAsync(session, policy.Roles, token);
        var report = new RoleRules(facts, policy).Report(last);
        return report.Statements.Count == 0
            ? report
            : report with
            {
                Statements = AsMember(report, facts.Session, policy.Roles.Migration),
            };
    }

    /// <summary>Sends statements in the transaction that is open.</summary>
    /// <exception cref="ProvisioningException">The server refused one. The message quotes it, passwords
    /// apart.</exception>
    public static async Task SendAsync(
        DatabaseSession session,
        IReadOnlyList<string> statements,
        CancellationToken token
    )
    {
        try
        {
            await session.ExecuteAsync([.. statements.Select(sql => new SqlStatement(sql))], token);
        }
        catch (StatementFailedException error)
        {
            var sql = error.Statement.Text.Split(" PASSWORD ", 2)[0];
            var next = error.Code switch
            {
                PostgresErrorCodes.LockNotAvailable =>
                    "A transaction is using the table. Try again, or when there is less to do.",
                PostgresErrorCodes.InsufficientPrivilege => "Let a superuser run it, or the owner with CREATEROLE.",
                _ => "`--dry-run` prints all statements.",
            };
            throw new ProvisioningException(
                $"PostgreSQL refused {sql}: {error.Message}. Nothing was changed. {next}",
                error
            );
        }
    }

    /// <summary>Opens a transaction in which names are found in the catalogue alone.</summary>
    public static async Task BeginAsync(DatabaseSession session, CancellationToken token)
    {
        await session.BeginAsync(TransactionOptions.Default with { LockTimeout = TableWait }, token);
        await session.ExecuteAsync("SET LOCAL search_path TO pg_catalog", token);
    }

    /// <summary>The statement that gives a role a password. It holds the verifier, not the password.</summary>
    /// <param name="role">The role.</param>
    /// <param name="verifier">What the server keeps.</param>
    /// <param name="until">Until when the password is taken; null leaves that as it is.</param>
    public static string SetPassword(string role, string verifier, string? until) =>
        $"ALTER ROLE {Quote(role)} PASSWORD "
        + $"{Literal(verifier)}{(until is null ? "" : $" VALID UNTIL {Literal(until)}")}";

    /// <summary>What the server keeps of a role's password, to put it back; null where we may not see it or there is
    /// none.</summary>
    public static async Task<string?> VerifierAsync(DatabaseSession session, string role, CancellationToken token)
    {
        var mayRead = await session.QueryAsync(
            "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')",
            row => row.GetBoolean(0),
            token
        );
        if (!mayRead[0])
        {
            return null;
        }

        var kept = await session.QueryAsync(
            "SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = @p0 AND rolpassword IS NOT NULL",
            row => row.GetString(0),
            token,
            role
        );
        return kept is [var verifier] ? verifier : null;
    }

    /// <summary>Whether a role is there, and until when its password is taken, as the server writes it; null for
    /// ever.</summary>
    public static async Task<(bool Exists, string? Until)> FindAsync(
        DatabaseSession session,
        string role,
        CancellationToken token
    )
    {
        var found = await session.QueryAsync(
            "SELECT CASE WHEN rolvaliduntil < 'infinity' THEN rolvaliduntil::text END FROM pg_catalog.pg_roles WHERE "
                + "rolname = @p0",
            row => row.IsDBNull(0) ? null : row.GetString(0),
            token,
            role
        );
        return (found.Count > 0, found.Count > 0 ? found[0] : null);
    }

    // Who is no superuser can give objects to the migration role, and grant on them afterwards, only as a member of it.
    // The membership ends with the work.
    private static List<string> AsMember(RoleReport report, SessionFact asks, string migration)
    {
        var all = report.Statements;
        if (asks.IsSuperuser || asks.ActsAsMigration)
        {
            return [.. all];
        }

        var roles = report
            .Findings.TakeWhile(finding =>
                finding.Sql is [var sql] && sql.StartsWith("CREATE ROLE", StringComparison.Ordinal)
            )
            .Count();
        return
        [
            .. all.Take(roles),
            $"GRANT {Quote(migration)} TO "
                + $"CURRENT_USER{(asks.HasMembershipOptions ? " WITH INHERIT TRUE, SET TRUE" : "")}",
            .. all.Skip(roles),
            $"REVOKE {Quote(migration)} FROM CURRENT_USER",
        ];
    }
}
