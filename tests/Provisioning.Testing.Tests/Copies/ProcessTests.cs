using System.Diagnostics;
using Provisioning.ShopSystem;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.Testing.Tests.Copies;

/// <summary>Several test processes, and one that is killed.</summary>
public sealed class ProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Two_processes_at_once_share_a_template_and_no_database(string engine)
    {
        using var one = Start("hold", engine, "4");
        using var other = Start("hold", engine, "4");
        var names = (string[])[.. await NamesAsync(one), .. await NamesAsync(other)];

        Assert.Equal(8, names.Distinct().Count());
        Assert.Empty(names.Except(await Shops.NamesAsync(engine)));

        await EndAsync(one);
        await EndAsync(other);
        Assert.Empty(names.Intersect(await Shops.NamesAsync(engine)));
    }

    [Theory, OnBothEngines]
    public async Task What_a_killed_process_has_left_is_dropped_and_what_a_living_one_uses_is_not(string engine)
    {
        using var living = Start("hold", engine, "1");
        using var killed = Start("hold", engine, "3");
        var (used, left) = (await NamesAsync(living), await NamesAsync(killed));
        killed.Kill();
        await killed.WaitForExitAsync(Token);

        var databases = await Shops.AllAsync(engine);
        // The server notices the end of the process's session when it next looks.
        while ((await databases.ListAsync(Token)).Any(entry => left.Contains(entry.Name)))
        {
            databases = await Shops.AllAsync(engine);
        }

        var entry = (await databases.ListAsync(Token)).Single(entry => entry.Name == used[0]);
        Assert.Equal(TestDatabaseState.InUse, entry.State);
        await EndAsync(living);
    }

    [Theory, OnBothEngines]
    public async Task What_a_process_does_not_dispose_of_is_dropped_at_its_end(string engine)
    {
        using var process = Start("leave", engine);
        var name = (await process.StandardOutput.ReadLineAsync(Token))!;
        await process.WaitForExitAsync(Token);

        Assert.True(TestDatabases.IsTestDatabase(name));
        Assert.DoesNotContain(name, await Shops.NamesAsync(engine));
    }

    private static Process Start(params string[] words)
    {
        var start = Programs.Redirected(["dotnet", typeof(Shop).Assembly.Location, .. words]);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    private static async Task<string[]> NamesAsync(Process process)
    {
        var names = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(Token) is { } line && line != "holding")
        {
            names.Add(line);
        }

        Assert.True(names.Count > 0, process.HasExited ? await process.StandardError.ReadToEndAsync(Token) : "");
        return [.. names];
    }

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }
}
