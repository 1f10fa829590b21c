using Provisioning.Backup.Sqlite;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Sqlite.Connection;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>The files of a database: links, owners, what is beside them, and what another made.</summary>
public sealed class FileTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_link_names_is_dropped_and_the_link_stays()
    {
        using var place = new Workplace();
        var (link, real) = await LinkedAsync(place);
        var database = new SqliteDatabase(link);

        Assert.True(await database.ExistsAsync(Token));
        Assert.True(await database.DropAsync(Token));

        Assert.False(File.Exists(real));
        Assert.Equal("../real/a.db", new FileInfo(link).LinkTarget);
        Assert.False(await database.ExistsAsync(Token));
        Assert.True(await database.CreateAsync(Token));
        Assert.True(File.Exists(real));
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mknod c 1 3")]
    [InlineData("mknod c 1 5")]
    public async Task What_is_no_file_is_refused_by_name_and_stays(string make)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && (Environment.IsPrivilegedProcess || make is "mkfifo"), "root");
        using var place = new Workplace();
        var path = Path.Combine(place.Folder, "odd");
        var words = make.Split(' ');
        Assert.True(await Shell.SucceedsAsync([words[0], path, .. words[1..]]));
        var link = Path.Combine(place.Folder, "link");
        File.CreateSymbolicLink(link, path);

        foreach (
            var command in (string[])
                [
                    "init",
                    "up",
                    "status",
                    "reset --yes",
                    "check",
                    "db create",
                    "db drop --yes",
                    "doctor",
                    "backup create --to b",
                ]
        )
        {
            var isOfSystem = !command.StartsWith("db ", StringComparison.Ordinal);
            var run = await ProvisionProcess.RunAsync(
                [
                    .. command.Split(' '),
                    .. isOfSystem ? ["--system", "towow"] : Array.Empty<string>(),
                    "--url",
                    $"sqlite:///{link}",
                ],
                new() { WorkingDirectory = place.Folder },
                Token
            );

            Assert.Equal((4, command), (run.ExitCode, command));
            Assert.Contains("is a device, a pipe or a socket, and no database", run.Errors, StringComparison.Ordinal);
            Assert.True(File.Exists(path) && new FileInfo(link).LinkTarget == path);
        }
    }

    [Theory]
    [InlineData("init")]
    [InlineData("plan")]
    [InlineData("reset --yes")]
    [InlineData("db drop --yes")]
    [InlineData("backup create --to b")]
    public async Task A_folder_is_refused_by_name_and_stays(string command)
    {
        using var place = new Workplace();
        var path = Directory.CreateDirectory(Path.Combine(place.Folder, "x.db")).FullName;
        var isOfSystem = !command.StartsWith("db ", StringComparison.Ordinal);

        var run = await ProvisionProcess.RunAsync(
            [
                .. command.Split(' '),
                .. isOfSystem ? ["--system", "towow"] : Array.Empty<string>(),
                "--url",
                $"sqlite:///{path}",
            ],
            new() { WorkingDirectory = place.Folder },
            Token
        );

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("is a folder. Name a file.", run.Errors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public async Task Of_two_runs_at_once_one_says_that_it_made_the_database()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        var arguments = new[] { "init", "--system", "towow", "--output", "json", "--url", database.Url };

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ProvisionProcess.RunAsync(Token, arguments)));

        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Single(runs, run => (bool)System.Text.Json.Nodes.JsonNode.Parse(run.Output)!["created"]!);
    }

    [Fact]
    public async Task What_a_link_names_is_replaced_with_its_mode_and_the_link_stays()
    {
        using var place = new Workplace();
        var (link, real) = await LinkedAsync(place);
        var database = new SqliteDatabase(link);
        await ExecuteAsync(database, "PRAGMA journal_mode = WAL; INSERT INTO t VALUES ('old')");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        var ready = new SqliteDatabase(Path.Combine(Path.GetDirectoryName(real)!, "ready.db"));
        await ready.CreateAsync(Token);
        await ExecuteAsync(ready, "CREATE TABLE t (a); INSERT INTO t VALUES ('new')");

        await SqliteReplacement.RunAsync(database, ready.Name, Token);

        Assert.Equal("../real/a.db", new FileInfo(link).LinkTarget);
        Assert.Equal(["new"], await RowsAsync(new SqliteDatabase(real)));
        Assert.Equal(["a.db"], Directory.GetFiles(Path.GetDirectoryName(real)!).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
                File.GetUnixFileMode(real)
            );
        }
    }

    [Fact]
    public async Task The_owner_stays_where_root_replaces_a_file()
    {
        using var place = new Workplace();
        var (link, real) = await LinkedAsync(place);
        if (!await Shell.SucceedsAsync("chown", "1234:2345", real))
        {
            Assert.Skip("Only root gives files away.");
        }

        var ready = (SqliteDatabase)new SqliteDatabase(link).Beside("ready.db");
        await ready.CreateAsync(Token);
        await ExecuteAsync(ready, "CREATE TABLE t (a)");

        await SqliteReplacement.RunAsync(new SqliteDatabase(link), ready.Name, Token);

        Assert.Equal("1234:2345", await Shell.OutputAsync("stat", "-c", "%u:%g", real));
    }

    [Theory]
    [InlineData(47, 99, "unsupported file format")]
    [InlineData(100, 0xEE, "database disk image is malformed")]
    public async Task A_file_whose_structure_cannot_be_read_is_damaged_and_can_be_replaced(
        int at,
        byte value,
        string reason
    )
    {
        using var place = new Workplace();
        var (link, real) = await LinkedAsync(place);
        await File.WriteAllTextAsync($"{real}-journal", "left", Token);
        await using (var file = File.OpenWrite(real))
        {
            file.Position = at;
            file.Write(Enumerable.Repeat(value, at == 47 ? 1 : 200).ToArray());
        }

        var database = new SqliteDatabase(link);
        var error = await Assert.ThrowsAsync<ConnectionFailedException>(() => database.OpenAsync(Token));
        var doctor = await place.RunAsync(Token, "doctor", "--system", "towow", "--url", $"sqlite:///{real}");

        Assert.Contains($"is damaged ({reason}", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, doctor.ExitCode);
        Assert.Contains("is damaged", doctor.Errors, StringComparison.Ordinal);
        var ready = (SqliteDatabase)database.Beside("ready.db");
        await ready.CreateAsync(Token);
        await ExecuteAsync(ready, "CREATE TABLE t (a); INSERT INTO t VALUES ('new')");
        await SqliteReplacement.RunAsync(database, ready.Name, Token);
        Assert.Equal(["new"], await RowsAsync(database));
    }

    [Fact]
    public async Task A_failed_first_run_takes_away_no_file_that_another_may_use()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        var file = new SqliteDatabase(database.Name);
        await file.CreateAsync(Token);
        await using var other = await file.OpenAsync(Token);
        var failing = new MigrationRunner(
            new([new Steps(1, [new ExecuteSql("no SQL")], [])]),
            new(),
            TimeProvider.System
        );
        var good = new MigrationRunner(
            new([new Steps(1, [new ExecuteSql("CREATE TABLE t (a)")], [])]),
            new(),
            TimeProvider.System
        );

        Assert.False(await file.CreateAsync(Token));
        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            new Provisioner(file, failing).InitializeAsync([], seeding: null, Token)
        );
        await good.RunAsync(other, new MigrationTarget.Up(), Token);

        Assert.Equal(
            ["VersionInfo", "provisioning_history", "provisioning_ledger", "t"],
            await database.TablesAsync(Token)
        );
    }

    [Fact]
    public async Task Good_and_failing_first_runs_on_one_new_file_do_not_disturb_each_other()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        var runs = Enumerable
            .Range(0, 12)
            .Select(at =>
                Task.Run(
                    async () =>
                    {
                        var sql = at % 3 == 0 ? "CREATE TABLE t (a)" : "no SQL";
                        var file = new SqliteDatabase(database.Name);
                        var runner = new MigrationRunner(
                            new([new Steps(1, [new ExecuteSql(sql)], [])]),
                            new(),
                            TimeProvider.System
                        );
                        try
                        {
                            await new Provisioner(file, runner).InitializeAsync([], seeding: null, Token);
                            return "done";
                        }
                        catch (ProvisioningException)
                        {
                            return "failed";
                        }
                    },
                    Token
                )
            );

        var ends = await Task.WhenAll(runs);

        Assert.All(ends.Where((_, at) => at % 3 == 0), end => Assert.Equal("done", end));
        Assert.Contains("t", await database.TablesAsync(Token));
    }

    private static async Task<(string Link, string Real)> LinkedAsync(Workplace place)
    {
        var real = Path.Combine(Directory.CreateDirectory(Path.Combine(place.Folder, "real")).FullName, "a.db");
        var link = Path.Combine(Directory.CreateDirectory(Path.Combine(place.Folder, "link")).FullName, "a.db");
        File.CreateSymbolicLink(link, "../real/a.db");
        var database = new SqliteDatabase(real);
        await database.CreateAsync(Token);
        await ExecuteAsync(database, "CREATE TABLE t (a)");
        return (link, real);
    }

    private static async Task ExecuteAsync(SqliteDatabase database, string sql)
    {
        await using var session = await database.OpenAsync(Token);
        await session.ExecuteAsync(sql, Token);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(SqliteDatabase database)
    {
        await using var session = await database.OpenAsync(Token);
        return await session.QueryAsync("SELECT a FROM t", row => row.GetString(0), Token);
    }
}
