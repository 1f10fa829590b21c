using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Settings that are missing where they matter, and files that somebody else may have written.</summary>
public sealed class TrustedSettingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DATABASE_URL", "towow")]
    [InlineData("PROVISIONING_URL", "towow")]
    public async Task A_URL_that_is_set_and_empty_is_an_error(string variable, string system)
    {
        using var place = new Workplace();
        place.Environment[variable] = "";

        var run = await place.RunAsync(Token, "up", "--system", system);
        var named = await place.RunAsync(Token, "up", "--system", system, "--to", "1", "--url", "sqlite:///named.db");

        Assert.Equal((2, 0), (run.ExitCode, named.ExitCode));
        Assert.Contains($"{variable} is set, and empty", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(place.Folder, $"{system}.db")));
    }

    [Fact]
    public async Task A_URL_that_is_empty_in_the_file_of_variables_is_an_error()
    {
        using var place = new Workplace();
        place.Write(".env", "DATABASE_URL=\n");

        var run = await place.RunAsync(Token, "up", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("DATABASE_URL is set, and empty", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROVISIONING_ENVIRONMENT", "production")]
    [InlineData("CI", "true")]
    public async Task No_file_is_made_by_default_where_it_matters(string variable, string value)
    {
        using var place = new Workplace();
        place.Environment[variable] = value;

        var run = await place.RunAsync(Token, "up", "--system", "towow");
        var config = await place.RunAsync(Token, "config", "--system", "towow");

        Assert.Equal((2, 0), (run.ExitCode, config.ExitCode));
        Assert.Contains("no SQLite file is made by default", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(place.Folder, "*.db"));
    }

    [Theory]
    [InlineData(".env", "PROVISIONING_PASSWORD_COMMAND=\"touch ran\"\nDATABASE_URL=postgresql://me@127.0.0.1:1/x\n")]
    [InlineData("provision.json", """{"password_command": "touch ran", "url": "postgresql://me@127.0.0.1:1/x"}""")]
    public async Task Settings_in_a_folder_that_others_may_write_are_read_only_where_they_are_named(
        string file,
        string text
    )
    {
        using var place = new Workplace();
        place.Write(file, text);
        File.SetUnixFileMode(
            place.Folder,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherWrite
                | UnixFileMode.OtherExecute
        );
        var option = file == ".env" ? "--env-file" : "--config";

        var run = await place.RunAsync(Token, "status", "--system", "towow");
        var hasRun = File.Exists(Path.Combine(place.Folder, "ran"));
        var named = await place.RunAsync(Token, "status", "--system", "towow", option, file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("other users may write its folder", run.Errors, StringComparison.Ordinal);
        Assert.False(hasRun);
        Assert.NotEqual(2, named.ExitCode);
        Assert.True(File.Exists(Path.Combine(place.Folder, "ran")));
    }

    [Fact]
    public async Task A_file_that_others_may_write_is_not_read()
    {
        using var place = new Workplace();
        var file = place.Write(".env", "DATABASE_URL=sqlite:///other.db\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        var run = await place.RunAsync(Token, "up", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("other users may write it", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".env", "mkfifo")]
    [InlineData("provision.json", "mkfifo")]
    [InlineData(".env", "zero")]
    [InlineData("provision.json", "zero")]
    [InlineData(".env", "huge")]
    [InlineData("provision.json", "huge")]
    public async Task A_file_of_settings_is_a_plain_file_of_bounded_size(string file, string kind)
    {
        using var place = new Workplace();
        await MakeAsync(Path.Combine(place.Folder, file), kind);

        var run = await place.RunAsync(Token, "status", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{file}", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("zero")]
    public async Task An_assembly_is_a_plain_file(string kind)
    {
        using var place = new Workplace();
        await MakeAsync(Path.Combine(place.Folder, "My.dll"), kind);

        var run = await place.RunAsync(Token, "status", "--assembly", "My.dll");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no plain file", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_command_that_prints_without_end_is_stopped()
    {
        using var place = new Workplace();

        var run = await place.RunAsync(
            Token,
            ["status", "--system", "towow", "--url", "postgresql://me@127.0.0.1:1/x", "--password-command", "yes"]
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("printed more than 64 KiB", run.Errors, StringComparison.Ordinal);
    }

    private static async Task MakeAsync(string path, string kind)
    {
        switch (kind)
        {
            case "mkfifo":
                await Shell.SucceedsAsync("mkfifo", path);
                break;
            case "zero":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            default:
                await using (var file = File.Create(path))
                {
                    file.SetLength(1L << 33);
                }

                break;
        }
    }
}
