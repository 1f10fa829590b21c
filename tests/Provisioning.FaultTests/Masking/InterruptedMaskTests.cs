using System.Text;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Masking;

/// <summary>Ctrl+C and a supervisor's SIGTERM while rows are masked: no row is left anywhere as it was.</summary>
public sealed class InterruptedMaskTests(PostgreSqlServer server) : IDisposable
{
    private const int People = 60_000;
    private const string Domain = "mail.test";

    private readonly Workplace _work = new();
    private readonly TestFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, Signal, int> Signals =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from signal in new[] { (Signal.Int, 130), (Signal.Term, 143) }
            select (engine, signal.Item1, signal.Item2),
        ];

    public void Dispose()
    {
        _work.Dispose();
        _temporary.Dispose();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task An_export_that_is_stopped_leaves_nothing(Engine engine, Signal signal, int code)
    {
        await using var database = await WithPeopleAsync(engine);
        var rows = Path.Combine(_work.Folder, "rows");
        await using var run = Start(
            "export",
            "--system",
            "querygpt",
            "--url",
            database.Url,
            "--to",
            rows,
            "--mask",
            "staging"
        );
        await UntilAsync(run, () => Directory.Exists(rows) && Files(rows).Any(file => new FileInfo(file).Length > 0));
        NoPersonIn(rows);

        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.False(Directory.Exists(rows));
        NoPersonIn(_temporary.Path);
        Assert.DoesNotContain(Domain, end.Output + end.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_restore_that_is_stopped_leaves_no_database(Engine engine, Signal signal, int code)
    {
        await using var database = await WithPeopleAsync(engine);
        var create = await _work.RunAsync(
            Token,
            ["backup", "create", "--system", "querygpt", "--url", database.Url, "--to", "sets"]
        );
        Assert.True(create.ExitCode == 0, create.Errors);
        var staging = Path.Combine(_work.Folder, "staging");
        Directory.CreateDirectory(staging);
        await using var target = await TestDatabase.ReserveAsync(engine, server, Token);
        var before = await CopiesAsync(database);
        await using var run = Start(
            "restore",
            "--system",
            "querygpt",
            "--from",
            "sets",
            "--into",
            engine is Engine.PostgreSql ? target.Url : $"sqlite:///{staging}/staging.db",
            "--mask",
            "staging"
        );
        if (engine is Engine.PostgreSql)
        {
            await UntilAsync(run, async () => (await CopiesAsync(database)).Except(before).Any());
        }
        else
        {
            await UntilAsync(run, () => Files(staging).Any(file => new FileInfo(file).Length > 0));
            NoPersonIn(staging);
        }

        var copies = (await CopiesAsync(database)).Except(before).ToList();
        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.Empty(Files(staging));
        // Those of other tests go as well, in their time.
        for (var tries = 0; (await CopiesAsync(database)).Intersect(copies).Any(); tries++)
        {
            Assert.True(tries < 600, "The copy is still there.");
            await Task.Delay(100, Token);
        }

        if (engine is Engine.PostgreSql)
        {
            Assert.False(await DatabaseUrl.Parse(target.Url).ExistsAsync(Token));
        }

        NoPersonIn(_temporary.Path);
        Assert.DoesNotContain(Domain, end.Output + end.Errors, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> WithPeopleAsync(Engine engine)
    {
        Directory.CreateDirectory(_temporary.Path);
        var database = await TestDatabase.InitializedAsync("querygpt", engine, server, Token);
        const string random =
            "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4000-8000-' || hex(randomblob(6)))";
        var (id, rows) =
            engine is Engine.PostgreSql
                ? ("gen_random_uuid()", $"generate_series(1, {People}) AS n(n)")
                : (
                    random,
                    $"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {People}) "
                        + "SELECT n FROM s)"
                );
        await database.ExecuteAsync(
            "INSERT INTO users (id, email, hashed_password, display_name, role, is_active) SELECT "
                + $"{id}, 'person' || n || '@{Domain}', 'hash', 'Ada ' || n, 'user', true FROM {rows}",
            Token
        );
        return database;
    }

    private ProvisionProcess Start(params IReadOnlyList<string> arguments) =>
        ProvisionProcess.Start(
            arguments,
            new()
            {
                WorkingDirectory = _work.Folder,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["HOME"] = _work.Folder,
                    ["TMPDIR"] = _temporary.Path,
                },
            }
        );

    private static Task UntilAsync(ProvisionProcess run, Func<bool> isSo) =>
        UntilAsync(run, () => Task.FromResult(isSo()));

    private static async Task UntilAsync(ProvisionProcess run, Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.False(run.HasExited, "It was over before it could be stopped.");
            Assert.True(tries < 6000, "It did not begin.");
            await Task.Delay(10, Token);
        }
    }

    // The databases that restores are making, on the server.
    private static async Task<IReadOnlyList<string>> CopiesAsync(TestDatabase database) =>
        database.Engine is Engine.PostgreSql
            ? await database.RowsAsync(
                $"SELECT datname FROM pg_database WHERE starts_with(datname, '{ScratchName.Start("restore")}')",
                Token
            )
            : [];

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    private static void NoPersonIn(string folder)
    {
        // What says that the folder is in use is empty, and locked.
        foreach (var file in Files(folder).Where(file => Path.GetFileName(file) is not "in-use"))
        {
            try
            {
                using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var text = new StreamReader(open, Encoding.Latin1);
                Assert.DoesNotContain($"@{Domain}", text.ReadToEnd(), StringComparison.Ordinal);
            }
            catch (FileNotFoundException)
            {
                // Renamed or deleted since.
            }
        }
    }
}
