using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision systems</c>.</summary>
internal static class SystemsCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
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
            await report.WriteAsync(() => Json(command.Systems()), () => Text(command.Systems()), token);
            return ExitCode.Done;
        });
    }

    private static string Text(IReadOnlyList<DatabaseSystem> systems) =>
        Report.Table([
            ["system", "engine", "versions", "tables", "seeders", "what it is"],
            .. systems.Select(system =>
                new[]
                {
                    system.Name,
                    system.Engine,
                    system.Migrations.Migrations.Count.ToString(CultureInfo.InvariantCulture),
                    Tables(system).Length.ToString(CultureInfo.InvariantCulture),
                    string.Join(", ", system.Seeders.Select(seeder => seeder.Name)),
                    $"{system.Title}: {system.Description}",
                }
            ),
        ]);

    // As PostgreSQL has them at the newest version: on SQLite a system may make its tables by SQL of its own.
    private static string[] Tables(DatabaseSystem system) =>
        [
            .. MigrationModel
                .Fold(
                    system.Migrations,
                    system.Migrations.Latest,
                    KnownEngines.PostgreSql.Dialect(DialectOptions.Default)
                )
                .Tables.Keys.Select(table => table.ToString()),
        ];

    private static JsonObject Json(IReadOnlyList<DatabaseSystem> systems) =>
        new()
        {
            ["systems"] = new JsonArray([
                .. systems.Select(system => new JsonObject
                {
                    ["name"] = system.Name,
                    ["title"] = system.Title,
                    ["description"] = system.Description,
                    ["engine"] = system.Engine,
                    ["versions"] = new JsonArray([
                        .. system.Migrations.Migrations.Select(migration => JsonValue.Create(migration.Version)),
                    ]),
                    ["tables"] = new JsonArray([.. Tables(system).Select(table => JsonValue.Create(table))]),
                    ["seeders"] = new JsonArray([.. system.Seeders.Select(seeder => JsonValue.Create(seeder.Name))]),
                }),
            ]),
        };
}
