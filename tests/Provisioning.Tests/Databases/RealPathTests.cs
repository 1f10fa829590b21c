using Provisioning.Databases;
using Xunit;

namespace Provisioning.Tests.Databases;

public sealed class RealPathTests
{
    [Theory]
    [InlineData("file", "file")]
    [InlineData("./plain//file", "plain/file")]
    [InlineData("relative", "real/a")]
    [InlineData("absolute", "real/a")]
    [InlineData("second", "real/a")]
    [InlineData("missing", "nowhere/a")]
    // The folder itself is a link: what is above it is above the folder that it names.
    [InlineData("folder/up", "real/a")]
    [InlineData("folder/../real/a", "deep/real/a")]
    [InlineData("folder/new", "deep/inside/new")]
    [InlineData("../../../../../../../../../../../../../etc", "/etc")]
    public void Links_are_followed_as_the_system_follows_them(string path, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        var place = Directory.CreateTempSubdirectory("links-");
        try
        {
            var root = RealPath.Of(place.FullName);
            Directory.CreateDirectory($"{root}/deep/inside");
            File.CreateSymbolicLink($"{root}/relative", "real/a");
            File.CreateSymbolicLink($"{root}/absolute", $"{root}/real/a");
            File.CreateSymbolicLink($"{root}/second", "./absolute");
            File.CreateSymbolicLink($"{root}/missing", "nowhere/a");
            Directory.CreateSymbolicLink($"{root}/folder", "deep/inside");
            File.CreateSymbolicLink($"{root}/deep/inside/up", "../../real/a");

            Assert.Equal(Path.Combine(root, expected), RealPath.Of($"{root}/{path}"));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public void Links_in_a_circle_are_left_as_they_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        var place = Directory.CreateTempSubdirectory("links-");
        try
        {
            File.CreateSymbolicLink($"{place.FullName}/a", "b");
            File.CreateSymbolicLink($"{place.FullName}/b", "a");

            Assert.Equal($"{place.FullName}/a", RealPath.Of($"{place.FullName}/a"));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_relative_path_is_of_the_current_folder() =>
        Assert.Equal(Path.Combine(RealPath.Of(Environment.CurrentDirectory), "a"), RealPath.Of("a"));
}
