using Provisioning.Security.Encryption;
using Provisioning.Security.Files;
using Xunit;

namespace Provisioning.Security.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("provision-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0b110_000_000)]
    [InlineData(0b100_000_000)]
    public void A_file_that_only_its_owner_may_read_is_read(int mode)
    {
        var file = Write((UnixFileMode)mode);

        Assert.Equal("s3cret", PrivateFile.ReadText(file, "password file", allowShared: false));
    }

    [Theory]
    [InlineData(0b110_100_100)]
    [InlineData(0b110_000_100)]
    [InlineData(0b110_010_000)]
    [InlineData(0b110_000_010)]
    [InlineData(0b111_111_111)]
    [InlineData(0b110_000_001)]
    public void A_file_that_others_may_read_or_write_is_refused_unless_that_is_allowed(int mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var file = Write((UnixFileMode)mode);

        var error = Assert.Throws<ProvisioningException>(() =>
            PrivateFile.ReadText(file, "password file", allowShared: false)
        );

        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.Equal("s3cret", PrivateFile.ReadText(file, "password file", allowShared: true));
    }

    [Fact]
    public void A_link_is_as_private_as_the_file_that_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var open = Path.Combine(_folder.FullName, "open");
        File.CreateSymbolicLink(open, Write((UnixFileMode)0b110_100_100));

        Assert.Throws<ProvisioningException>(() => PrivateFile.ReadText(open, "key file", allowShared: false));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/no/such/file")]
    [InlineData("/tmp")]
    public void What_is_no_plain_file_is_refused_at_once(string path) =>
        Assert.Contains(
            path,
            Assert
                .Throws<ProvisioningException>(() => PrivateFile.ReadText(path, "key file", allowShared: true))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_too_long_or_no_text_is_refused()
    {
        var (tooLong, noText) = (Path.Combine(_folder.FullName, "long"), Path.Combine(_folder.FullName, "bytes"));
        File.WriteAllText(tooLong, new string('x', 70_000));
        File.WriteAllBytes(noText, [0xC3, 0x28]);

        Assert.All([tooLong, noText], path =>
            Assert.Throws<ProvisioningException>(() => PrivateFile.ReadText(path, "key file", allowShared: true))
        );
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var file = Write((UnixFileMode)0b110_100_100);

        Assert.Contains(
            "key file",
            Assert.Throws<ProvisioningException>(() => EncryptionKey.Load(file)).Message,
            StringComparison.Ordinal
        );
        Assert.NotNull(EncryptionKey.Load(file, allowShared: true));
    }

    [Fact]
    public void A_file_of_another_owner_is_refused()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "only root can give a file away"
        );
        var file = Write((UnixFileMode)0b110_000_000);
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", file]))
        {
            chown.WaitForExit();
        }

        Assert.False(PrivateFile.IsOurs(file));
        Assert.Contains(
            "another user",
            Assert
                .Throws<ProvisioningException>(() => PrivateFile.ReadText(file, "password file", allowShared: false))
                .Message,
            StringComparison.Ordinal
        );
    }

    private string Write(UnixFileMode mode)
    {
        var file = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(file, "s3cret");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        return file;
    }
}
