using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Provisioning.Tests.Architecture;

/// <summary>Holds the folders of src/Provisioning, and the projects around it, to the directions in which they may use
/// each other.</summary>
public sealed partial class LayeringTests
{
    // No list but that of Engines names an engine's folder: an engine is a value everywhere else.
    public static TheoryData<string, string[]> Layers =>
        new()
        {
            { "Schema", [] },
            { "Operations", ["Schema"] },
            { "Dialects", ["Operations", "Schema"] },
            { "Differences", ["Dialects", "Operations", "Schema"] },
            { "Databases", ["Dialects", "Operations", "Schema"] },
            { "Ledger", ["Databases", "Dialects", "Operations", "Schema"] },
            { "Adoption", ["Databases", "Dialects", "Ledger", "Operations", "Schema"] },
            { "Planning", ["Dialects", "Ledger", "Operations", "Schema"] },
            { "Linting", ["Dialects", "Operations", "Planning", "Schema"] },
            { "Execution", ["Adoption", "Databases", "Dialects", "Ledger", "Operations", "Planning", "Schema"] },
            { "Seeding", ["Databases", "Dialects", "Ledger", "Schema"] },
            {
                "Systems",
                [
                    "Adoption",
                    "Databases",
                    "Dialects",
                    "Differences",
                    "Execution",
                    "Ledger",
                    "Linting",
                    "Operations",
                    "Planning",
                    "Schema",
                    "Seeding",
                ]
            },
            { "Engines", ["Databases", "Dialects", "PostgreSql", "Sqlite"] },
            { "PostgreSql", ["Databases", "Dialects", "Engines", "Operations", "Schema"] },
            { "Sqlite", ["Databases", "Dialects", "Engines", "Operations", "Schema"] },
        };

    // The packages are those that a program pulls in with the project.
    public static TheoryData<string, string[], string[]> Projects =>
        new()
        {
            { "Provisioning", [], ["Microsoft.Data.Sqlite", "Npgsql"] },
            { "Provisioning.Security", ["Provisioning"], ["BCrypt.Net-Next"] },
            { "Provisioning.Transfer", ["Provisioning.Security"], ["CsvHelper"] },
            { "Provisioning.Masking", ["Provisioning.Transfer"], [] },
            { "Provisioning.Administration", ["Provisioning.Security"], [] },
            { "Provisioning.Fleets", ["Provisioning"], [] },
            { "Provisioning.Testing", ["Provisioning"], [] },
            { "Provisioning.Testing.Containers", ["Provisioning.Testing"], ["Testcontainers.PostgreSql"] },
            {
                "Provisioning.Backup",
                ["Provisioning.Security", "Provisioning.Transfer"],
                ["AWSSDK.Core", "AWSSDK.S3", "Polly.Core"]
            },
            {
                "Provisioning.FluentMigrator",
                ["Provisioning"],
                [
                    "FluentMigrator",
                    "FluentMigrator.Abstractions",
                    "FluentMigrator.Extensions.Postgres",
                    "FluentMigrator.Runner.Core",
                    "FluentMigrator.Runner.Postgres",
                    "FluentMigrator.Runner.SQLite",
                    "Microsoft.Extensions.DependencyInjection",
                    "Microsoft.Extensions.Logging",
                    "Microsoft.Extensions.Options",
                ]
            },
            {
                "Provisioning.CommandLine",
                [
                    "Provisioning.Administration",
                    "Provisioning.Backup",
                    "Provisioning.Fleets",
                    "Provisioning.FluentMigrator",
                    "Provisioning.Masking",
                    "Provisioning.Testing",
                    "Provisioning.Transfer",
                ],
                [
                    "McMaster.Extensions.CommandLineUtils",
                    "OpenTelemetry",
                    "OpenTelemetry.Exporter.OpenTelemetryProtocol",
                    "Spectre.Console",
                    "System.ComponentModel.Annotations",
                ]
            },
            { "Provisioning.Cli", ["Provisioning.CommandLine", "Provisioning.Migrations"], [] },
        };

    private static string Root => Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    private static string Library => Path.Combine(Root, "src/Provisioning");

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_uses_only_the_layers_below_it(string layer, string[] below)
    {
        var strays =
            from file in Sources(Path.Combine(Library, layer))
            from Match name in Mentioned().Matches(File.ReadAllText(file))
            let other = name.Groups["layer"].Value
            where other != layer && !below.Contains(other) && Directory.Exists(Path.Combine(Library, other))
            select $"{Path.GetRelativePath(Library, file)} uses {other}";

        Assert.Empty(strays.Distinct());
    }

    [Fact]
    public void Every_folder_is_a_layer()
    {
        var folders = Directory
            .EnumerateDirectories(Library)
            .Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj"));

        Assert.Equal(Layers.Select(row => row.Data.Item1).Order(), folders.Order());
    }

    [Fact]
    public void Every_project_is_listed()
    {
        var projects = Directory.EnumerateDirectories(Path.Combine(Root, "src")).Select(Path.GetFileName);

        Assert.Equal(Projects.Select(row => row.Data.Item1).Order(), projects.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_is_listed_for_it(string project, string[] projects, string[] packages)
    {
        var text = File.ReadAllText(Path.Combine(Root, "src", project, $"{project}.csproj"));

        Assert.Equal(projects, ProjectReference().Matches(text).Select(match => match.Groups["name"].Value).Order());
        Assert.Equal(packages, PackageReference().Matches(text).Select(match => match.Groups["name"].Value).Order());
    }

    [Fact]
    public void A_root_holds_at_most_three_files()
    {
        var crowded =
            from folder in Directory.EnumerateDirectories(Path.Combine(Root, "src"))
            where Directory.EnumerateFiles(folder, "*.cs").Count() > 3
            select Path.GetFileName(folder);

        Assert.Empty(crowded);
    }

    [Fact]
    public void No_type_test_asks_which_engine_a_database_has()
    {
        var strays =
            from file in Sources(Path.Combine(Root, "src"))
            where EngineTest().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(Root, file);

        Assert.Empty(strays);
    }

    [Fact]
    public void Only_the_command_line_knows_the_migrations_and_the_seeds_that_ship_with_it()
    {
        var strays =
            from file in Sources(Path.Combine(Root, "src"))
            where !file.Contains("/Provisioning.Cli/", StringComparison.Ordinal)
            where Shipped().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(Root, file);

        Assert.Empty(strays);
    }

    [Fact]
    public void Only_the_seeds_know_the_library_that_makes_up_data()
    {
        var projects =
            from file in Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            // The sample stands for a user's own project, which uses what it likes.
            where !file.Contains("Provisioning.SampleMigrations", StringComparison.Ordinal)
            where File.ReadAllText(file).Contains("\"Bogus\"", StringComparison.Ordinal)
            select Path.GetRelativePath(Root, file);

        Assert.Equal(["seeds/Provisioning.Seeds.csproj"], projects);
    }

    [Fact]
    public void The_library_knows_nothing_of_FluentMigrator_and_no_type_of_ours_is_in_its_namespaces()
    {
        var naming =
            from file in Sources(Library)
            where FluentMigrator().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(Root, file);
        var declaring =
            from file in Sources(Path.Combine(Root, "src"))
            where File.ReadAllText(file).Contains("namespace FluentMigrator", StringComparison.Ordinal)
            select Path.GetFileName(file);

        Assert.Empty(naming);
        Assert.Equal(["ProvisioningRunnerBuilderExtensions.cs"], declaring);
    }

    private static IEnumerable<string> Sources(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.cs*", SearchOption.AllDirectories)
        where !Path.GetRelativePath(folder, file).Split('/').Any(part => part is "bin" or "obj")
        select file;

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"(?<![\w.])Provisioning\.(?<layer>\w+)(?=[.;])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mentioned();

    [GeneratedRegex(@"using FluentMigrator|Include=""FluentMigrator", RegexOptions.None, 1000)]
    private static partial Regex FluentMigrator();

    [GeneratedRegex(@"Provisioning\.(Migrations|Seeds)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shipped();

    [GeneratedRegex(
        @"<ProjectReference Include=""[^""]*?(?<name>[\w.]+)\.csproj""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"<PackageReference Include=""(?<name>[\w.-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackageReference();

    [GeneratedRegex(
        @"\b(is|as) (not )?(PostgreSql|Sqlite)(Database|Session|Dialect)\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex EngineTest();
}
