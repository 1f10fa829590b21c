using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.States;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet check</c>.</summary>
internal static class FleetCheckCommand
{
    private const int MostTargets = 20;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares the structure of each target with what its migrations make, at the version that it is at, as `provision check` does for
            one. The migrations are applied once for all targets in one state, to an empty database that is dropped again; for that the role
            needs CREATEDB. Exits with 3 where one differs, is missing or cannot be read. Pending migrations are no difference.

            Examples:
              provision fleet check --system towow
              provision fleet check --system towow --where region=eu --output json
            """;
        var fleet = new FleetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = fleet.Target.System;
            var catalog = migrations.Of(system);
            var status = await new FleetReader(catalog, new(), fleet.AtOnce).ReadAsync(
                await fleet.FindAsync(token),
                new MigrationTarget.Up(),
                token
            );
            var found = await new FleetStructureCheck(catalog, system.Platform, fleet.AtOnce).RunAsync(status, token);
            var differing = status.Targets.Where(target => !IsAlike(target, found)).ToList();
            await report.WriteAsync(
                () => Json(system.Name, status, found),
                () => Text(system.Title, status, found, differing),
                token
            );
            return FleetStatusCommand.CodeOf(status, checks: false) is ExitCode.NoConnection and var code ? code
                : differing.Count > 0 ? ExitCode.Found
                : ExitCode.Done;
        });
    }

    private static bool IsAlike(TargetState target, IReadOnlyDictionary<string, TargetStructure> found) =>
        found.GetValueOrDefault(target.Target.Name)?.Report?.IsAlike is true;

    private static string Text(
        string title,
        FleetStatus status,
        IReadOnlyDictionary<string, TargetStructure> found,
        List<TargetState> differing
    )
    {
        var text = new StringBuilder();
        foreach (var target in differing.Take(MostTargets))
        {
            var name = target.Target.Name;
            var structure = found.GetValueOrDefault(name);
            if (structure?.Report is { } report)
            {
                text.Append(name)
                    .Append(CultureInfo.InvariantCulture, $" at {Format.Version(report.Version)}: ")
                    .Append(CultureInfo.InvariantCulture, $"{Format.Count(report.Missing.Count, "part", "missing")}, ")
                    .Append(CultureInfo.InvariantCulture, $"{Format.Count(report.Extra.Count, "part", "too many")}\n")
                    .Append(StructureText.Of(report.Missing, report.Extra));
            }
            else
            {
                text.Append(name).Append(": ").Append((structure?.Problem ?? target.Problem)!.Message).Append('\n');
            }
        }

        if (differing.Count > MostTargets)
        {
            text.Append(CultureInfo.InvariantCulture, $"And {differing.Count - MostTargets:N0} more that differ.\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{title}: {status.Targets.Count - differing.Count:N0} of ")
            .Append(Format.Count(status.Targets.Count, "target"))
            .Append(" as the migrations make them.")
            .ToString();
    }

    private static JsonObject Json(
        string system,
        FleetStatus status,
        IReadOnlyDictionary<string, TargetStructure> found
    ) =>
        new()
        {
            ["system"] = system,
            ["alike"] = status.Targets.All(target => IsAlike(target, found)),
            ["targets"] = new JsonArray([
                .. status.Targets.Select(target =>
                {
                    var structure = found.GetValueOrDefault(target.Target.Name);
                    return new JsonObject
                    {
                        ["name"] = target.Target.Name,
                        ["database"] = target.Target.Database.Location,
                        ["version"] = target.Version,
                        ["alike"] = IsAlike(target, found),
                        ["missing"] = structure?.Report is { } lacks ? StructureText.Json(lacks.Missing) : null,
                        ["extra"] = structure?.Report is { } has ? StructureText.Json(has.Extra) : null,
                        ["problem"] = structure?.Report is null
                            ? (structure?.Problem ?? target.Problem)?.Message
                            : null,
                    };
                }),
            ]),
        };
}
