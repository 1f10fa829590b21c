using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Provisioning.Tests.Architecture;

/// <summary>Holds the folders of src/Provisioning, and the projects around it, to the directions in which they may know each other.</summary>
public sealed partial class LayeringTests
{
    // What is missing from every list: an engine. Only the root names those.
    public static TheoryData<string, string[]> Layers => new()
    {
        { "Schema", [] },
        { "Files", [] },
        { "Operations", ["Schema"] },
        { "Dialects", ["Operations", "Schema"] },
        { "Databases", ["Dialects", "Operations", "Schema"] },
        { "Ledger", ["Databases", "Dialects", "Operations", "Schema"] },
        { "Planning", ["Dialects", "Ledger", "Operations", "Schema"] },
        { "Execution", ["Databases", "Dialects", "Ledger", "Operations", "Planning", "Schema"] },
        { "Seeding", ["Databases", "Dialects", "Schema", "Security"] },
        { "Security", ["Databases", "Dialects", "Files", "Schema"] },
        { "Backup", ["Databases", "Dialects", "Files", "Ledger", "Schema", "Security"] },
        { "Health", ["Backup", "Databases", "Dialects", "Schema", "Security"] },
        { "PostgreSql", ["Backup", "Databases", "Dialects", "Files", "Health", "Operations", "Schema", "Security"] },
        { "Sqlite", ["Backup", "Databases", "Dialects", "Files", "Health", "Operations", "Schema", "Security"] },
    };

    private static string Root => Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    private static string Library => Path.Combine(Root, "src/Provisioning");

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_knows_only_the_layers_below_it(string layer, string[] below)
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
        var folders = Directory.EnumerateDirectories(Library).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));

        Assert.Equal(Layers.Select(row => row.Data.Item1).Order(), folders.Order());
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
    public void The_library_knows_nothing_of_FluentMigrator_and_no_type_of_ours_stands_in_its_namespaces()
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
}
