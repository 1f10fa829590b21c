using System.Diagnostics;

namespace Provisioning.Benchmarks;

/// <summary>What a user waits for: whole processes, all tools in turn, so that what else the machine does falls on all
/// alike.</summary>
/// <param name="rounds">How often, at most.</param>
/// <param name="patience">How long the rounds of one comparison may take together; three are made in any case.</param>
internal sealed class EndToEnd(int rounds, TimeSpan patience)
{
    private const int FewestRounds = 3;

    /// <summary>What two comparisons gave: from nothing, and with nothing to do.</summary>
    public sealed record Result(Engine Engine, int Count, IReadOnlyList<Line> Lines);

    /// <summary>What one tool took.</summary>
    public sealed record Line(Tool Tool, Measurement Fresh, Measurement NothingToDo);

    /// <summary>Measures one engine and one number of migrations.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="tools">In the order of their turns.</param>
    /// <param name="fresh">Whether to measure applying them; else each tool does it once, for what comes next.</param>
    public async Task<Result> RunAsync(
        Engine engine,
        GeneratedMigrations migrations,
        IReadOnlyList<Tool> tools,
        bool fresh = true
    )
    {
        Console.Error.WriteLine($"measuring {engine.Title}, {migrations.Count} migrations");
        var lines = tools.Select(tool => new Line(tool, new("fresh"), new("nothing to do"))).ToArray();
        await RepeatAsync(fresh ? rounds : 1, lines, async line =>
        {
            await engine.RecreateAsync(line.Tool.Database);
            await TimeAsync(engine, migrations, line.Tool, line.Fresh);
        });
        await RepeatAsync(3 * rounds, [.. lines.Where(line => line.Tool != Tools.Floor)], line =>
            TimeAsync(engine, migrations, line.Tool, line.NothingToDo)
        );
        foreach (var tool in tools)
        {
            await engine.DropAsync(tool.Database);
        }

        return new(engine, migrations.Count, lines);
    }

    private async Task RepeatAsync(int most, Line[] lines, Func<Line, Task> measure)
    {
        var since = Stopwatch.GetTimestamp();
        for (var round = 0; round < most; round++)
        {
            if (round >= FewestRounds && Stopwatch.GetElapsedTime(since) > patience)
            {
                return;
            }

            foreach (var line in lines)
            {
                await measure(line);
            }
        }
    }

    private static Task TimeAsync(Engine engine, GeneratedMigrations migrations, Tool tool, Measurement measurement)
    {
        var command = tool.Command(engine, migrations, tool.Database);
        return measurement.TimeAsync(command[0], command[1..]);
    }
}
