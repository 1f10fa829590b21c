using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Statistics;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary><c>provision stats</c>.</summary>
internal static class StatsCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes as JSON how many rows and bytes the tables of a database have, how many rows refer to one by each foreign key, and of each column
            the share of NULL, the average width and, for numbers and times, a histogram: 21 bounds, rounded to four digits and to days, of no column in a key.
            No text of any row is in it, so that it can be kept beside the code: `provision lint --stats` and `provision seed --like` need no access to
            production. On PostgreSQL they are the estimates of its catalogue, and no table is read; on SQLite rows are counted.

            Examples:
              provision stats --system towow --url postgresql://me@db.example:5432/towow --out stats.json
              provision lint --system towow --stats stats.json
              provision seed --auto --like stats.json --scale 0.1
            """;
        var target = new TargetOptions(command);
        var output = command.Value("--out <FILE>", "The file to write. Default: standard output.");
        command.OnExecute(async () =>
        {
            var database = target.DatabaseAlone;
            await using var session = await database.OpenAsync(token);
            var statistics = await StatisticsReader.Of(database).ReadAsync(session, TimeProvider.System, token);
            var json = statistics.ToJson().ToJsonString(Report.Json) + "\n";
            if (output.Value() is not { } file)
            {
                await StandardOutput.Writer.WriteAsync(json.AsMemory(), token);
                return ExitCode.Done;
            }

            await TextFile.WriteAsync(file, "The statistics", json, token);
            Terminal.Note(
                $"{Format.Count(statistics.Tables.Count, "table", "written")} to {file}. `provision lint --stats "
                    + $"{file}` "
                    + "reads it."
            );
            return ExitCode.Done;
        });
    }
}
