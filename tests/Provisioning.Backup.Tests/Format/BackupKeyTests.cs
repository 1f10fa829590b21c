using System.Buffers.Text;
using System.Security.Cryptography;
using Provisioning.Backup.Format;
using Xunit;

namespace Provisioning.Backup.Tests.Format;

public sealed class BackupKeyTests
{
    /// <summary>The key of these bytes, as its file would have it.</summary>
    internal static BackupKey KeyOf(byte[] master)
    {
        var sum = SHA256.HashData([.. "dbk1 key file"u8, .. master])[..4];
        return BackupKey.Parse($"DBKKEY1:{Base64Url.EncodeToString([.. master, .. sum])}");
    }

    [Fact]
    public void A_key_comes_back_from_its_text()
    {
        var key = BackupKey.Generate();

        Assert.Equal(key.Id, BackupKey.Parse($"  {key.Export()}\n").Id);
        Assert.DoesNotContain(key.Export()["DBKKEY1:".Length..], $"{key}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_character_is_noticed_at_every_place()
    {
        var text = BackupKey.Generate().Export();

        for (var at = "DBKKEY1:".Length; at < text.Length; at++)
        {
            var other = text[at] == 'A' ? 'B' : 'A';
            Assert.Throws<ProvisioningException>(() => BackupKey.Parse($"{text[..at]}{other}{text[(at + 1)..]}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("DBKKEY1:")]
    [InlineData("DBKKEY2:AAAA")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("correct horse battery staple")]
    public void A_key_in_another_form_is_refused_rather_than_taken_for_another_key(string text)
    {
        var error = Assert.Throws<ProvisioningException>(() => BackupKey.Parse(text));

        Assert.Contains("DBKKEY1:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), $"test_{Guid.NewGuid():N}.key");
        var key = BackupKey.Generate();
        try
        {
            key.Save(path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(key.Id, BackupKey.Load(path).Id);
            Assert.Throws<Provisioning.Security.Files.FileFailedException>(() => BackupKey.Generate().Save(path));

            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            var error = Assert.Throws<ProvisioningException>(() => BackupKey.Load(path));
            Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_passphrase_seals_and_opens_and_another_does_not()
    {
        var settings = PassphraseSettings.Generate();
        var container = await Sealed.SealAsync(
            Sealed.Bytes(100),
            BackupKey.FromPassphrase("six plain words make one key", settings),
            isCompressed: false
        );

        Assert.Equal(Sealed.Bytes(100), await Sealed.OpenAsync(container, RingOf("six plain words make one key")));
        var error = await Assert.ThrowsAsync<WrongKeyException>(() =>
            Sealed.OpenAsync(container, RingOf("six plain words make one kex"))
        );
        Assert.Contains("--passphrase-file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(599_999)]
    [InlineData(10_000_001)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task A_file_that_asks_for_too_little_or_too_much_work_is_refused_before_any_is_done(int iterations)
    {
        var settings = PassphraseSettings.Generate();
        var container = await Sealed.SealAsync(
            Sealed.Bytes(100),
            BackupKey.FromPassphrase("six plain words make one key", settings),
            isCompressed: false
        );
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(container.AsSpan(16), iterations);

        await Assert.ThrowsAsync<BackupDamagedException>(() =>
            Sealed.OpenAsync(container, RingOf("six plain words make one key"))
        );
    }

    [Fact]
    public void A_short_passphrase_is_refused() =>
        Assert.Throws<ProvisioningException>(() => BackupKey.FromPassphrase("short", PassphraseSettings.Generate()));

    private static BackupKeyring RingOf(string passphrase)
    {
        var path = Path.Combine(Path.GetTempPath(), $"test_{Guid.NewGuid():N}.txt");
        try
        {
            File.WriteAllText(path, passphrase);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return BackupKeyring.Load([], path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
