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
        // Of its own: a process beside would take away what is left as well.
        var place = Directory.CreateTempSubdirectory("killed-");
        using var used = PrivateFolder.CreateIn(place.FullName);
        var names = (Unused(place.FullName), Unused(place.FullName));
        var (left, empty) = (Directory.CreateDirectory(names.Item1), Directory.CreateDirectory(names.Item2));
        // A name that begins as ours do.
        var others = Directory.CreateDirectory(
            Path.Combine(place.FullName, $"provisioning_temporary_{Guid.NewGuid():N}")
        );
        File.WriteAllText(Path.Combine(others.FullName, "in-use"), "");
        File.WriteAllText(Path.Combine(left.FullName, "in-use"), "");
        File.WriteAllText(Path.Combine(left.FullName, "snapshot.db"), "rows");

        using var next = PrivateFolder.CreateIn(place.FullName);

        Assert.False(Directory.Exists(left.FullName));
        Assert.False(Directory.Exists(empty.FullName));
        Assert.True(Directory.Exists(used.Path));
        Assert.True(Directory.Exists(others.FullName));
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Folders_that_are_made_at_once_do_not_take_each_other_for_what_is_left()
    {
        var (place, token) = (Directory.CreateTempSubdirectory("at-once-"), TestContext.Current.CancellationToken);

        var folders = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => PrivateFolder.CreateIn(place.FullName), token))
        );

        Assert.All(folders, folder => Assert.True(File.Exists(Path.Combine(folder.Path, "in-use"))));
        foreach (var folder in folders)
        {
            folder.Dispose();
        }

        Assert.Empty(place.GetFileSystemInfos());
        place.Delete();
    }

    private static string Unused(string place)
    {
        using var folder = PrivateFolder.CreateIn(place);
        return folder.Path;
    }
}
