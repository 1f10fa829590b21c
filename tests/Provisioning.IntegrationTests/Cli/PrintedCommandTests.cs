using System.Text.RegularExpressions;
using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Commands that are printed run in a shell as they are printed, whatever the paths are called.</summary>
public sealed partial class PrintedCommandTests(PostgreSqlServer server)
{
    private static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory,
        "../../Provisioning.SampleMigrations/release/Provisioning.SampleMigrations.dll"
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task From_a_missing_database_to_its_restored_backup_each_command_is_the_printed_one(Engine engine)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var url =
            engine is Engine.Sqlite
                ? $"sqlite:///{folder.Path("it's $HOME of data.db")}"
                : $"{database.Url}?application_name=printed";
        var (store, key) = (folder.Path("back ups; it's"), folder.Path("the key"));
        File.Move(folder.KeyFile, key);
        string[] target = ["--assembly", Assembly, "--url", url];

        var missing = await RunAsync(folder, 4, ["status", .. target]);
        await ShellAsync(folder, Between(missing.Errors, "init"));
        var none = await RunAsync(folder, 1, ["restore", .. target, "--from", store, "--key-file", key]);
        await ShellAsync(folder, Between(none.Errors, "backup create"));
        var noSet = await RunAsync(
            folder,
            1,
            ["restore", .. target, "--from", store, "--key-file", key, "--set", "1999", "--force"]
        );
        await ShellAsync(folder, Between(noSet.Errors, "backup list"));
        var up = await RunAsync(
            folder,
            0,
            ["up", .. target, "--backup-first", "--backup-to", store, "--key-file", key]
        );
        var back = After(up.Output, "To go back: ");
        Assert.Contains(url.Split('/')[^1].Split('\'')[^1], back, StringComparison.Ordinal);
        var restored = await ShellAsync(folder, back);
        if (engine is Engine.PostgreSql)
        {
            await ShellAsync(folder, After(restored, "this drops it: "));
        }

        await RunAsync(folder, 0, ["status", "--check", .. target]);
        await RunAsync(folder, 0, ["db", "drop", "--url", url, "--yes"]);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_key_is_made_looked_at_and_changed_with_the_printed_commands(Engine engine)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var (old, next) = (folder.Path("the old key"), folder.Path("it's new"));
        string[] target = ["--system", "querygpt", "--url", database.Url];
        await RunAsync(folder, 0, ["keys", "new", "--to", old]);
        await RunAsync(folder, 0, ["keys", "new", "--to", next]);
        string[] keys = ["--from-key-file", old, "--key-file", next];

        var noKey = await RunAsync(folder, 2, ["keys", "rotate", .. target]);
        var made = await ShellAsync(folder, Between(noKey.Errors, "keys new"));
        var missing = await RunAsync(folder, 4, ["keys", "rotate", .. target, .. keys]);
        await ShellAsync(folder, Between(missing.Errors, "init"));
        await RunAsync(folder, 0, ["seed", "--auto", "--rows", "models=3", "--yes", .. target]);
        var text = new FernetCipher(EncryptionKey.Load(old)).Encrypt([1, 2]);
        await database.ExecuteAsync($"UPDATE models SET api_key_encrypted = '{text}'", Token);
        await database.ExecuteAsync($"UPDATE connections SET password_encrypted = '{text}'", Token);
        var dry = await RunAsync(folder, 0, ["keys", "rotate", .. target, .. keys, "--dry-run"]);
        await ShellAsync(folder, Between(dry.Output, "keys rotate"));
        var check = await RunAsync(folder, 0, ["keys", "check", .. target, "--key-file", next]);

        Assert.Equal(44, made.Trim().Length);
        Assert.DoesNotContain("keys rotate", check.Output, StringComparison.Ordinal);
    }

    private static async Task<ProvisionRun> RunAsync(BackupFolder folder, int code, string[] arguments)
    {
        var run = await ProvisionProcess.RunAsync(
            arguments,
            new() { WorkingDirectory = folder.Root, Timeout = TimeSpan.FromMinutes(3) },
            Token
        );
        Assert.True(run.ExitCode == code, $"{string.Join(' ', arguments)}: {run.ExitCode}\n{run.Errors}{run.Output}");
        return run;
    }

    private static async Task<string> ShellAsync(BackupFolder folder, string command)
    {
        var program = new ProvisionOptions().Command([]);
        var words = program.ArgumentList.Select(word => $"'{word}'");
        var script = folder.Path("bin", "provision");
        Directory.CreateDirectory(folder.Path("bin"));
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nexec '{program.FileName}' {string.Join(' ', words)} \"$@\"\n",
            Token
        );
        TestFolder.SetMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (code, output, errors) = await Shell.FeedAsync(
            $"PATH={folder.Path("bin")}:$PATH\ncd {folder.Root}\n{command}\n",
            "sh"
        );
        Assert.True(code == 0, $"{command}\n{code}\n{errors}{output}");
        return output;
    }

    private static string Between(string text, string command) =>
        Backquoted()
            .Matches(text)
            .Select(match => match.Groups["text"].Value)
            .FirstOrDefault(found => found.StartsWith($"provision {command}", StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"{command} is not in: {text}");

    private static string After(string text, string start) =>
        text.Split('\n').Single(line => line.Contains(start, StringComparison.Ordinal)).Split(start)[1];

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Backquoted();
}
