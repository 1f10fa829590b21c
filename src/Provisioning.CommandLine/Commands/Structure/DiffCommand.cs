using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Engines;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary><c>provision diff</c>.</summary>
internal static class DiffCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares two structures of one engine: a line with - is what B lacks, one with + what it has beyond A. Exits
            with 3 where they differ. Nothing is changed; migrations are applied to an empty database that is dropped
            again, for which the role needs CREATEDB on a server.

            SQL is compared by its tokens, as each server prints it. `provision check` compares a live database with its
            migrations more closely: there one server reads the expressions of both.

            Examples:
              provision diff 2 migrations --system towow
              provision diff migrations live --system towow --url postgresql://me@localhost:5432/towow
              provision diff sqlite:///a.db sqlite:///b.db
              provision diff towow.structure live --system towow --output json
            """;
        var first = command.Argument("A", $"The first: {StructureSource.Words}");
        var second = command.Argument("B", "The second, in the same words.");
        var target = new TargetOptions(command);
        var source = new StructureSource(command, target);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (first.Value is not { } a || second.Value is not { } b)
            {
                throw new UsageException($"Compare what with what? Give two of these: {StructureSource.Words}");
            }

            var (one, other) = await source.ReadAsync(a, b, token);
            if (one.Engine != other.Engine || KnownEngines.Find(one.Engine) is not { } engine)
            {
                throw new UsageException(
                    $"{a} is of {one.Engine}, and {b} of {other.Engine}: structures of two engines have no common "
                        + "words."
                );
            }

            var found = one.To(other, engine.Dialect(target.Dialect(target.SystemOrNone, schema: null)));
            await report.WriteAsync(
                () =>
                    StructureText.Json(
                        new()
                        {
                            ["a"] = a,
                            ["b"] = b,
                            ["engine"] = one.Engine,
                        },
                        found
                    ),
                () => Text(a, b, found),
                token
            );
            return found.IsAlike ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static string Text(string a, string b, StructureComparison found) =>
        found.IsAlike
            ? $"{a} and {b} are alike."
            : StructureText.Of(found.Missing, found.Extra)
                + $"{b} against {a}: {Format.Count(found.Missing.Count, "part", "missing")}, "
                + $"{Format.Count(found.Extra.Count, "part", "too many")}.";
}
