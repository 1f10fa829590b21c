using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Roles;

/// <summary>What <c>roles check</c> finds and <c>roles apply</c> mends.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class RoleCheckTests(PasswordServer server)
{
    private const string Denied = "42501";
    private const string Password = "Known-password-0001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_users_table_may_be_called_as_our_tables_begin()
    {
        using var set = await RoleSet.CreateAsync(server);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", "--url", server.Url(set.Database)]);
        await server.ExecuteAsync(set.Database, "CREATE TABLE provisioning_requests (id int)", Token);

        var apply = await set.RolesAsync("apply");
        var check = await set.RolesAsync("check");
        await server.ExecuteAsync(
            set.Database,
            $"SET ROLE \"{set.Application}\"; INSERT INTO provisioning_requests VALUES (1)",
            Token
        );

        Assert.Equal((0, 0), (apply.ExitCode, check.ExitCode));
    }

    [Fact]
    public async Task A_server_set_up_by_the_documents_own_recipe_is_found_wanting_and_is_mended()
    {
        using var set = await RoleSet.CreateAsync(server);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", "--url", server.Url(set.Database)]);
        await server.ExecuteAsync(set.Database, Recipe(set), Token);
        var defects = await OutcomesAsync(set, "later");

        var found = await CheckAsync(set);
        var apply = await set.RolesAsync("apply");
        var clean = await set.RolesAsync("check");

        // The application cannot read what migrations make, which cannot alter what was there; and everybody has
        // temporary tables.
        Assert.Equal($"{Denied} {Denied} ok", defects);
        Assert.Contains(found, f =>
            f.Message.Contains(
                $"no default privileges FOR ROLE {set.Migration} that give SELECT, INSERT, UPDATE, DELETE on TABLES",
                StringComparison.Ordinal
            )
            && f.Sql.Contains(
                $"ALTER DEFAULT PRIVILEGES FOR ROLE \"{set.Migration}\" GRANT SELECT, INSERT, UPDATE, DELETE ON "
                    + $"TABLES TO \"{set.Application}\"",
                StringComparison.Ordinal
            )
        );
        Assert.Contains(found, f =>
            f.Message.StartsWith(
                $"Default privileges give {set.Application} SELECT, INSERT, UPDATE, DELETE on TABLES that postgres "
                    + $"makes",
                StringComparison.Ordinal
            )
            || f.Message.StartsWith(
                $"Default privileges give {set.Application} DELETE, INSERT, SELECT, UPDATE on TABLES that postgres "
                    + $"makes",
                StringComparison.Ordinal
            )
        );
        foreach (
            var table in (string[])
                ["agent_profiles", "demands", "collaboration_channels", "agent_responses", "provisioning_ledger"]
        )
        {
            Assert.Contains(found, f =>
                f.Kind == "owner" && f.Sql == $"ALTER TABLE public.{table} OWNER TO \"{set.Migration}\""
            );
        }

        Assert.Contains(found, f =>
            f.Role == "PUBLIC" && f.Sql == $"REVOKE CONNECT, TEMPORARY ON DATABASE {set.Database} FROM PUBLIC"
        );
        Assert.Contains(found, f => f.Role == "PUBLIC" && f.Object == "SCHEMA public");
        Assert.Contains(found, f =>
            f.Role == set.Application && f.Kind == "excess" && f.Object == "TABLE public.provisioning_ledger"
        );
        Assert.Contains(found, f => f.Role == set.Application && f.Kind == "setting");
        Assert.Equal((0, 0), (apply.ExitCode, clean.ExitCode));
        Assert.Equal($"ok ok {Denied}", await OutcomesAsync(set, "later_still"));
    }

    [Fact]
    public async Task What_another_role_with_grant_option_gave_is_taken_back_in_its_name()
    {
        using var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        await set.MigrateAsync("up");
        var giver = PasswordServer.NewName("giver");
        await server.ExecuteAsync(
            set.Database,
            $"""
            CREATE ROLE {giver}; GRANT USAGE ON SCHEMA public TO {giver}; GRANT TRUNCATE ON demands TO {giver} WITH GRANT OPTION;
            SET ROLE {giver}; GRANT TRUNCATE ON public.demands TO {set.Application}
            """,
            Token
        );

        await set.RolesAsync("apply");

        Assert.Equal(Denied, await set.AsApplicationAsync("TRUNCATE demands"));
        Assert.Empty(await CheckAsync(set));
    }

    [Fact]
    public async Task A_dry_run_prints_what_another_person_can_run_and_changes_nothing()
    {
        using var set = await RoleSet.CreateAsync(server);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", "--url", server.Url(set.Database)]);

        var dry = await set.RolesAsync("apply", "--dry-run", "--passwords-to", set.PasswordFile);
        var roles = await server.RowsAsync(
            "postgres",
            $"SELECT 1 FROM pg_roles WHERE rolname IN ('{set.Application}', '{set.Migration}')",
            Token
        );
        await server.ExecuteAsync(set.Database, dry.Output, Token);

        Assert.Empty(roles);
        Assert.False(File.Exists(set.PasswordFile));
        Assert.DoesNotContain("SCRAM", dry.Output, StringComparison.Ordinal);
        Assert.Empty(await CheckAsync(set));
    }

    [Fact]
    public async Task Who_owns_the_database_and_may_create_roles_needs_no_superuser_and_keeps_no_membership()
    {
        using var set = await RoleSet.CreateAsync(server);
        var owner = await OwnerAsync(set, "CREATEROLE");
        await ProvisionProcess.RunAsync(
            Token,
            ["init", "--system", "towow", "--url", server.Url(set.Database, owner, Password)]
        );

        var apply = await set.RolesAsAsync(
            server.Url(set.Database, owner, Password),
            "apply",
            "--passwords-to",
            set.PasswordFile
        );
        var again = await set.RolesAsAsync(server.Url(set.Database, owner, Password), "apply");
        var member = await server.OutcomeAsync(set.Database, owner, Password, $"SET ROLE {set.Migration}", Token);

        Assert.True(apply.ExitCode == 0, apply.Errors);
        Assert.Contains("nothing to do", again.Output, StringComparison.Ordinal);
        Assert.Empty(await CheckAsync(set));
        Assert.Equal(Denied, member);
        Assert.Equal("ok", await set.AsMigrationAsync("ALTER TABLE demands ADD COLUMN more int"));
    }

    [Fact]
    public async Task Who_may_not_is_shown_what_is_missing_and_nothing_is_changed()
    {
        using var set = await RoleSet.CreateAsync(server);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", "--url", server.Url(set.Database)]);
        var owner = await OwnerAsync(set, "");
        var before = await CheckAsync(set);

        var apply = await set.RolesAsAsync(server.Url(set.Database, owner, Password), "apply");

        Assert.Equal(1, apply.ExitCode);
        Assert.Contains($"{owner} may not create roles (CREATEROLE)", apply.Errors, StringComparison.Ordinal);
        Assert.Contains(
            $"{owner} is no member of postgres, who owns TABLE public.\"VersionInfo\" and ",
            apply.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(before, await CheckAsync(set));
    }

    [Fact]
    public async Task A_table_in_use_is_not_waited_for()
    {
        using var set = await RoleSet.CreateAsync(server);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", "--url", server.Url(set.Database)]);
        var before = await CheckAsync(set);
        await server.ExecuteAsync(
            set.Database,
            "BEGIN; LOCK TABLE demands IN ACCESS SHARE MODE; PREPARE TRANSACTION 'in_use'",
            Token
        );

        var apply = await set.RolesAsync("apply");
        await server.ExecuteAsync(set.Database, "ROLLBACK PREPARED 'in_use'", Token);

        Assert.Equal(1, apply.ExitCode);
        Assert.Contains("A transaction is using the table", apply.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await CheckAsync(set));
    }

    private async Task<string> OwnerAsync(RoleSet set, string attributes)
    {
        var owner = PasswordServer.NewName("owner");
        await server.ExecuteAsync(
            set.Database,
            $"CREATE ROLE {owner} LOGIN {attributes} PASSWORD '{Password}'; ALTER DATABASE {set.Database} OWNER TO "
                + $"{owner}",
            Token
        );
        return owner;
    }

    // A table that the migrations make: can the application read it? Can the migrations alter an older one? Has the
    // application temporary tables?
    private async Task<string> OutcomesAsync(RoleSet set, string table)
    {
        await server.ExecuteAsync(
            set.Database,
            $"ALTER ROLE {set.Application} PASSWORD '{Password}'; ALTER ROLE {set.Migration} PASSWORD '{Password}'",
            Token
        );
        await server.ExecuteAsync(set.Database, set.Migration, Password, $"CREATE TABLE {table} (id int)", Token);
        return string.Join(
            ' ',
            await server.OutcomeAsync(set.Database, set.Application, Password, $"SELECT * FROM {table}", Token),
            await server.OutcomeAsync(
                set.Database,
                set.Migration,
                Password,
                $"ALTER TABLE demands ADD COLUMN {table} int",
                Token
            ),
            await server.OutcomeAsync(
                set.Database,
                set.Application,
                Password,
                $"CREATE TEMPORARY TABLE {table} (id int)",
                Token
            )
        );
    }

    private static string Recipe(RoleSet set) =>
        $"""
            CREATE ROLE {set.Application} LOGIN;
            CREATE ROLE {set.Migration} LOGIN;
            GRANT CONNECT ON DATABASE {set.Database} TO {set.Application};
            GRANT USAGE ON SCHEMA public TO {set.Application};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {set.Application};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {set.Application};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {set.Application};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public
                GRANT USAGE, SELECT ON SEQUENCES TO {set.Application};
            GRANT CREATE ON SCHEMA public TO {set.Migration};
            GRANT ALL ON ALL TABLES IN SCHEMA public TO {set.Migration};
            """;

    private static async Task<
        IReadOnlyList<(string Kind, string Role, string Object, string Message, string Sql)>
    > CheckAsync(RoleSet set)
    {
        var run = await set.RolesAsync("check", "--output", "json");
        Assert.True(run.ExitCode is 0 or 3, run.Errors);
        var found = JsonNode.Parse(run.Output)!["findings"]!.AsArray();
        Assert.Equal(run.ExitCode == 3, found.Count > 0);
        return
        [
            .. found.Select(f =>
                (
                    f!["kind"]!.GetValue<string>(),
                    f["role"]!.GetValue<string>(),
                    f["object"]!.GetValue<string>(),
                    f["message"]!.GetValue<string>(),
                    string.Join('\n', f["sql"]!.AsArray().Select(sql => sql!.GetValue<string>()))
                )
            ),
        ];
    }
}
