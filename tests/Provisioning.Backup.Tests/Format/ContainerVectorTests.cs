using System.Security.Cryptography;
using System.Text;
using Provisioning.Backup.Format;
using Xunit;

namespace Provisioning.Backup.Tests.Format;

/// <summary>Containers as Python's cryptography makes them by docs/backup.md. They hold the format still: what was once
/// written stays readable.</summary>
public sealed class ContainerVectorTests
{
    private const string KeyText = "DBKKEY1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8nZNqu";
    private const string Plain = "The quick brown fox jumps over the lazy dog.";

    private const string Encrypted =
        "8944424b0d0a1a0a000100700001001000000000000000006465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828367d0733fa4bccc7a628013a4d1e05a35"
        + "00000000000000001aabc036a84559ed8219cdc5e52fcc3335d312dad987303aea49c5889837e198e7174e7c0c7f40ad01c18ff12fd5d9f063eee0eb64bf84127d4000fa367f1486"
        + "17781684df94f073f4a1bfa93feda01341ba7cacd31b260ab474139e";

    private const string Unencrypted =
        "8944424b0d0a1a0a000100700000001000000000000000006465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828300000000000000000000000000000000"
        + "0000000000000000ca4ee963f6daf1c677b9cd7d495d3410c334a0a02ce343ff2de7a01ede7abee654686520717569636b2062726f776e20666f78206a756d7073206f7665722074"
        + "6865206c617a7920646f672e9c1bc106295957ff527532469f41eb6a";

    private const string Empty =
        "8944424b0d0a1a0a000100700001001000000000000000006465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828367d0733fa4bccc7a628013a4d1e05a35"
        + "00000000000000001aabc036a84559ed8219cdc5e52fcc3335d312dad987303aea49c5889837e198251231616dc8b203ab5028e00c28dc71";

    private const string FromPassphrase =
        "8944424b0d0a1a0a0001007001010010000927c0000000006465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828325495336e2650c2f29e4ba92c1eb8552"
        + "0001020304050607bf75703529c9998fd165fb5cf060918de78e8df59700df3011606017524f33106d81cdd97bbce006019e5c6ac79370e10593b734e122a62f0174469ace8ddc25"
        + "b1d489027490696f469b20a8211f6592bfb0ae51c3bb9b56ba7a1de1";

    private static readonly byte[] Salt = [.. Enumerable.Range(100, 32).Select(value => (byte)value)];

    [Fact]
    public void A_key_has_the_id_that_it_always_had() =>
        Assert.Equal("67d0733fa4bccc7a628013a4d1e05a35", BackupKey.Parse(KeyText).Id);

    [Theory]
    [InlineData(Encrypted, Plain, true)]
    [InlineData(Unencrypted, Plain, false)]
    [InlineData(Empty, "", true)]
    public async Task A_container_is_written_and_read_as_it_always_was(string hex, string plain, bool isEncrypted)
    {
        var key = BackupKey.Parse(KeyText);
        var container = Convert.FromHexString(hex);

        Assert.Equal(
            hex,
            Convert.ToHexStringLower(
                await Sealed.SealAsync(
                    Encoding.ASCII.GetBytes(plain),
                    isEncrypted ? key : null,
                    isCompressed: false,
                    Salt
                )
            )
        );
        Assert.Equal(
            plain,
            Encoding.ASCII.GetString(
                await Sealed.OpenAsync(container, isEncrypted ? BackupKeyring.Of(key) : BackupKeyring.Empty)
            )
        );
    }

    [Fact]
    public async Task A_container_of_a_passphrase_is_written_as_it_always_was()
    {
        var key = BackupKey.FromPassphrase("six plain words make one key", new("0001020304050607", 600_000));

        Assert.Equal(
            FromPassphrase,
            Convert.ToHexStringLower(
                await Sealed.SealAsync(Encoding.ASCII.GetBytes(Plain), key, isCompressed: false, Salt)
            )
        );
    }

    [Fact]
    public async Task A_container_of_two_chunks_is_written_as_it_always_was()
    {
        byte[] plain = [.. Enumerable.Range(0, 65_536 + 100).Select(value => (byte)(value % 251))];

        var container = await Sealed.SealAsync(plain, BackupKey.Parse(KeyText), isCompressed: false, Salt);

        Assert.Equal(
            "a0e3cfec2d520c4d45373e77d5165a1130bb11332b2076aae6200d2a020a5b44",
            Convert.ToHexStringLower(SHA256.HashData(container))
        );
    }
}
