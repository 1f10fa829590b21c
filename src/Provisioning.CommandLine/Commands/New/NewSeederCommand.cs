using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.New;

/// <summary><c>provision new seeder</c>.</summary>
internal static partial class NewSeederCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes a class beside the seeders under the current folder, with their namespace, and lists it in the system there that lists its
            seeders as [new First(), new Second()]. It adds rows with a name to the table that is called like it; change both.

            Examples:
              provision new seeder teams
              provision new seeder teams --to Shop.Migrations/Seeders --dry-run
            """;
        var name = command.Argument("name", "What it adds: teams, SampleData or sample-data.");
        var to = command.Value("--to <FOLDER>", "The folder. Default: that of the other seeders.");
        var files = new NewFiles(command);
        command.OnExecute(async () =>
        {
            var seeder = new SourceName(name.Value);
            var folder = SourceFolder.Named(to.Value());
            var known = folder.Having(Declaration());
            var (where, space) = known.Count > 0 ? (known[0].Folder, known[0].Namespace) : folder.Default("Seeders");
            var system = SeederList.With(SourceFolder.Named(null), seeder.Pascal, space);
            await files.WriteAsync(
                [(Path.Combine(where, $"{seeder.Pascal}.cs"), Source(seeder, space))],
                [("class", JsonValue.Create(seeder.Pascal)), ("seeder", JsonValue.Create(seeder.Kebab))],
                system is null
                    ? "List it in its system: public override IReadOnlyList<Seeder> Seeders => "
                        + $"[new {seeder.Pascal}()];"
                    : "",
                token,
                changed: system is { } list ? [list] : []
            );
            return ExitCode.Done;
        });
    }

    private static string Source(SourceName seeder, string? space) =>
        $$"""
            using Provisioning.Databases;
            using Provisioning.Seeding;
            using Provisioning.Seeding.Rules;
            {{(space is null ? "" : $"\nnamespace {space};\n")}}
            public sealed class {{seeder.Pascal}} : Seeder
            {
                public override string Name => "{{seeder.Kebab}}";

                public override string Description => "rows of {{seeder.Snake}}";

                public override long? DefaultCount => 10;

                // A rule for each column makes its value from the row's number alone, so that the same seed number makes
                // the same rows everywhere. The key tells rows that are there already; Parent(...) refers to another table.
                public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
                    Seed.Rows(
                        options,
                        Seed.Table("{{seeder.Snake}}", options.Count)
                            .String("name", row => $"{row.Random.Pick<string>(["Blue", "Green", "Red"])} {row.Number + 1}")
                            .Key("name")
                    );
            }

            """;

    [GeneratedRegex(
        "class\\s+\\w+[^:{;]*:\\s*(Provisioning\\.Seeding\\.)?Seeder\\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Declaration();
}
