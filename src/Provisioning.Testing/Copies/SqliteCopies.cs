using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Sqlite.Connection;
using Provisioning.Testing.Servers;

namespace Provisioning.Testing.Copies;

/// <summary>The templates of SQLite, files in a folder of this user among the temporary ones, and their copies in
/// memory or beside them.</summary>
/// <remarks>A process holds a file open whose number is in the names of its copies: where it can be opened, the process
/// is gone.</remarks>
internal sealed class SqliteCopies : CopyStore
{
    private const string Ending = ".db";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _folder;
    private readonly FileStream _holding;
    private readonly int _owner;
    private readonly ConcurrentDictionary<TestName, SqliteSource> _sources = new();
    private readonly ConcurrentDictionary<string, TestName> _live = new(StringComparer.Ordinal);
    private int _count;

    private SqliteCopies(string folder, FileStream holding, int owner)
    {
        (_folder, _holding, _owner) = (folder, holding, owner);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <inheritdoc />
    public override bool IsWorthPreparing => false;

    /// <summary>Holds this process's number.</summary>
    public static SqliteCopies Hold()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"provisioning-testing-{Environment.UserName}", "sqlite");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            var own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!, own);
            Directory.CreateDirectory(folder, own);
        }

        while (true)
        {
            var owner = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            if (!File.Exists(LockOf(folder, owner)) && FileTurn.TryTake(LockOf(folder, owner)) is { } holding)
            {
                var store = new SqliteCopies(folder, holding, owner);
                store.SweepNow();
                return store;
            }
        }
    }

    /// <inheritdoc />
    public override async Task<TestName> TemplateAsync(TemplateRecipe recipe, CancellationToken token)
    {
        var types = new DialectOptions { SqliteTypes = recipe.System.SqliteTypes };
        await using var connection = new SqliteConnection();
        var name = recipe.Name(KnownEngines.Sqlite.Dialect(types), connection.ServerVersion);
        var file = FileOf(name);
        if (!File.Exists(file))
        {
            await using var turn = await FileTurn.TakeAsync($"{file}.lock", Patience, token);
            if (!File.Exists(file))
            {
                await BuildAsync(name, recipe, token);
            }
        }

        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime);
        return name;
    }

    /// <inheritdoc />
    public override async Task<DatabaseCopy> CopyAsync(
        TestName template,
        TemplateRecipe recipe,
        bool inFile,
        CancellationToken token
    )
    {
        if (!File.Exists(FileOf(template)))
        {
            // Another has dropped it meanwhile.
            await TemplateAsync(recipe, token);
        }

        var name = template.Copy(_owner, Interlocked.Increment(ref _count));
        if (!inFile)
        {
            var source = _sources.GetOrAdd(template, _ => new(FileOf(template)));
            return await SqliteMemoryCopy.OpenAsync(this, name, source, recipe.System.SqliteTypes, token);
        }

        _live[name.ToString()] = name;
        File.Copy(FileOf(template), FileOf(name));
        return new SqliteFileCopy(this, name, FileOf(template), recipe.System.SqliteTypes);
    }

    /// <summary>The file of a database.</summary>
    public string FileOf(TestName name) => Path.Combine(_folder, name + Ending);

    /// <summary>Marks a copy's file as one that stays.</summary>
    public void Keep(TestName name)
    {
        File.WriteAllBytes(MarkOf(name), []);
        _live.TryRemove(name.ToString(), out _);
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<TestDatabaseEntry>> ListAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<TestDatabaseEntry>>([
            .. from name in Names()
            let bytes = Size(name)
            where bytes is not null
            select new TestDatabaseEntry($"{name}", State(name), bytes),
        ]);

    /// <inheritdoc />
    public override Task<bool> DropAsync(TestName name, CancellationToken token)
    {
        var isThere = File.Exists(FileOf(name));
        Delete(name);
        return Task.FromResult(isThere);
    }

    /// <inheritdoc />
    public override Task SweepAsync(CancellationToken token)
    {
        SweepNow();
        return Task.CompletedTask;
    }

    private async Task BuildAsync(TestName name, TemplateRecipe recipe, CancellationToken token)
    {
        var unfinished = name.AsUnfinished;
        Delete(unfinished);
        try
        {
            await recipe.BuildAsync(new SqliteDatabase(FileOf(unfinished), recipe.System.SqliteTypes), token);
            await using (var connection = new SqliteConnection($"Data Source={FileOf(unfinished)};Pooling=False"))
            {
                await connection.OpenAsync(token);
                await using var command = connection.CreateCommand();
                // One file, which can be copied as it is.
                command.CommandText = "ANALYZE; PRAGMA journal_mode = DELETE";
                await command.ExecuteNonQueryAsync(token);
            }

            File.Move(FileOf(unfinished), FileOf(name));
        }
        catch
        {
            CleanUp.Quietly(() => Delete(unfinished));
            throw;
        }
    }

    // Null where its test has ended meanwhile.
    private long? Size(TestName name)
    {
        try
        {
            return new FileInfo(FileOf(name)).Length;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private TestDatabaseState State(TestName name) =>
        name.Kind is TestNameKind.Template ? TestDatabaseState.Template
        : File.Exists(MarkOf(name)) ? TestDatabaseState.Kept
        : name.Kind is TestNameKind.Unfinished
            ? IsHeld($"{FileOf(name with { Kind = TestNameKind.Template })}.lock") ? TestDatabaseState.InUse
                : TestDatabaseState.Left
        : name.Owner == _owner || IsHeld(LockOf(_folder, name.Owner)) ? TestDatabaseState.InUse
        : TestDatabaseState.Left;

    private static bool IsHeld(string file)
    {
        if (!File.Exists(file))
        {
            return false;
        }

        using var taken = FileTurn.TryTake(file);
        return taken is null;
    }

    private void SweepNow() =>
        CleanUp.Quietly(() =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            foreach (var name in Names())
            {
                if (
                    State(name) is TestDatabaseState.Left
                    || (
                        name.Kind is TestNameKind.Template
                        && now - File.GetLastWriteTimeUtc(FileOf(name)) > TemplateLife
                    )
                )
                {
                    CleanUp.Quietly(() => Delete(name));
                }
            }

            foreach (var file in Directory.GetFiles(_folder, "owner_*.lock").Where(file => file != _holding.Name))
            {
                using var dead = FileTurn.TryTake(file);
                if (dead is not null)
                {
                    File.Delete(file);
                }
            }
        });

    private List<TestName> Names() =>
        [
            .. Directory
                .GetFiles(_folder, $"*{Ending}")
                .Order(StringComparer.Ordinal)
                .Select(file => TestName.Read(Path.GetFileNameWithoutExtension(file)))
                .OfType<TestName>(),
        ];

    private void Delete(TestName name)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal", ".kept"])
        {
            File.Delete(FileOf(name) + suffix);
        }

        _live.TryRemove(name.ToString(), out _);
    }

    private string MarkOf(TestName name) => $"{FileOf(name)}.kept";

    private static string LockOf(string folder, int owner) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"owner_{owner:x8}.lock"));

    private void End()
    {
        foreach (var name in _live.Values)
        {
            CleanUp.Quietly(() => Delete(name));
        }

        CleanUp.Quietly(() => File.Delete(_holding.Name));
        _holding.Dispose();
    }
}
