using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Provisioning.TestSystem;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>The native executable, which loads no assembly, and the managed program in the folder beside it.</summary>
public sealed class HandOverTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Native
    {
        get
        {
            var file =
                ProvisionOptions.Executable is { } named && File.Exists(named)
                    ? File.ResolveLinkTarget(named, returnFinalTarget: true)?.FullName ?? named
                    : null;
            var isNative = file is not null && Directory.Exists(Path.Combine(Path.GetDirectoryName(file)!, "managed"));
            Assert.SkipUnless(
                isNative,
                "There is no native executable: `make build` makes it where there is a linker."
            );
            return file!;
        }
    }

    [Fact]
    public async Task An_assembly_is_loaded_with_the_same_arguments_environment_and_exit_code()
    {
        _ = Native;
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        string[] assembly = ["--assembly", typeof(LadderSystem).Assembly.Location];
        var options = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATABASE_URL"] = database.Url },
        };

        var pending = await ProvisionProcess.RunAsync(["status", .. assembly, "--check"], options, Token);
        var up = await ProvisionProcess.RunAsync(["up", .. assembly, "--to", "3"], options, Token);
        var done = await ProvisionProcess.RunAsync(["status", .. assembly], options, Token);
        var missing = await ProvisionProcess.RunAsync(["up", "-a:not there.dll"], options, Token);

        Assert.Equal((3, 0, 0), (pending.ExitCode, up.ExitCode, done.ExitCode));
        Assert.Contains("3 applied", done.Output, StringComparison.Ordinal);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("There is no file not there.dll", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alone_it_refuses_an_assembly_and_does_everything_else()
    {
        var native = Native;
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(native)!))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        var alone = Path.Combine(folder.Path, Path.GetFileName(native));
        var refused = await RunAsync(alone, "up", "--assembly", typeof(LadderSystem).Assembly.Location);
        var systems = await RunAsync(alone, "systems");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("this executable is native and loads no assemblies", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, systems.ExitCode);
    }

    [Fact]
    public async Task Without_the_library_of_SQLite_beside_it_it_says_what_to_copy()
    {
        var native = Native;
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var alone = Path.Combine(folder.Path, Path.GetFileName(native));
        File.Copy(native, alone);

        var refused = await RunAsync(alone, "up", "--system", "towow", "--url", $"sqlite:///{folder.Path}/new.db");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("SQLite's library is not beside the program", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Copy the folder", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(params string[] command)
    {
        using var process = Process.Start(Shell.Redirected(command))!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await output;
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, errors);
    }
}
