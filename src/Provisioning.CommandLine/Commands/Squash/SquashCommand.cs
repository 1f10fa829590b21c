using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Squash;

/// <summary><c>provision squash</c>.</summary>
internal static class SquashCommand
{
    private const string Help = """

        Writes one migration in place of all those up to a version, and deletes their files. It makes the structure that
        they make together, inserts the rows that they insert, and gives the privileges that they give. It has the
        version of the last of them, and names them all, so that each database knows what to do: one that has run all of
        them takes it as applied, a new one runs it alone, and one that has only some of them is refused, until the last
        build from before the squash has brought it to that version.

        Before anything is written it is proved in temporary databases: applied, rolled back and applied again; followed
        by the migrations after it; and the same after the replaced ones. Where structure, rows or privileges differ, the
        differences are listed, nothing is written, and the exit code is 3. What a migration does to rows that are there
        already has no place in it: a new database has none.

        It is made and proved on the engine of --url. SQL in it is of that engine.

        Examples:
          provision squash --to 40 --project Shop.Migrations --dry-run
          provision squash start --to 20260101120000 --project Shop.Migrations --url postgresql://localhost/shop --yes
        """;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = Help;
        var name = command.Argument("name", "What the new class is called. Default: Baseline.");
        var to = command.Value("-t|--to <VERSION>", "The last version that is replaced.");
        var yes = command.Flag("-y|--yes", "Do not ask before the files of the replaced migrations are deleted.");
        var target = new TargetOptions(command);
        var structures = new StructureSource(command, target);
        var files = new NewFiles(command);
        command.OnExecute(async () =>
        {
            var version = to.Number() ?? throw new UsageException("Give the last version that is replaced with --to.");
            var project = ProjectBuild.Find(
                command.GetOptions().FirstOrDefault(option => option.LongName is "project")?.Value()
                    ?? throw new UsageException("squash writes into the migrations' project. Give --project.")
            );
            var squash = structures.Squash(version);
            var sources = new SquashedSources(squash.Replaced, Path.GetDirectoryName(project)!);
            var start = await squash.ReadAsync(token);
            var made = sources.Class(
                new SourceName(name.Value ?? "Baseline"),
                SquashedBody.Of(start, squash.Versions(Dialects(target)), target.Database.Dialect)
            );
            var proof = await squash.ProveAsync(start, MigrationTrial.Load([made], project, sources.Files)[0], token);
            if (!proof.IsWhole)
            {
                await files.WriteAsync([], Facts(made, squash, proof), next: "", token, Differences(proof));
                return ExitCode.Found;
            }

            if (!files.IsDryRun && !yes.HasValue())
            {
                await Confirmation.AskAsync(
                    $"{NewFiles.Shown(made.File)} replaces {squash.Replaced.Count} migrations, and this deletes "
                        + string.Join(", ", sources.Files.Select(NewFiles.Shown)),
                    token
                );
            }

            await files.WriteAsync(
                [(made.File, made.Text)],
                Facts(made, squash, proof),
                $"Bring every database to version {version} with the build before, then release this one.",
                token,
                "Applied in place of them, rolled back and applied again, alone and with the migrations after it: "
                    + "structure, rows and privileges are those.",
                sources.Files
            );
            return ExitCode.Done;
        });
    }

    private static IReadOnlyList<Dialect> Dialects(TargetOptions target) =>
        [.. KnownEngines.All.Select(engine => engine.Dialect(target.Dialect(target.SystemOrNone, schema: null)))];

    private static IReadOnlyList<(string, JsonNode?)> Facts(
        NewMigration made,
        MigrationSquash squash,
        SquashProof proof
    ) =>
        [
            ("version", JsonValue.Create(made.Version)),
            ("class", JsonValue.Create(made.Class)),
            ("replaced", new JsonArray([.. squash.Replaced.Select(each => JsonValue.Create(each.Version))])),
            ("whole", JsonValue.Create(proof.IsWhole)),
            (
                "differences",
                new JsonObject
                {
                    ["up"] = StructureText.Json([], proof.Up),
                    ["down"] = StructureText.Json([], proof.Down),
                    ["again"] = StructureText.Json([], proof.Again),
                    ["newest"] = StructureText.Json([], proof.Newest),
                    ["others"] = new JsonArray([.. proof.Others.Select(other => JsonValue.Create(other))]),
                }
            ),
        ];

    private static string Differences(SquashProof proof) =>
        "One migration does not do what they do. Nothing was written.\n"
        + Part("After it, against what they make:", proof.Up)
        + Part("After it was rolled back, against an empty database:", proof.Down)
        + Part("After it was applied again, against what they make:", proof.Again)
        + Part("After all migrations, against what is there without the squash:", proof.Newest)
        + string.Join('\n', proof.Others);

    private static string Part(string heading, StructureComparison found) =>
        found.IsAlike ? "" : $"{heading}\n{StructureText.Of(found.Missing, found.Extra)}";
}
