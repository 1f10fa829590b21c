using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Compiles sources against what the tests themselves refer to.</summary>
internal static class Compiled
{
    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(File.Exists)
                .Select(file => MetadataReference.CreateFromFile(file)),
        ]
    );

    /// <summary>The assembly of some sources.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="embedded">The files that it embeds, under their names.</param>
    public static Assembly Of(IReadOnlyList<string> sources, params IEnumerable<string> embedded)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            $"Compiled_{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, cancellationToken: token)),
            References.Value,
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(
            image,
            manifestResources: embedded.Select(file => new ResourceDescription(
                $"Compiled.{Path.GetFileName(file)}",
                () => File.OpenRead(file),
                isPublic: true
            )),
            cancellationToken: token
        );
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Concat<object>(sources)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
