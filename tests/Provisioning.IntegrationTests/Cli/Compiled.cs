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
    public static Assembly Of(params IEnumerable<string> sources)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            $"Compiled_{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, cancellationToken: token)),
            References.Value,
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: token);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Concat<object>(sources)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
