using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Rows;
using Provisioning.Masking.Values;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Copies and backups of a database with partitions on other servers, which go on changing.</summary>
public sealed class ShardCopyTests(ShardServers servers) : ShardCase(servers)
{
    [Fact]
    public async Task What_is_done_with_a_copy_of_the_database_changes_no_row_on_other_servers()
    {
        var shards = await ShardsAsync();
        await using (var session = await shards.Database.OpenAsync(Token))
        {
            await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);
            await InsertAsync(session, 30);
        }

        var made = BackupEngines.For(shards.Database);
        var update = new ExecuteSql("UPDATE events SET note = 'changed'");
        var again = new CreateForeignServer("again", "FIRST_URL");
        foreach (var change in (Operation[])[update, again])
        {
            var failed = await Record.ExceptionAsync(() =>
                new TemporaryCopy(made).OfAsync(
                    made,
                    new SnapshotRequest(new(), new()),
                    async copy =>
                    {
                        await using var session = await copy.OpenAsync(Token);
                        await Runner(Both(1, Events), new Steps(2, [change], []))
                            .RunAsync(session, new MigrationTarget.Up(), Token);
                        return (
                            await session.QueryAsync(
                                "SELECT array_to_string(srvoptions, ',') FROM pg_foreign_server "
                                    + "WHERE srvname = 'again'",
                                row => row.GetString(0),
                                Token
                            )
                        )[0];
                    },
                    Token
                )
            );
            Assert.Equal(
                change == update,
                failed?.Message.Contains("user mapping not found", StringComparison.Ordinal) == true
            );
        }

        Assert.Equal(
            ["note"],
            await Servers.First.RowsAsync(shards.First, "SELECT DISTINCT note FROM events_1", Token)
        );
        Assert.Equal(
            ["30"],
            await Servers.Coordinator.RowsAsync(shards.Name, "SELECT count(*) FROM events WHERE note = 'note'", Token)
        );
    }

    [Fact]
    public async Task A_masked_copy_reads_no_rows_of_other_servers()
    {
        var shards = await ShardsAsync();
        await using (var session = await shards.Database.OpenAsync(Token))
        {
            await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);
            await InsertAsync(session, 30);
        }

        var name = $"masked_{shards.Name}";
        var mask = new RowMasker(
            MaskingFile.Parse(
                """
                {
                  "format": "provisioning-masking-1",
                  "profiles": { "staging": {} },
                  "tables": { "events": { "id": "key", "note": "free_text" } }
                }
                """,
                "masking.json"
            ),
            "staging",
            MaskKey.Of(EncryptionKey.Parse("a key of the tests")),
            FieldKeys.None,
            new VersionTable()
        );
        await new MaskedCopy(new RestoreCheck(new VersionTable(), [])).RunAsync(
            BackupEngines.For(shards.Database),
            new(BackupProfile.Default, new VersionTable()),
            BackupEngines.For(DatabaseUrl.Parse(Servers.Coordinator.Url(name))),
            mask,
            _ => Task.CompletedTask,
            Token
        );

        Assert.Equal(
            [$"{(await CountsAsync(shards))[0]}"],
            await Servers.Coordinator.RowsAsync(name, "SELECT count(*) FROM events_0 WHERE note <> 'note'", Token)
        );
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            Servers.Coordinator.RowsAsync(name, "SELECT * FROM events_1", Token)
        );
        Assert.Contains("user mapping not found", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_comes_back_whatever_has_become_of_the_rows_on_other_servers()
    {
        var shards = await ShardsAsync();
        await using (var session = await shards.Database.OpenAsync(Token))
        {
            await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);
            await InsertAsync(session, 30);
        }

        var made = BackupEngines.For(shards.Database);
        using var folder = new TestFolder();
        var store = new DirectoryStore(folder.Path);
        var set = await new BackupCreation([store], BackupKeyring.Empty, TimeProvider.System).RunAsync(
            made,
            new("events", new(BackupProfile.Default, new VersionTable())),
            Token
        );
        await Servers.First.ExecuteAsync(shards.First, "DROP TABLE events_1", Token);
        var name = $"restored_{shards.Name}";
        var repository = (await BackupRepository.FindAsync(store, BackupKeyring.Empty, Token))!;
        await new BackupRestore(repository, new RestoreCheck(new VersionTable(), []), TimeProvider.System).RunAsync(
            BackupEngines.For(DatabaseUrl.Parse(Servers.Coordinator.Url(name))),
            set.Manifest,
            newest: 1,
            safetyCopy: null,
            Token
        );

        Assert.Equal(
            [$"{(await CountsAsync(shards, hasTable: true))[0]}"],
            await Servers.Coordinator.RowsAsync(name, "SELECT count(*) FROM events_0", Token)
        );
    }
}
