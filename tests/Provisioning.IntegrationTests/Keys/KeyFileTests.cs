using System.Runtime.Versioning;
using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.IntegrationTests.Keys;

/// <summary>The files that keys of encrypted columns are kept in.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-keys-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_key_is_made_once_for_its_owner_alone_and_never_shows_itself()
    {
        var path = Path.Combine(_folder, "made.key");

        var made = await ProvisionProcess.RunAsync(Token, "keys", "new", "--to", path);
        var again = await ProvisionProcess.RunAsync(Token, "keys", "new", "--to", path);
        var id = await ProvisionProcess.RunAsync(Token, "keys", "show-id", "--key-file", path);
        var printed = await ProvisionProcess.RunAsync(Token, "keys", "new");
        var text = (await File.ReadAllTextAsync(path, Token)).Trim();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var shared = await ProvisionProcess.RunAsync(Token, "keys", "show-id", "--key-file", path);
        var allowed = await ProvisionProcess.RunAsync(
            Token,
            "keys",
            "show-id",
            "--key-file",
            path,
            "--allow-insecure-permissions"
        );
        var none = await ProvisionProcess.RunAsync(Token, "keys", "show-id");

        Assert.Equal(
            (0, 2, 0, 0, 2, 0, 2),
            (
                made.ExitCode,
                again.ExitCode,
                id.ExitCode,
                printed.ExitCode,
                shared.ExitCode,
                allowed.ExitCode,
                none.ExitCode
            )
        );
        Assert.Equal(EncryptionKey.Parse(text).Id, id.Output.Trim());
        Assert.Contains(id.Output.Trim(), made.Output, StringComparison.Ordinal);
        Assert.All((ProvisionRun[])[made, again, id, shared, allowed], run =>
            Assert.DoesNotContain(text[..10], run.Output + run.Errors, StringComparison.Ordinal)
        );
        Assert.Equal(44, printed.Output.Trim().Length);
        Assert.Contains("chmod 600", shared.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_new_key_file_is_readable_by_its_owner_alone_whatever_the_umask()
    {
        var path = Path.Combine(_folder, "umask.key");
        var command = new ProvisionOptions().Command([]);

        Assert.True(
            await Shell.SucceedsAsync(
                "sh",
                "-c",
                "umask 000; exec \"$@\"",
                "sh",
                command.FileName,
                "keys",
                "new",
                "--to",
                path
            )
        );
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }
}
