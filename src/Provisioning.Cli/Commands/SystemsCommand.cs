using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Migrations;
using Provisioning.Seeds;

namespace Provisioning.Cli.Commands;

/// <summary><c>provision systems</c>.</summary>
internal static class SystemsCommand
{
    /// <summary>Gives the command its options.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Every system comes up on PostgreSQL and on SQLite; the engine shown is the one that the application itself runs on.

            Example:
              provision systems
            """;
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            await report.WriteAsync(Json, Text, token);
            return ExitCode.Done;
        });
    }

    private static string Text() => Report.Table(
    [
        ["system", "engine", "versions", "seeders", "what it is"],
        .. ShippedSystems.All.Select(system => new[]
        {
            system.Name,
            system.Engine,
            system.Migrations.Migrations.Count.ToString(CultureInfo.InvariantCulture),
            string.Join(", ", ShippedSeeders.For(system.Name).Select(seeder => seeder.Name)),
            $"{system.Title}: {system.Description}",
        }),
    ]);

    private static JsonObject Json() => new()
    {
        ["systems"] = new JsonArray([.. ShippedSystems.All.Select(system => new JsonObject
        {
            ["name"] = system.Name,
            ["title"] = system.Title,
            ["description"] = system.Description,
            ["engine"] = system.Engine,
            ["versions"] = new JsonArray([.. system.Migrations.Migrations.Select(migration => JsonValue.Create(migration.Version))]),
            ["seeders"] = new JsonArray([.. ShippedSeeders.For(system.Name).Select(seeder => JsonValue.Create(seeder.Name))]),
        })]),
    };
}
