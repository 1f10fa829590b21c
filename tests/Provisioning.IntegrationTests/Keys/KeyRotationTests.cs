using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations.VibeSurf;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Keys;

/// <summary>Encrypted values under another key, on both engines.</summary>
public sealed class KeyRotationTests(PostgreSqlServer server) : IDisposable
{
    private const string Encrypted =
        "SELECT password_encrypted FROM connections WHERE password_encrypted IS NOT NULL UNION ALL SELECT "
        + "api_key_encrypted FROM models WHERE api_key_encrypted IS NOT NULL";

    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-keys-").FullName;
    private readonly EncryptionKey _old = EncryptionKey.Generate();
    private readonly EncryptionKey _new = EncryptionKey.Generate();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [OnBothEngines]
    public async Task What_was_encrypted_comes_back_to_the_byte_though_it_is_no_text(Engine engine)
    {
        byte[] plain = [0xFF, 0xFE, 0x80, 0x00, 0xC3, 0x28];
        await using var database = await VibeSurfAsync(engine);
        await FillAsync(database, 0, 1, _ => new FernetInBase64Cipher(_old).Encrypt(plain));

        var rotate = await KeysAsync(database, "rotate", "--from-key-file", File(_old), "--key-file", File(_new));

        Assert.Equal(0, rotate.ExitCode);
        var text = Assert.Single(await database.RowsAsync("SELECT encrypted_value FROM credentials", Token));
        Assert.Equal(plain, new FernetInBase64Cipher(_new).DecryptBytes(text));
    }

    [Theory]
    [OnBothEngines]
    public async Task All_values_are_rewritten_those_under_the_new_key_left_alone_and_all_are_read_in_the_end(
        Engine engine
    )
    {
        await using var database = await VibeSurfAsync(engine);
        await FillAsync(database, 0, 250, n => Old(n));
        await FillAsync(database, 250, 50, n => new FernetInBase64Cipher(_new).Encrypt(Plain(n)));
        await database.ExecuteAsync(
            "INSERT INTO credentials (id, key_name, encrypted_value) VALUES ('none', 'none', NULL), ('empty', "
                + "'empty', '')",
            Token
        );
        var kept = await database.RowsAsync(
            "SELECT encrypted_value FROM credentials WHERE id >= 'row-250' AND id < 'row-300' ORDER BY id",
            Token
        );

        var before = await KeysAsync(database, "check", "--key-file", File(_old));
        var dry = await KeysAsync(
            database,
            "rotate",
            "--from-key-file",
            File(_old),
            "--key-file",
            File(_new),
            "--dry-run",
            "--output",
            "json"
        );
        var unchanged = await database.RowsAsync("SELECT count(*) FROM credentials WHERE encrypted_value <> ''", Token);
        var rotate = await KeysAsync(
            database,
            "rotate",
            "--from-key-file",
            File(_old),
            "--key-file",
            File(_new),
            "--batch",
            "40",
            "--output",
            "json"
        );
        var again = await KeysAsync(database, "rotate", "--from-key-file", File(_old), "--key-file", File(_new));
        var after = await KeysAsync(database, "check", "--key-file", File(_new));

        Assert.Equal((3, 0, 0, 0, 0), (before.ExitCode, dry.ExitCode, rotate.ExitCode, again.ExitCode, after.ExitCode));
        Assert.Equal("300", unchanged[0]);
        Assert.Equal((250, 50, 0), Counts(dry, "former", "current", "unreadable"));
        Assert.Equal((250, 300, 0), Counts(rotate, "rewritten", "current", "unreadable"));
        Assert.Contains("0 values rewritten; all 300 are read", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            kept,
            await database.RowsAsync(
                "SELECT encrypted_value FROM credentials WHERE id >= 'row-250' AND id < 'row-300' ORDER BY id",
                Token
            )
        );
        Assert.Equal(Enumerable.Range(0, 300).Select(Plain), await PlainAsync(database));
        Assert.Equal(
            ["0"],
            await database.RowsAsync(
                "SELECT count(*) FROM credentials WHERE id = 'empty' AND encrypted_value <> ''",
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_batch_with_a_value_that_neither_key_reads_is_left_as_it_is_and_the_row_is_named(Engine engine)
    {
        await using var database = await VibeSurfAsync(engine);
        await FillAsync(database, 0, 30, n =>
            n == 14 ? new FernetInBase64Cipher(EncryptionKey.Generate()).Encrypt("lost") : Old(n)
        );
        var batch = await database.RowsAsync(
            "SELECT encrypted_value FROM credentials WHERE id >= 'row-010' AND id < 'row-020' ORDER BY id",
            Token
        );

        var rotate = await KeysAsync(
            database,
            "rotate",
            "--from-key-file",
            File(_old),
            "--key-file",
            File(_new),
            "--batch",
            "10"
        );
        var left = await database.RowsAsync(
            "SELECT encrypted_value FROM credentials WHERE id >= 'row-010' AND id < 'row-020' ORDER BY id",
            Token
        );
        var check = await KeysAsync(database, "check", "--key-file", File(_new), "--output", "json");
        await database.ExecuteAsync("UPDATE credentials SET encrypted_value = NULL WHERE id = 'row-014'", Token);
        var mended = await KeysAsync(
            database,
            "rotate",
            "--from-key-file",
            File(_old),
            "--key-file",
            File(_new),
            "--batch",
            "10"
        );

        Assert.Equal((1, 3, 0), (rotate.ExitCode, check.ExitCode, mended.ExitCode));
        Assert.Contains(
            "unreadable: credentials.encrypted_value where id=row-014",
            rotate.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(batch, left);
        Assert.Equal((20, 10, 0), Counts(check, "current", "unreadable", "former"));
        Assert.Contains("9 values rewritten; all 29 are read", mended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_was_interrupted_is_finished_by_the_next_and_both_keys_read_everything_in_between(
        Engine engine
    )
    {
        await using var database = await VibeSurfAsync(engine);
        await FillAsync(database, 0, 60, n => Old(n));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RotateAsync(database, new Stopping(3, stop), stop.Token)
        );
        var between = await database.RowsAsync("SELECT encrypted_value FROM credentials ORDER BY id", Token);
        var report = await RotateAsync(database, null, Token);

        Assert.Equal(30, between.Count(text => Reads(_new, text)));
        Assert.Equal(30, between.Count(text => Reads(_old, text)));
        Assert.True(report.IsComplete);
        Assert.Equal(30, report.Columns.Sum(column => column.Rewritten));
        Assert.Equal(Enumerable.Range(0, 60).Select(Plain), await PlainAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_the_application_writes_while_a_batch_is_under_way_is_kept(Engine engine)
    {
        await using var database = await VibeSurfAsync(engine);
        await FillAsync(database, 0, 2, n => Old(n));
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var table = (await session.InspectAsync(Token)).Find("credentials")!;
        var values = new EncryptedValues(session, Column, table);
        var page = await values.ReadAsync(null, 10, Token);
        var written = new FernetInBase64Cipher(_old).Encrypt("newer");
        await database.ExecuteAsync(
            $"UPDATE credentials SET encrypted_value = '{written}' WHERE id = 'row-000'",
            Token
        );

        var count = await values.WriteAsync([.. page.Select(value => (value, "rewritten"))], Token);

        Assert.Equal(1, count);
        Assert.Equal(
            [written, "rewritten"],
            await database.RowsAsync("SELECT encrypted_value FROM credentials ORDER BY id", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task The_scheme_changes_with_or_without_the_key_and_sample_data_is_encrypted_with_the_key_from_a_file(
        Engine engine
    )
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        string[] target = ["--system", "querygpt", "--url", database.Url];
        var key = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?> { ["PROVISIONING_ENCRYPTION_KEY_FILE"] = File(_old) },
        };
        await ProvisionProcess.RunAsync(["init", "--sample-data", .. target], key, Token);

        var check = await ProvisionProcess.RunAsync(["keys", "check", .. target], key, Token);
        var scheme = await ProvisionProcess.RunAsync(
            ["keys", "rotate", "--scheme", "aesgcm-v1", .. target],
            key,
            Token
        );
        var gcm = await database.RowsAsync(Encrypted, Token);
        var back = await ProvisionProcess.RunAsync(
            Token,
            ["keys", "rotate", "--from-key-file", File(_old), "--key-file", File(_new), .. target]
        );
        var fernet = await database.RowsAsync(Encrypted, Token);

        Assert.Equal((0, 0, 0), (check.ExitCode, scheme.ExitCode, back.ExitCode));
        Assert.Equal(
            ["reader-password", "sk-sample-not-a-real-key"],
            gcm.Select(text => new AesGcmCipher(_old).Decrypt(text))
        );
        Assert.Equal(
            ["reader-password", "sk-sample-not-a-real-key"],
            fernet.Select(text => new FernetCipher(_new).Decrypt(text))
        );
    }

    private static EncryptedColumn Column => new("credentials", "encrypted_value", EncryptionScheme.FernetInBase64);

    private async Task<KeyRotationReport> RotateAsync(
        TestDatabase database,
        IProgress<KeyProgress>? progress,
        CancellationToken token
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(token);
        return await new KeyRotation(session, new VibeSurfSystem().EncryptedColumns, _new, _old)
        {
            Batch = 10,
        }.RunAsync(progress, token);
    }

    private async Task<TestDatabase> VibeSurfAsync(Engine engine)
    {
        return await TestDatabase.InitializedAsync("vibesurf", engine, server, Token);
    }

    private static Task FillAsync(TestDatabase database, int from, int count, Func<int, string> encrypted) =>
        database.ExecuteAsync(
            $"INSERT INTO credentials (id, key_name, encrypted_value) VALUES "
                + $"{string.Join(", ", Enumerable.Range(from,
                    count).Select(n => $"('{Name(n)}', '{Name(n)}', '{encrypted(n)}')"))}",
            Token
        );

    private async Task<IEnumerable<string>> PlainAsync(TestDatabase database) =>
        (
            await database.RowsAsync(
                "SELECT encrypted_value FROM credentials WHERE encrypted_value <> '' ORDER BY id",
                Token
            )
        ).Select(text => new FernetInBase64Cipher(_new).Decrypt(text));

    private string Old(int number) => new FernetInBase64Cipher(_old).Encrypt(Plain(number));

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"row-{number:000}");

    private static string Plain(int number) => $"secret {Name(number)}";

    private static bool Reads(EncryptionKey key, string text)
    {
        try
        {
            return new FernetInBase64Cipher(key).Decrypt(text).Length > 0;
        }
        catch (DecryptionException)
        {
            return false;
        }
    }

    private static Task<ProvisionRun> KeysAsync(TestDatabase database, string verb, params string[] arguments) =>
        ProvisionProcess.RunAsync(Token, ["keys", verb, "--system", "vibesurf", "--url", database.Url, .. arguments]);

    private static (long, long, long) Counts(ProvisionRun run, string first, string second, string third)
    {
        var column = JsonNode.Parse(run.Output)!["columns"]!
            .AsArray()
            .Single(column => column!["column"]!.GetValue<string>() == "credentials.encrypted_value")!;
        return (column[first]!.GetValue<long>(), column[second]!.GetValue<long>(), column[third]!.GetValue<long>());
    }

    private string File(EncryptionKey key)
    {
        var path = Path.Combine(_folder, $"{key.Id}.key");
        if (!System.IO.File.Exists(path))
        {
            Provisioning.Security.Files.DurableFile.WriteNew(path, key.Export());
        }

        return path;
    }

    // The application is stopped after so many batches.
    private sealed class Stopping(int pages, CancellationTokenSource source) : IProgress<KeyProgress>
    {
        private int _seen;

        public void Report(KeyProgress value)
        {
            if (value.Column == "encrypted_value" && ++_seen == pages)
            {
                source.Cancel();
            }
        }
    }
}
