using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Each check of a restored database has a fault that it alone notices: sets that are whole to the last byte,
/// and yet not what they say.</summary>
public sealed class VerificationCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Lies =>
        new()
        {
            { "version", "It is at version 4, and was at 3." },
            { "rows", "rows, and had" },
            { "missing table", "Table phantom is missing." },
            { "new table", "Table agent_profiles was not there." },
            { "answer", "returns other rows than before" },
            { "query", "A query fails that succeeded before" },
        };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_set_that_is_whole_and_says_something_else_than_it_is_is_found_by_restoring_it(
        string lie,
        string said
    )
    {
        await using var folder = await BackupFolder.CreateAsync();
        var system = new Provisioning.Migrations.ToWow.ToWowSystem();
        var engine = BackupEngines.For(DatabaseUrl.Parse(folder.Url));
        var store = new DirectoryStore(folder.Repository);
        await new BackupCreation([store], BackupKeyring.Empty, TimeProvider.System).RunAsync(
            new LyingEngine(engine, lie),
            new("towow", new(system.Backup, system.Migrations.VersionTable)),
            Token
        );

        var repository = await BackupRepository.OpenAsync(store, BackupKeyring.Empty, Token);
        var manifest = await repository.FindSetAsync("latest", "towow", Token);
        var verification = new BackupVerification(
            repository,
            engine,
            new(system.Migrations.VersionTable, []),
            TimeProvider.System
        );
        var decrypted = await verification.RunAsync(manifest, VerifyLevel.Decrypt, Token);
        var restored = await verification.RunAsync(manifest, VerifyLevel.Restore, Token);

        Assert.Empty(decrypted.Found);
        Assert.Contains(said, Assert.Single(restored.Found), StringComparison.Ordinal);
        await folder.FailAsync(7, "restore --system towow --from @repo --into sqlite:///copy.db");
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
    }

    [Fact]
    public async Task A_difference_in_structure_is_reported_and_keeps_no_one_from_the_restored_database()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var system = new Provisioning.Migrations.ToWow.ToWowSystem();
        var engine = BackupEngines.For(DatabaseUrl.Parse(folder.Url));
        await new BackupCreation(
            [new DirectoryStore(folder.Repository)],
            BackupKeyring.Empty,
            TimeProvider.System
        ).RunAsync(
            new LyingEngine(engine, "structure"),
            new("towow", new(system.Backup, system.Migrations.VersionTable)),
            Token
        );

        var verified = await folder.FailAsync(3, "backup verify --system towow --url @db --from @repo --level 4");
        var restored = await folder.FailAsync(3, "restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Contains("Of table phantom the backup had: id integer.", verified, StringComparison.Ordinal);
        Assert.Contains("Of table phantom the backup had: id integer.", restored, StringComparison.Ordinal);
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
    }

    [Fact]
    public async Task A_database_that_was_not_in_order_is_backed_up_with_a_warning_and_comes_back_as_it_was()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "PRAGMA foreign_keys = OFF; CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER "
                + "PRIMARY KEY, parent INTEGER REFERENCES parent (id)); INSERT INTO child VALUES (1, 7)"
        );

        var created = await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Contains(
            "A row of child refers to a row of parent that does not exist",
            created,
            StringComparison.Ordinal
        );
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
    }

    [Fact]
    public async Task A_damaged_page_is_reported_by_a_backup_with_a_check_and_by_a_restore()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "PRAGMA journal_mode = DELETE; CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX "
                + "filler_text ON filler (text); INSERT INTO filler (text) VALUES ('needle-to-be-found')"
        );
        var bytes = await File.ReadAllBytesAsync(folder.Database, Token);
        var at = bytes.AsSpan().LastIndexOf("needle-to-be-found"u8);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(folder.Database, bytes, Token);

        Assert.Contains(
            "SQLite finds damage",
            await folder.SucceedAsync("backup create --system towow --url @db --to @repo --check"),
            StringComparison.Ordinal
        );
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///told.db");

        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        Assert.Contains(
            "it was damaged before",
            await folder.FailAsync(7, "restore --system towow --from @repo --into sqlite:///copy.db"),
            StringComparison.Ordinal
        );
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db --damaged");
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.Path("told.db"), Token),
            await File.ReadAllBytesAsync(folder.Path("copy.db"), Token)
        );
    }

    private sealed class LyingEngine(BackupEngine engine, string lie) : BackupEngine
    {
        public override string Name => engine.Name;

        public override Database Database => engine.Database;

        public override async Task<BackupSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken token) =>
            new LyingSnapshot(await engine.SnapshotAsync(request, token), lie);

        public override Task<string?> OccupantAsync(CancellationToken token) => engine.OccupantAsync(token);

        public override BackupEngine Beside() => engine.Beside();

        public override BackupEngine Isolated() => engine.Isolated();

        public override Task RestoreAsync(BackupContents contents, BackupParts parts, CancellationToken token) =>
            engine.RestoreAsync(contents, parts, token);

        public override Task<IReadOnlyList<string>> CheckAsync(CancellationToken token) => engine.CheckAsync(token);

        public override Task<Database?> ReplaceWithAsync(
            Database ready,
            ReplacedContent content,
            CancellationToken token
        ) => engine.ReplaceWithAsync(ready, content, token);

        public override Task<long> TakeTableAsync(Database from, Schema.ObjectName table, CancellationToken token) =>
            engine.TakeTableAsync(from, table, token);
    }

    private sealed class LyingSnapshot(BackupSnapshot snapshot, string lie) : BackupSnapshot
    {
        public override async Task<BackupContents> ContentsAsync() => Lie(await snapshot.ContentsAsync(), lie);

        public override IReadOnlyList<BackupPart> Parts => snapshot.Parts;

        public override ValueTask DisposeAsync() => snapshot.DisposeAsync();

        private static BackupContents Lie(BackupContents contents, string lie) =>
            lie switch
            {
                "version" => contents with { SchemaVersion = 3 },
                "structure" => contents with
                {
                    Fingerprint = contents.Fingerprint[..^1] + (contents.Fingerprint[^1] == '0' ? '1' : '0'),
                    Structure = [.. contents.Structure!, new("table phantom", "id integer", [])],
                },
                "rows" => contents with
                {
                    Tables =
                    [
                        .. contents.Tables.Select(
                            (table, at) => at == 0 ? table with { Rows = table.Rows + 1 } : table
                        ),
                    ],
                },
                "missing table" => contents with { Tables = [.. contents.Tables, new("phantom", 0, 0)] },
                "new table" => contents with
                {
                    Tables = [.. contents.Tables.Where(table => table.Name != "agent_profiles")],
                },
                "answer" => contents with
                {
                    Checks =
                    [
                        .. contents.Checks.Select(
                            (check, at) => at == 0 ? check with { Answer = new string('0', 64) } : check
                        ),
                    ],
                },
                "query" => contents with { Checks = [new("broken", "SELECT nothing FROM nowhere", "", 0)] },
                _ => contents,
            };
    }
}
