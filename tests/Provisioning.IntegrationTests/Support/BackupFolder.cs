using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provisioning.Backup.Format;
using Provisioning.Engines;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A folder of a test's own with a system's SQLite file, a repository, a key and whatever else it makes;
/// deleted at its end.</summary>
public sealed class BackupFolder : IAsyncDisposable
{
    // A migrated and seeded database of each system, made by the command once.
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Databases = new(StringComparer.Ordinal);

    private BackupFolder(string path) => Root = path;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The database's file.</summary>
    public string Database => Path("data.db");

    /// <summary>The database's URL.</summary>
    public string Url => $"sqlite:///{Database}";

    /// <summary>The repository's folder.</summary>
    public string Repository => Path("repository");

    /// <summary>The key's file.</summary>
    public string KeyFile => Path("backup.key");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A folder with a migrated and seeded database of the system.</summary>
    public static async Task<BackupFolder> CreateAsync(string system = "towow")
    {
        var folder = new BackupFolder(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"test_{Guid.NewGuid():N}"));
        Directory.CreateDirectory(folder.Root);
        BackupKey.Generate().Save(folder.KeyFile);
        await File.WriteAllBytesAsync(
            folder.Database,
            await Databases.GetOrAdd(system, name => new(() => MakeAsync(name))).Value,
            Token
        );
        return folder;
    }

    /// <summary>A path in the folder.</summary>
    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>A command's words; those with an at sign stand for the folder's things: @db, @repo, @key,
    /// @root.</summary>
    public string[] Words(string line) =>
        [
            .. line.Split(' ')
                .Select(word =>
                    word.Replace("@db", Url, StringComparison.Ordinal)
                        .Replace("@repo", Repository, StringComparison.Ordinal)
                        .Replace("@key", KeyFile, StringComparison.Ordinal)
                        .Replace("@root", Root, StringComparison.Ordinal)
                ),
        ];

    /// <summary>Runs a command; see <see cref="Words"/>.</summary>
    public async Task<ProvisionRun> RunAsync(string line, IReadOnlyDictionary<string, string?>? environment = null) =>
        await ProvisionProcess.RunAsync(
            Words(line),
            new()
            {
                WorkingDirectory = Root,
                Environment = environment ?? new Dictionary<string, string?>(StringComparer.Ordinal),
                Timeout = TimeSpan.FromMinutes(3),
            },
            Token
        );

    /// <summary>Runs a command that is to end with 0.</summary>
    public async Task<string> SucceedAsync(string line)
    {
        var run = await RunAsync(line);
        Assert.True(run.ExitCode == 0, $"{line}\n{run.ExitCode}\n{run.Errors}{run.Output}");
        return run.Output;
    }

    /// <summary>Runs a command that is to end with 0, and reads its JSON.</summary>
    public async Task<JsonObject> JsonAsync(string line) =>
        JsonNode.Parse(await SucceedAsync($"{line} --output json"))!.AsObject();

    /// <summary>Runs a command that is to end otherwise, and returns what it says.</summary>
    public async Task<string> FailAsync(int code, string line)
    {
        var run = await RunAsync(line);
        Assert.True(run.ExitCode == code, $"{line}\n{run.ExitCode} instead of {code}\n{run.Errors}{run.Output}");
        return run.Errors + run.Output;
    }

    /// <summary>Runs SQL on the database, or on another file in the folder.</summary>
    public async Task ExecuteAsync(string sql, string? file = null)
    {
        await using var connection = await OpenAsync(file);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>A connection to the database, or to another file.</summary>
    public async Task<SqliteConnection> OpenAsync(string? file = null)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file ?? Database, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>Structure and rows as one text.</summary>
    public async Task<string> SnapshotAsync(string? file = null)
    {
        await using var session = await DatabaseUrl.Parse($"sqlite:///{file ?? Database}").OpenAsync(Token);
        return await Snapshot.TakeAsync(session, Token);
    }

    /// <summary>The repository's files, relative to it.</summary>
    public IReadOnlyList<string> Files() =>
        [
            .. Directory
                .EnumerateFiles(Repository, "*", SearchOption.AllDirectories)
                .Select(file => System.IO.Path.GetRelativePath(Repository, file))
                .Order(StringComparer.Ordinal),
        ];

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> MakeAsync(string system)
    {
        var file = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"test_{Guid.NewGuid():N}.db");
        var run = await ProvisionProcess.RunAsync(
            CancellationToken.None,
            "init",
            "--system",
            system,
            "--sample-data",
            "--url",
            $"sqlite:///{file}"
        );
        Assert.True(run.ExitCode == 0, run.Errors);
        var bytes = await File.ReadAllBytesAsync(file, CancellationToken.None);
        File.Delete(file);
        return bytes;
    }
}
