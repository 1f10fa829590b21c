using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>A program with migrations inside, compiled to native code.</summary>
public sealed class NativeProgramTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_migrates_up_and_down_on_both_engines()
    {
        Assert.SkipUnless(
            Shell.Has("gcc") || Shell.Has("clang"),
            "There is no linker here: apt-get install gcc zlib1g-dev."
        );
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") is "true",
            "Compiling to native code takes minutes: set CI=true to do it."
        );

        var program = await PublishAsync();

        foreach (var engine in Enum.GetValues<Engine>())
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var up = await RunAsync(program, database.Url);
            var teams = await database.RowsAsync("SELECT name FROM teams", Token);
            var down = await RunAsync(program, database.Url, "down");

            Assert.Equal((2, 2), (up, down));
            Assert.Equal([engine is Engine.Sqlite ? "lite" : "two"], teams);
            Assert.DoesNotContain("teams", await database.TablesAsync(Token));
        }
    }

    private static async Task<string> PublishAsync()
    {
        var root = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));
        var project = Path.Combine(root, "tests/Provisioning.NativeProgram");
        var machine = RuntimeInformation.RuntimeIdentifier;
        var published = await RunAsync(
            "dotnet",
            "publish",
            project,
            "-c",
            "Release",
            "-r",
            machine,
            "-v",
            "quiet",
            "--nologo"
        );
        Assert.Equal(0, published);
        return Path.Combine(root, $"artifacts/publish/Provisioning.NativeProgram/release_{machine}/native-program");
    }

    private static async Task<int> RunAsync(params string[] command)
    {
        using var process = Process.Start(Shell.Redirected(command))!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        TestContext.Current.TestOutputHelper?.WriteLine(output + await errors);
        return process.ExitCode;
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
