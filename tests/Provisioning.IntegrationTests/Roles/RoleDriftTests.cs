using System.Globalization;
using Provisioning.Administration.Roles;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Migrations.ToWow;
using Provisioning.Planning;
using Provisioning.PostgreSql.Connection;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Roles;

/// <summary>Changes by hand to a database whose roles were as they should be.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class RoleDriftTests(PasswordServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each a change that somebody makes by hand, and the statement that takes it back.</summary>
    public static TheoryData<string, string> Drift =>
        new()
        {
            { "GRANT TRUNCATE ON demands TO {app}", "REVOKE TRUNCATE ON TABLE public.demands FROM \"{app}\"" },
            { "REVOKE DELETE ON demands FROM {app}", "GRANT DELETE ON TABLE public.demands TO \"{app}\"" },
            {
                "GRANT SELECT (title) ON demands TO PUBLIC",
                "REVOKE SELECT (\"title\") ON TABLE public.demands FROM PUBLIC"
            },
            { "GRANT SELECT ON demands TO PUBLIC", "REVOKE SELECT ON TABLE public.demands FROM PUBLIC" },
            {
                "GRANT SELECT ON demands TO {app} WITH GRANT OPTION",
                "REVOKE GRANT OPTION FOR SELECT ON TABLE public.demands FROM \"{app}\" CASCADE"
            },
            {
                "GRANT UPDATE (\"Description\") ON \"VersionInfo\" TO {app}",
                "REVOKE UPDATE (\"Description\") ON TABLE public.\"VersionInfo\" FROM \"{app}\""
            },
            {
                "GRANT SELECT ON provisioning_ledger TO {app}",
                "REVOKE SELECT ON TABLE public.provisioning_ledger FROM \"{app}\""
            },
            { "ALTER TABLE demands OWNER TO {app}", "ALTER TABLE public.demands OWNER TO \"{migrate}\"" },
            { "CREATE TABLE by_hand_{n} (id int)", "ALTER TABLE public.by_hand_{n} OWNER TO \"{migrate}\"" },
            {
                "CREATE FUNCTION by_hand_{n}(text, int) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'",
                "REVOKE EXECUTE ON ROUTINE public.by_hand_{n}(text, integer) FROM PUBLIC"
            },
            {
                "CREATE PROCEDURE by_hand_{n}() LANGUAGE sql AS 'SELECT 1'",
                "ALTER ROUTINE public.by_hand_{n}() OWNER TO \"{migrate}\""
            },
            { "CREATE TYPE by_hand_{n} AS ENUM ('a')", "ALTER TYPE public.by_hand_{n} OWNER TO \"{migrate}\"" },
            { "CREATE DOMAIN by_hand_{n} AS int", "ALTER DOMAIN public.by_hand_{n} OWNER TO \"{migrate}\"" },
            {
                "CREATE MATERIALIZED VIEW by_hand_{n} AS SELECT 1 AS one",
                "ALTER TABLE public.by_hand_{n} OWNER TO \"{migrate}\""
            },
            { "CREATE SEQUENCE by_hand_{n}", "ALTER SEQUENCE public.by_hand_{n} OWNER TO \"{migrate}\"" },
            {
                "CREATE SCHEMA by_hand_{n} AUTHORIZATION {migrate}; REVOKE USAGE ON SCHEMA by_hand_{n} FROM {app}",
                "GRANT USAGE ON SCHEMA by_hand_{n} TO \"{app}\""
            },
            {
                "CREATE SCHEMA private_{n}; CREATE TABLE private_{n}.keys (id int); GRANT USAGE ON SCHEMA private_{n} "
                    + "TO {app}; GRANT SELECT ON private_{n}.keys TO {app}",
                "REVOKE SELECT ON TABLE private_{n}.keys FROM \"{app}\""
            },
            { "GRANT CREATE ON SCHEMA public TO PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC" },
            { "GRANT CREATE ON SCHEMA public TO {app}", "REVOKE CREATE ON SCHEMA public FROM \"{app}\"" },
            { "GRANT TEMPORARY ON DATABASE {db} TO {app}", "REVOKE TEMPORARY ON DATABASE {db} FROM \"{app}\"" },
            { "ALTER DATABASE {db} OWNER TO {app}", "ALTER DATABASE {db} OWNER TO \"{migrate}\"" },
            { "ALTER ROLE {app} SUPERUSER", "ALTER ROLE \"{app}\" NOSUPERUSER" },
            { "ALTER ROLE {app} BYPASSRLS CREATEDB", "ALTER ROLE \"{app}\" NOBYPASSRLS" },
            { "ALTER ROLE {migrate} CREATEROLE REPLICATION", "ALTER ROLE \"{migrate}\" NOREPLICATION" },
            { "ALTER ROLE {app} NOLOGIN", "ALTER ROLE \"{app}\" LOGIN" },
            { "GRANT {migrate} TO {app}", "REVOKE \"{migrate}\" FROM \"{app}\"" },
            { "GRANT pg_read_server_files TO {app}", "REVOKE \"pg_read_server_files\" FROM \"{app}\"" },
            {
                "ALTER ROLE {app} IN DATABASE {db} SET search_path TO evil, public",
                "ALTER ROLE \"{app}\" IN DATABASE \"{db}\" SET search_path TO \"public\", pg_temp"
            },
            {
                "ALTER ROLE {migrate} IN DATABASE {db} RESET search_path",
                "ALTER ROLE \"{migrate}\" IN DATABASE \"{db}\" SET search_path TO \"public\", pg_temp"
            },
            {
                "ALTER DEFAULT PRIVILEGES FOR ROLE {migrate} GRANT TRUNCATE ON TABLES TO {app}",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"{migrate}\" REVOKE TRUNCATE ON TABLES FROM \"{app}\""
            },
            {
                "ALTER DEFAULT PRIVILEGES FOR ROLE {migrate} GRANT SELECT ON TABLES TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"{migrate}\" REVOKE SELECT ON TABLES FROM PUBLIC"
            },
            {
                "ALTER DEFAULT PRIVILEGES FOR ROLE {migrate} GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"{migrate}\" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
            },
            {
                "ALTER DEFAULT PRIVILEGES FOR ROLE {migrate} REVOKE SELECT ON SEQUENCES FROM {app}",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"{migrate}\" GRANT SELECT ON SEQUENCES TO \"{app}\""
            },
            {
                "GRANT CREATE ON SCHEMA public TO {app}; SET ROLE {app}; CREATE OPERATOR public.=== (LEFTARG = int, "
                    + "RIGHTARG = int, FUNCTION = int4eq)",
                "REASSIGN OWNED BY \"{app}\" TO \"{migrate}\""
            },
        };

    [Fact]
    public async Task What_is_changed_by_hand_is_found_with_the_statement_that_takes_it_back()
    {
        var name = await server.CreateDatabaseAsync(Token);
        var database = (PostgreSqlDatabase)DatabaseUrl.Parse(server.Url(name));
        var roles = new SystemRoles(PasswordServer.NewName("app"), PasswordServer.NewName("migrate"));
        var provisioner = new RoleProvisioner(
            database,
            new(roles, "VersionInfo", "provisioning_ledger"),
            new VersionTable(),
            TimeProvider.System
        );
        await using (var session = await database.OpenAsync(Token))
        {
            await new MigrationRunner(new ToWowSystem().Migrations, new(), TimeProvider.System).RunAsync(
                session,
                new MigrationTarget.Up(),
                Token
            );
        }

        await provisioner.ApplyAsync(Token);
        var wrong = new List<string>();
        var number = 0;
        foreach (var row in Drift)
        {
            number++;
            string Named(string text) =>
                text.Replace("{app}", roles.Application, StringComparison.Ordinal)
                    .Replace("{migrate}", roles.Migration, StringComparison.Ordinal)
                    .Replace("{db}", name, StringComparison.Ordinal)
                    .Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            var (change, mending) = row.Data;
            Assert.Empty((await provisioner.CheckAsync(Token)).Findings);
            await server.ExecuteAsync(name, Named(change), Token);

            var found = await provisioner.CheckAsync(Token);
            await provisioner.ApplyAsync(Token);
            if (!found.Statements.Contains(Named(mending)) || (await provisioner.ApplyAsync(Token)).Findings.Count > 0)
            {
                wrong.Add($"{change}: {string.Join("; ", found.Statements)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
