using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Options win over the environment, that over .env, that over provision.json, and that over the
/// defaults.</summary>
public sealed class ConfigTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_source_gives_way_to_the_one_nearer_to_the_user()
    {
        using var work = new Workplace();
        Assert.Equal(("1000", "default"), (await work.ConfigAsync(Token, "--system", "towow"))["table_wait"]);

        work.Write("provision.json", """{ "table_wait": 1, "systems": { "nova": { "table_wait": 2 } } }""");
        Assert.Equal(("1", "provision.json"), (await work.ConfigAsync(Token, "--system", "towow"))["table_wait"]);
        Assert.Equal(
            ("2", "provision.json: systems.nova"),
            (await work.ConfigAsync(Token, "--system", "nova"))["table_wait"]
        );

        work.Write(".env", "# a comment\nexport PROVISIONING_TABLE_WAIT=3\n");
        Assert.Equal(("3", ".env line 2"), (await work.ConfigAsync(Token, "--system", "nova"))["table_wait"]);

        work.Environment["PROVISIONING_TABLE_WAIT"] = "4";
        Assert.Equal(
            ("4", "$PROVISIONING_TABLE_WAIT"),
            (await work.ConfigAsync(Token, "--system", "nova"))["table_wait"]
        );
        Assert.Equal(
            ("5", "--table-wait"),
            (await work.ConfigAsync(Token, "--system", "nova", "--table-wait", "5"))["table_wait"]
        );
    }

    [Fact]
    public async Task The_URL_comes_from_the_first_that_names_one()
    {
        using var work = new Workplace();
        Assert.Equal(("./vibesurf.db", "default"), (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]);

        work.Write("provision.json", """{ "systems": { "vibesurf": { "url": "postgresql://me@file/x" } } }""");
        Assert.Equal(
            ("postgresql://me@file:5432/x", "provision.json: systems.vibesurf"),
            (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]
        );

        work.Environment["PGHOST"] = "pg";
        Assert.Equal(
            ("postgresql://pg:5432/vibesurf", "$PGHOST"),
            (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]
        );

        work.Environment["POSTGRES_USER"] = "towow";
        work.Environment["POSTGRES_PORT"] = "5433";
        Assert.Equal(
            ("postgresql://towow@localhost:5433/towow", "$POSTGRES_PORT, $POSTGRES_USER"),
            (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]
        );

        work.Write(
            ".env",
            "DATABASE_URL=postgresql+asyncpg://${POSTGRES_USER}:${SECRET:-pass%20word}@db:5432/"
                + "${POSTGRES_DB:-towow}?ssl=require # as compose has it"
        );
        var settings = await work.ConfigAsync(Token, "--system", "vibesurf");
        Assert.Equal(("postgresql://towow@db:5432/towow", ".env line 1"), settings["url"]);
        Assert.Equal(("require", "the URL"), settings["sslmode"]);
        Assert.Equal("********", settings["password"].Value);

        work.Environment["DATABASE_URL"] = "sqlite:///env.db";
        Assert.Equal(("env.db", "$DATABASE_URL"), (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]);

        work.Environment["VIBESURF_DATABASE_URL"] = "sqlite+aiosqlite:///surf.db";
        Assert.Equal(
            ("surf.db", "$VIBESURF_DATABASE_URL"),
            (await work.ConfigAsync(Token, "--system", "vibesurf"))["url"]
        );
        Assert.Equal(("env.db", "$DATABASE_URL"), (await work.ConfigAsync(Token, "--system", "towow"))["url"]);
        Assert.Equal(
            ("option.db", "--url"),
            (await work.ConfigAsync(Token, "--system", "vibesurf", "--url", "sqlite:///option.db"))["url"]
        );
    }

    [Fact]
    public async Task The_settings_are_those_of_every_command()
    {
        using var work = new Workplace();
        work.Write(
            "provision.json",
            """{ "system": "towow", "systems": { "towow": { "url": "sqlite:///mine.db", "output": "json", "schema": "only_on_servers" } } }"""
        );

        var run = await work.RunAsync(Token, "init");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(work.Folder, "mine.db")));
    }

    [Theory]
    [InlineData("A='single ${X} \\n' # c", "A", "single ${X} \\n")]
    [InlineData("A=\"double ${HOME_OF}x \\\" \\n\"", "A", "double herex \" \n")]
    [InlineData("A=  bare value#1  # c", "A", "bare value#1")]
    [InlineData("A=\"two\nlines\"\nB=x", "A", "two\nlines")]
    [InlineData("A=first\nA=second", "A", "second")]
    [InlineData("\uFEFFA=x\r\n", "A", "x")]
    public async Task A_file_of_variables_is_read_as_compose_reads_it(string text, string name, string expected)
    {
        using var work = new Workplace();
        work.Environment["HOME_OF"] = "here";
        work.Write("my.env", $"{text}\nPGAPPNAME=\"${{{name}}}\"\n");

        var settings = await work.ConfigAsync(Token, "--url", "postgresql://db/x", "--env-file", "my.env");

        Assert.Equal(expected, settings["application_name"].Value);
    }

    [Theory]
    [InlineData(".env", "no variable s3cr3t-here", ".env line 1 is not NAME=value")]
    [InlineData(".env", "A=1\nB=\"s3cr3t-here", ".env line 2 has an unterminated quote")]
    [InlineData("provision.json", "{ s3cr3t-here", "provision.json is no JSON: line 1")]
    [InlineData("provision.json", "[]", "no object at its top")]
    [InlineData("provision.json", """{ "tabel_wait": 1 }""", "\"tabel_wait\", which does not exist")]
    [InlineData(
        "provision.json",
        """{ "systems": { "towow": { "password": "s3cr3t-here" } } }""",
        "give password_file or password_command"
    )]
    [InlineData("provision.json", """{ "yes": true }""", "\"yes\", which does not exist")]
    [InlineData("provision.json", """{ "url": [] }""", "no text, number, true or false for \"url\"")]
    [InlineData("provision.json", """{ "url": "postgresql://me:s3cr3t-here@db" }""", "It comes from provision.json")]
    [InlineData(
        "provision.json",
        """{ "url": "postgresql://db/x", "sslmode": "s3cr3t-here" }""",
        "provision.json: The option sslmode"
    )]
    [InlineData("provision.json", """{ "environment": "s3taging" }""", "development or production")]
    [InlineData("provision.json", """{ "pool": { "size": 0 } }""", "pool_size takes a whole number from 1")]
    public async Task A_file_that_is_wrong_is_reported_with_the_place_and_without_the_value(
        string name,
        string text,
        string words
    )
    {
        using var work = new Workplace();
        work.Write(name, text);

        var run = await work.RunAsync(Token, "config", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-here", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_named_has_to_be_there()
    {
        using var work = new Workplace();

        Assert.Equal(2, (await work.RunAsync(Token, "config", "--system", "towow", "--env-file", "none.env")).ExitCode);
        Assert.Equal(2, (await work.RunAsync(Token, "config", "--system", "towow", "--config", "none.json")).ExitCode);
    }

    [Fact]
    public async Task A_file_that_another_user_put_where_all_may_write_is_not_trusted()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "only root can give a file away"
        );
        using var work = new Workplace();
        var file = work.Write(
            "provision.json",
            """{ "url": "postgresql://db/x", "password_command": "touch attacked; echo x" }"""
        );
        await Support.Shell.OutputAsync("chmod", "777", work.Folder);
        await Support.Shell.OutputAsync("chown", "12345", file);

        var run = await work.RunAsync(Token, "config", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("belongs to another user", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(work.Folder, "attacked")));
    }

    [Theory]
    [InlineData("development", "10", "20", "3600", "false")]
    [InlineData("production", "30", "50", "1800", "true")]
    public async Task The_environment_decides_on_the_pool(
        string environment,
        string size,
        string overflow,
        string recycle,
        string prePing
    )
    {
        using var work = new Workplace();

        var settings = await work.ConfigAsync(
            Token,
            "--url",
            "postgresql://me@db/x?sslmode=verify-full",
            "--environment",
            environment
        );

        Assert.Equal(
            (size, overflow, "30", recycle, prePing),
            (
                settings["pool_size"].Value,
                settings["pool_overflow"].Value,
                settings["pool_timeout"].Value,
                settings["pool_recycle"].Value,
                settings["pool_pre_ping"].Value
            )
        );
    }

    [Theory]
    [InlineData(
        "npgsql",
        "Host=db;Port=5432;Username=me;Database=x;SSL Mode=VerifyFull;Password=********;Minimum Pool Size=5;Maximum "
            + "Pool Size=75;Timeout=30;Connection Lifetime=1800;Keepalive=30"
    )]
    [InlineData("url", "postgresql://me:********@db:5432/x?sslmode=verify-full")]
    [InlineData(
        "sqlalchemy",
        "create_async_engine(\"postgresql+asyncpg://me:********@db:5432/x?ssl=verify-full\", pool_size=25, "
            + "max_overflow=50, pool_timeout=30, pool_recycle=1800, pool_pre_ping=True)"
    )]
    public async Task The_application_gets_a_connection_string_with_its_pool_and_the_password_on_request_only(
        string form,
        string expected
    )
    {
        using var work = new Workplace();
        work.Environment["PGPASSWORD"] = "Zr4-p@ss:w0rd";
        work.Write("provision.json", """{ "pool": { "size": 25 } }""");
        string[] command =
        [
            "config",
            "--url",
            "postgresql://me@db/x?sslmode=verify-full",
            "--environment",
            "production",
            "--connection-string",
            form,
        ];

        var masked = await work.RunAsync(Token, command);
        var shown = await work.RunAsync(Token, [.. command, "--show-secrets"]);

        Assert.Equal(expected, masked.Output.Trim());
        Assert.Equal(
            expected.Replace(
                "********",
                form is "npgsql" ? "Zr4-p@ss:w0rd" : "Zr4-p%40ss%3Aw0rd",
                StringComparison.Ordinal
            ),
            shown.Output.Trim()
        );
    }

    [Theory]
    [InlineData("postgresql://me@db.example.com/x", 2)]
    [InlineData("postgresql://me@db.example.com/x?sslmode=disable", 2)]
    [InlineData("postgresql://me@db.example.com/x?sslmode=allow", 2)]
    [InlineData("Host=db.example.com;Database=x;SSL Mode=Prefer", 2)]
    [InlineData("postgresql://me@db.example.com/x?sslmode=require", 0)]
    [InlineData("postgresql://me@db.example.com/x?sslmode=verify-full", 0)]
    [InlineData("postgresql://me@127.0.0.1/x?sslmode=disable", 0)]
    [InlineData("postgresql:///x?host=/run/postgresql", 0)]
    [InlineData("sqlite:///x.db", 0)]
    public async Task In_production_nothing_that_may_be_unencrypted_leaves_the_machine(string url, int code)
    {
        using var work = new Workplace();

        var run = await work.RunAsync(Token, "config", "--url", url, "--environment", "production");

        Assert.Equal(code, run.ExitCode);
        Assert.Equal(code == 2, run.Errors.Contains("sslmode=verify-full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_called_production_is_not_dropped_without_force()
    {
        using var work = new Workplace();
        work.Write(
            "provision.json",
            """{ "system": "towow", "environment": "production", "url": "sqlite:///towow.db" }"""
        );
        await work.RunAsync(Token, "init");

        var drop = await work.RunAsync(Token, "db", "drop", "--yes");
        var forced = await work.RunAsync(Token, "db", "drop", "--yes", "--force");

        Assert.Equal((2, 0), (drop.ExitCode, forced.ExitCode));
        Assert.Contains("is production", drop.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_no_exception_is_made_for_files_that_others_may_read()
    {
        using var work = new Workplace();

        var run = await work.RunAsync(
            Token,
            "config",
            "--url",
            "sqlite:///x.db",
            "--environment",
            "production",
            "--allow-insecure-permissions"
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("chmod 600", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_variables_names_the_database_that_the_compose_file_starts()
    {
        using var work = new Workplace();
        var compose = await File.ReadAllTextAsync(Path.Combine(Root, "compose.yaml"), Token);
        var example = await File.ReadAllLinesAsync(Path.Combine(Root, ".env.example"), Token);
        File.Copy(Path.Combine(Root, ".env.example"), Path.Combine(work.Folder, ".env"));

        var settings = await work.ConfigAsync(Token, "--system", "towow");

        Assert.Equal("postgresql://towow@localhost:5432/towow", settings["url"].Value);
        Assert.NotNull(settings["password"].Value);
        Assert.All(example.Where(line => line.StartsWith("POSTGRES_", StringComparison.Ordinal)), line =>
            Assert.Contains($"${{{line.Split('=')[0]}:", compose, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_settings_of_the_job_for_Kubernetes_are_understood()
    {
        using var work = new Workplace();
        var job = await File.ReadAllLinesAsync(Path.Combine(Root, "docs/examples/kubernetes-job.yaml"), Token);
        var settings = job.SkipWhile(line => !line.Contains("provision.json: |", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith(' '));
        work.Write("password", "s3cr3t-here");
        work.Write(
            "provision.json",
            string.Join('\n', settings).Replace("/etc/provision/secret/password", "password", StringComparison.Ordinal)
        );

        var found = await work.ConfigAsync(Token);

        Assert.Equal(("postgresql://towow_migrate@db.example.com:5432/towow", "provision.json"), found["url"]);
        Assert.Equal(("verify-full", "provision.json"), found["sslmode"]);
        Assert.Equal("production", found["environment"].Value);
    }

    private static string Root => Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    private static string ThisFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}
