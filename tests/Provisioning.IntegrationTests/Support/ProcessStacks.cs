using System.Globalization;
using System.Text;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Where a process is, for the failure of a test that waited for it in vain.</summary>
internal static class ProcessStacks
{
    private static readonly string[] Files = ["comm", "wchan", "syscall"];

    /// <summary>What each of its threads waits for, and their stacks where gdb is there. Empty where the system does
    /// not say.</summary>
    public static async Task<string> OfAsync(int process)
    {
        var text = new StringBuilder();
        try
        {
            foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
            {
                text.Append(Path.GetFileName(thread));
                foreach (var file in Files)
                {
                    text.Append(' ')
                        .Append(
                            (await File.ReadAllTextAsync(Path.Combine(thread, file), CancellationToken.None)).Trim()
                        );
                }

                text.Append('\n');
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or this is another system.
        }

        if (Shell.Has("gdb") && Shell.Has("timeout"))
        {
            var id = process.ToString(CultureInfo.InvariantCulture);
            text.Append(
                await Shell.OutputAsync("timeout", "60", "gdb", "-p", id, "-batch", "-ex", "thread apply all bt 40")
            );
        }

        return text.ToString();
    }
}
