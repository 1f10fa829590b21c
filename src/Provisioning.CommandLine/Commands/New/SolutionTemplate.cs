using System.Text.RegularExpressions;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The solution of the template for <c>dotnet new</c>, whose files are in this assembly as well.</summary>
internal sealed partial class SolutionTemplate
{
    private const string Prefix = "template/";

    // What the template is called in each of the forms that a name takes, and the version that its packages have there.
    private const string Plain = "Your.Shop-1";
    private const string Space = "Your.Shop_1";
    private const string Type = "Your_Shop_1";
    private const string Lower = "your_shop_1";
    private const string Version = "0.0.0";

    /// <summary>Takes the name.</summary>
    /// <exception cref="UsageException">It makes no name of a project.</exception>
    public SolutionTemplate(string? name) =>
        Name =
            name is not null && Allowed().IsMatch(name)
                ? name
                : throw new UsageException(
                    $"\"{name}\" makes no name of a project. Give letters, digits, dots, _ and -, with a letter "
                        + "first: Shop."
                );

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The name of the system.</summary>
    public string LowerName => TypeName.ToLowerInvariant();

    private string NamespaceName => Name.Replace('-', '_');

    private string TypeName => NamespaceName.Replace('.', '_');

    /// <summary>Its files, with paths from the solution's folder.</summary>
    public IEnumerable<(string Path, string Text)> Files
    {
        get
        {
            var assembly = typeof(SolutionTemplate).Assembly;
            foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
            {
                if (resource.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                    var path = resource[Prefix.Length..].Replace('\\', '/');
                    yield return (Filled(path), Filled(reader.ReadToEnd()));
                }
            }
        }
    }

    private string Filled(string text) =>
        text.Replace(Plain, Name, StringComparison.Ordinal)
            .Replace(Space, NamespaceName, StringComparison.Ordinal)
            .Replace(Type, TypeName, StringComparison.Ordinal)
            .Replace(Lower, LowerName, StringComparison.Ordinal)
            .Replace(Version, MigrationRunner.ToolVersion, StringComparison.Ordinal);

    [GeneratedRegex(
        "^[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Allowed();
}
