using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What goes wrong is told in words that help, with an exit code that a pipeline can go by, and nothing is
/// changed.</summary>
public sealed class BadInputTests(PostgreSqlServer server)
{
    private const string Secret = "s3cr3t-p4ssw0rd";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Wrong =>
        new()
        {
            { "up --system towov", 2, "There is no system \"towov\"" },
            { "up", 2, "Give --system with one of: towow" },
            { "ups", 2, "up" },
            { "up --system towow --tow 3", 2, "--tow" },
            { "up --system towow --to 5", 2, "There is no version 5. The nearest are 2, 3, 4" },
            { "up --system towow --to x", 2, "--to takes a whole number from 0, not \"x\"" },
            { "down --system towow --to 9 --yes", 2, "There is no version 9" },
            { "down --system towow --steps 0", 2, "--steps takes a whole number from 1" },
            { "down --system towow --steps 1 --to 1", 2, "not both" },
            { "script --system towow --from 3 --to 7", 2, "There is no version 7" },
            { "script --system towow --engine oracle", 2, "postgresql or sqlite, not \"oracle\"" },
            { "init --system towow --mock-agents-count -5", 2, "--mock-agents-count takes a whole number from 0" },
            { "status --system towow --output xml", 2, "--output takes text or json" },
            { "up --assembly nowhere.dll", 2, "There is no file nowhere.dll" },
            { "up --system towow --assembly x.dll", 2, "only one of" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_command_line_is_explained_and_changes_nothing(string line, int code, string words)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);
        var before = await File.ReadAllBytesAsync(database.Name, Token);

        var run = await ProvisionProcess.RunAsync(
            line.Split(' '),
            new()
            {
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["DATABASE_URL"] = database.Url,
                },
            },
            Token
        );

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database.Name, Token));
    }

    public static TheoryData<string, int, string> Urls =>
        new()
        {
            { $"mysql://me:{Secret}@localhost/x", 2, "mysql://" },
            { "towow", 2, "not a database URL" },
            { $"postgresql://me:{Secret}@localhost", 2, "names no database" },
            { $"postgresql://me:{Secret}@localhost:99999/x", 2, "port" },
            { $"postgresql://me:{Secret}@localhost/x?sslmode=perhaps", 2, "sslmode" },
            { $"postgresql://me:{Secret}@localhost/x?options=-csearch_path%3Dx", 2, "options" },
            { $"postgresql://me:{Secret}@a,b/x", 2, "several hosts" },
            { $"Host=localhost;Database=x;Password={Secret};Nonsense=1", 2, "driver does not take" },
            { "sqlite:///:memory:", 2, "in memory" },
            { "sqlite://", 2, "names no file" },
            { $"postgresql://me:{Secret}@127.0.0.1:1/x", 4, "connection refused" },
            { $"postgresql://me:{Secret}@no-such-host.invalid/x", 4, "no-such-host.invalid" },
            { "sqlite:////no/such/folder/x.db", 4, "its folder does not exist" },
            { "sqlite:////tmp", 4, "is a folder" },
        };

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task A_URL_that_leads_nowhere_is_explained_without_its_password(string url, int code, string words)
    {
        foreach (var command in new[] { "init", "up", "seed", "reset" })
        {
            var run = await ProvisionProcess.RunAsync(Token, command, "--system", "towow", "--url", url);

            Assert.Equal(code, run.ExitCode);
            Assert.DoesNotContain(Secret, run.Errors + run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
            if (command is "init")
            {
                Assert.Contains(words, run.Errors, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task A_wrong_password_is_reported_as_that()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync($"CREATE ROLE {database.Name} LOGIN PASSWORD 'right'", Token);
        var url = new UriBuilder(database.Url) { UserName = "nobody_of_this_name", Password = Secret }
            .Uri
            .AbsoluteUri;

        var run = await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", url);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("nobody_of_this_name", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Errors, StringComparison.Ordinal);
        await database.ExecuteAsync($"DROP ROLE {database.Name}", Token);
    }

    [Theory]
    [InlineData("postgresql://me:s3cr3t-p4ssw0rd@localhost/x")]
    [InlineData("--database=postgresql://me:s3cr3t-p4ssw0rd@localhost/x")]
    [InlineData("Host=localhost;Password=it's s3cr3t-p4ssw0rd")]
    public async Task A_URL_in_the_wrong_place_is_not_repeated(string argument)
    {
        foreach (
            var command in new string[][]
            {
                [argument],
                ["up", argument],
                ["up", "--system", "towow", argument],
                ["up", "--system", "towow", $"--dry-run={argument}"],
            }
        )
        {
            var run = await ProvisionProcess.RunAsync(Token, command);

            Assert.Equal(2, run.ExitCode);
            Assert.DoesNotContain(Secret, run.Errors + run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_assembly_without_what_it_needs_is_reported_as_that()
    {
        var folder = Directory.CreateTempSubdirectory("provision-");
        // Needs xunit, which provision does not have.
        var lonely = Path.Combine(folder.FullName, "Lonely.dll");
        File.Copy(typeof(BadInputTests).Assembly.Location, lonely);

        var run = await ProvisionProcess.RunAsync(
            Token,
            "up",
            "--assembly",
            lonely,
            "--url",
            $"sqlite:///{folder.FullName}/x.db"
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("The migrations need xunit", run.Errors, StringComparison.Ordinal);
        Assert.Single(folder.GetFiles());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_role_that_may_not_create_databases_reads_who_may()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await using var other = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await other.ExecuteAsync($"CREATE ROLE {database.Name} LOGIN PASSWORD '{Secret}'", Token);
        var url = new UriBuilder(database.Url) { UserName = database.Name, Password = Secret }
            .Uri
            .AbsoluteUri;

        var run = await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--url", url);

        await other.ExecuteAsync($"DROP ROLE {database.Name}", Token);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"/{database.Name}: permission denied to create database (42501). Connect as a role that may create "
                + $"databases",
            run.Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_name_with_quotes_around_it_is_not_the_name_without_them()
    {
        await using var plain = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var url = plain.Url.Replace(plain.Name, $"%22{plain.Name}%22", StringComparison.Ordinal);

        var run = await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--url", url);

        var found = await plain.RowsAsync(
            $"SELECT datname FROM pg_database WHERE datname LIKE '%{plain.Name}%' ORDER BY length(datname)",
            Token
        );
        await plain.ExecuteAsync($"DROP DATABASE IF EXISTS \"\"\"{plain.Name}\"\"\"", Token);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal([plain.Name, $"\"{plain.Name}\""], found);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_an_error_with_the_command_that_creates_it()
    {
        await using var postgres = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await using var sqlite = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);

        var up = await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", postgres.Url);
        var seed = await ProvisionProcess.RunAsync(Token, "seed", "--system", "towow", "--url", sqlite.Url);

        Assert.All([up, seed], run => Assert.Equal(4, run.ExitCode));
        Assert.All([(up, postgres), (seed, sqlite)], run =>
            Assert.Contains(
                $"`provision init --system towow --url {run.Item2.Url}` creates it",
                run.Item1.Errors,
                StringComparison.Ordinal
            )
        );
        Assert.False(File.Exists(sqlite.Name));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        await File.WriteAllTextAsync(
            database.Name,
            string.Concat(Enumerable.Repeat("a letter to a friend\n", 100)),
            Token
        );
        var before = await File.ReadAllBytesAsync(database.Name, Token);

        foreach (var command in new[] { "init", "up", "down", "status", "seed", "redo" })
        {
            var run = await ProvisionProcess.RunAsync(Token, command, "--system", "towow", "--url", database.Url);

            Assert.Equal(4, run.ExitCode);
            Assert.Contains("is not an SQLite database", run.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(database.Name, Token));
    }

    [Fact]
    public async Task A_file_that_may_only_be_read_is_reported_as_that()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the file is locked by a Unix mode");
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--to", "1", "--url", database.Url);
        await Shell.OutputAsync("chmod", "444", database.Name);
        var before = await File.ReadAllBytesAsync(database.Name, Token);

        var (code, errors) = await AsOrdinaryUserAsync("up", "--system", "towow", "--url", database.Url);

        Assert.SkipWhen(code is 126 or 127, "an ordinary user cannot reach the program under test");
        Assert.Equal(4, code);
        Assert.Contains("cannot be written", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database.Name, Token));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_reported_as_that()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no full device to write to");
        var command = new ProvisionOptions().Command(["systems"]);
        var script = string.Join(
            ' ',
            new[] { command.FileName }.Concat(command.ArgumentList).Select(word => $"'{word}'")
        );
        using var process = System.Diagnostics.Process.Start(Shell.Redirected(["bash", "-c", $"{script} >/dev/full"]))!;

        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("standard output is closed or full", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_looks_like_production_is_not_dropped_without_force()
    {
        var folder = Directory.CreateTempSubdirectory("provision-");
        var url = $"sqlite:///{folder.FullName}/towow-prod.db";
        await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--url", url);

        var reset = await ProvisionProcess.RunAsync(Token, "reset", "--system", "towow", "--url", url, "--yes");
        var forced = await ProvisionProcess.RunAsync(
            Token,
            "reset",
            "--system",
            "towow",
            "--url",
            url,
            "--yes",
            "--force"
        );

        Assert.Equal(2, reset.ExitCode);
        Assert.Contains("looks like production", reset.Errors, StringComparison.Ordinal);
        Assert.Equal(0, forced.ExitCode);
        folder.Delete(recursive: true);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_fails_is_rolled_back_and_shows_the_place(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "2"));
        await database.ExecuteAsync("""INSERT INTO "VersionInfo" ("Version") SELECT 101""", Token);

        var run = await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Migration 102 Rung102 failed and was rolled back", run.Errors, StringComparison.Ordinal);
        Assert.Contains("VALUES (1, nonsense)", run.Errors, StringComparison.Ordinal);
        Assert.Contains("run again", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("failing", await Ladder.SnapshotAsync(database, Token), StringComparison.Ordinal);
        Assert.Equal(["101"], await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
    }

    // Modes mean nothing to root.
    private static async Task<(int Code, string Errors)> AsOrdinaryUserAsync(params string[] arguments)
    {
        var command = new ProvisionOptions().Command(arguments);
        var script = string.Join(
            ' ',
            new[] { command.FileName }.Concat(command.ArgumentList).Select(word => $"'{word}'")
        );
        using var process = System.Diagnostics.Process.Start(
            Shell.Redirected([.. ServerBinaries.AsOrdinaryUser(script)])
        )!;
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, errors);
    }
}
