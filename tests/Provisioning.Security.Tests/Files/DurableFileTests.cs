using Provisioning.Security.Files;
using Xunit;

namespace Provisioning.Security.Tests.Files;

/// <summary>Files that survive a loss of power.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("test_").FullName;

    [Fact]
    public void A_file_takes_the_place_of_another()
    {
        var (ready, old) = (Write("ready", "new"), Write("old", "old"));

        DurableFile.MoveOver(ready, old);

        Assert.Equal("new", File.ReadAllText(old));
        Assert.False(File.Exists(ready));
    }

    [Fact]
    public void A_file_that_cannot_be_renamed_or_opened_is_named_with_the_reason()
    {
        var missing = Path.Combine(_folder, "missing");

        var renamed = Assert.Throws<FileFailedException>(() => DurableFile.MoveOver(missing, Write("old", "old")));
        var flushed = Assert.Throws<FileFailedException>(() => DurableFile.Flush(missing));

        Assert.Equal($"Cannot rename {missing} to {_folder}/old: there is no such file or folder.", renamed.Message);
        Assert.Equal($"Cannot open {missing}: there is no such file or folder.", flushed.Message);
        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder, "old")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
