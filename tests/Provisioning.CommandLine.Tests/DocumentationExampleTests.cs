using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Provisioning.CommandLine.Tests;

/// <summary>The C# of the README and of docs/ compiles as it is printed.</summary>
public sealed class DocumentationExampleTests
{
    // What the SDK imports by itself in a project with implicit usings.
    private const string Implicit = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What a member of a system stands in.
    private const string Member = """
        using Provisioning.Schema;
        using Provisioning.Seeding;
        using Provisioning.Systems;

        """;

    // Namespaces of the reader's own.
    private static readonly string[] OfTheReader = ["Shop.Migrations"];

    public static TheoryData<string> Pages =>
        [
            .. Directory
                .GetFiles(Path.Combine(Root, "docs"), "*.md")
                .Append(Path.Combine(Root, "README.md"))
                .Where(page => Blocks(page).Count > 0)
                .Select(page => Path.GetRelativePath(Root, page)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void An_example_compiles(string page)
    {
        var earlier = new List<SyntaxTree>();
        foreach (var text in Blocks(Path.Combine(Root, page)))
        {
            var tree = Parse(
                text.StartsWith("public override", StringComparison.Ordinal)
                    ? $"{Member}public abstract class System{earlier.Count} : DatabaseSystem\n{{\n{text}\n}}\n"
                    : text
            );
            var isProgram = tree.GetCompilationUnitRoot(TestContext.Current.CancellationToken)
                .Members.OfType<GlobalStatementSyntax>()
                .Any();
            var compilation = CSharpCompilation.Create(
                "Example",
                [Parse(Implicit), Parse(Own()), tree, .. earlier],
                References,
                new(
                    isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                    nullableContextOptions: NullableContextOptions.Enable
                )
            );

            var errors = compilation
                .GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(found => found.Severity is DiagnosticSeverity.Error)
                .Select(found => found.ToString())
                .ToArray();

            Assert.True(errors.Length == 0, $"{page}:\n{text}\n{string.Join('\n', errors)}");
            if (!isProgram)
            {
                earlier.Add(tree);
            }
        }
    }

    // A program names a system of the reader's, which is in none of the blocks.
    private static string Own() =>
        string.Concat(
            OfTheReader.Select(name =>
                $$"""
                    namespace {{name}}
                    {
                        public sealed class ShopSystem : Provisioning.Systems.DatabaseSystem
                        {
                            public override string Name => "shop";
                            public override string Title => "Shop";
                            public override string Description => "Orders";
                            public override string Engine => "SQLite";
                            public override Provisioning.Planning.MigrationCatalog Migrations { get; } = new([]);
                        }
                    }

                    """
            )
        );

    private static SyntaxTree Parse(string text) =>
        CSharpSyntaxTree.ParseText(
            text,
            new CSharpParseOptions(LanguageVersion.Preview),
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static List<string> Blocks(string page)
    {
        var blocks = new List<string>();
        List<string>? block = null;
        foreach (var line in File.ReadLines(page))
        {
            if (block is null)
            {
                block = line.Trim() is "```csharp" ? [] : null;
            }
            else if (line.Trim() is "```")
            {
                blocks.Add(string.Join('\n', block));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        return blocks;
    }

    // What this program was built with: the framework, our assemblies, FluentMigrator and the drivers.
    private static IEnumerable<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(File.Exists)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../.."));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
