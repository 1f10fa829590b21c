using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Provisioning.Security.Passwords;
using Xunit;

namespace Provisioning.IntegrationTests.Security;

/// <summary>What others have encrypted and hashed we read, and the other way round.</summary>
public sealed class OtherImplementationTests
{
    private static readonly EncryptionKey Key = EncryptionKey.Generate();

    [Fact]
    public async Task Pythons_cryptography_reads_our_Fernet_tokens_and_we_read_its()
    {
        var ours = new FernetCipher(Key).Encrypt("ours: 密");
        var answer = await PythonAsync(
            "import sys; from cryptography.fernet import Fernet; f = Fernet(sys.argv[1]); "
                + "print(f.decrypt(sys.argv[2].encode()).decode()); print(f.encrypt('theirs: 钥'.encode()).decode())",
            Key.Export(),
            ours
        );

        Assert.Equal("ours: 密", answer[0]);
        Assert.Equal("theirs: 钥", new FernetCipher(Key).Decrypt(answer[1]));
    }

    [Fact]
    public async Task Pythons_cryptography_reads_our_AES_GCM_values_and_we_read_its()
    {
        var ours = new AesGcmCipher(Key).Encrypt("ours");
        var answer = await PythonAsync(
            "import sys, os, base64; from cryptography.hazmat.primitives.ciphers.aead import AESGCM; g = "
                + "AESGCM(base64.urlsafe_b64decode(sys.argv[1])); "
                + "p = sys.argv[2].split('.')[2]; b = base64.urlsafe_b64decode(p + '=' * (-len(p) % 4)); "
                + "print(g.decrypt(b[:12], b[12:], None).decode()); "
                + "n = os.urandom(12); print('v1.' + sys.argv[2].split('.')[1] + '.' + base64.urlsafe_b64encode(n + "
                + "g.encrypt(n, b'theirs', None)).decode().rstrip('='))",
            Key.Export(),
            ours
        );

        Assert.Equal("ours", answer[0]);
        Assert.Equal("theirs", new AesGcmCipher(Key).Decrypt(answer[1]));
    }

    [Fact]
    public async Task The_systems_crypt_makes_the_hash_that_we_make()
    {
        Assert.SkipUnless(Shell.Has("perl"), "There is no perl here, whose crypt() is the system's.");
        var ours = PasswordHash.Bcrypt("pässword", cost: 5);
        var answer = await RunAsync(
            "perl",
            "-Mutf8",
            "-e",
            "my $p = $ARGV[0]; print crypt($p, $ARGV[1])",
            "pässword",
            ours
        );

        Assert.Equal(ours, answer);
    }

    private static async Task<string[]> PythonAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(
            await Shell.SucceedsAsync("python3", "-c", "import cryptography"),
            "Python's cryptography is not here: apt-get install python3-cryptography."
        );
        return (await RunAsync("python3", ["-c", program, .. arguments])).Split('\n');
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Shell.Redirected([program, .. arguments]))!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
        return output.Trim();
    }
}
