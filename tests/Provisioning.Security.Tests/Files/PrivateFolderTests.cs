using Provisioning.Security.Files;
using Xunit;

namespace Provisioning.Security.Tests.Files;

public sealed class PrivateFolderTests
{
    [Fact]
    public void A_folder_is_its_owners_and_goes_when_it_is_disposed()
    {
        using var folder = PrivateFolder.Create();
        File.WriteAllText(Path.Combine(folder.Path, "secret"), "text");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder.Path)
        );

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void What_a_killed_process_has_left_goes_with_the_next_folder_and_what_is_in_use_stays()
    {
        using var used = PrivateFolder.Create();
        var left = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"provision-{Guid.NewGuid():N}"));
        var others = Directory.CreateTempSubdirectory("provision-");
        File.WriteAllText(Path.Combine(left.FullName, "in-use"), "");
        File.WriteAllText(Path.Combine(left.FullName, "snapshot.db"), "rows");
        foreach (var old in new[] { left.FullName, others.FullName, used.Path })
        {
            Directory.SetCreationTimeUtc(old, new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        using var next = PrivateFolder.Create();

        Assert.False(Directory.Exists(left.FullName));
        Assert.True(Directory.Exists(used.Path));
        Assert.True(others.Exists);
        others.Delete();
    }
}
