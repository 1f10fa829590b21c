using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Provisioning.CommandLine.Commands.New.Sources;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>The class of a migration of another tool, with the scripts that it runs.</summary>
/// <param name="migration">The migration.</param>
/// <param name="tool">The tool, as <c>--from</c> names it.</param>
/// <param name="width">How many digits the numbers in the names have.</param>
/// <param name="isRenumbered">Whether the tool's versions are not those here.</param>
internal sealed partial class ImportedClass(ImportedMigration migration, string tool, int width, bool isRenumbered)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = NameOf(migration, width);

    /// <summary>The files that it consists of: the class and, in a folder beside it, its scripts.</summary>
    /// <param name="folder">The folder of the class.</param>
    /// <param name="space">Its namespace; null for none.</param>
    public IEnumerable<(string Path, string Text)> Files(string folder, string? space)
    {
        yield return (Path.Combine(folder, $"{Name}.cs"), Source(space));
        if (SourceFile.HasSql(migration.Up))
        {
            yield return (Path.Combine(folder, "Scripts", Script("up")), migration.Up);
        }

        if (migration.Down is { } down)
        {
            yield return (Path.Combine(folder, "Scripts", Script("down")), down);
        }
    }

    private string Source(string? space)
    {
        var text = new StringBuilder("using FluentMigrator;\n");
        text.Append(migration.IsRepeatable ? "using Provisioning.Authoring;\n" : "");
        text.Append(space is null ? "\n" : $"\nnamespace {space};\n\n");
        text.Append(CultureInfo.InvariantCulture, $"// From {migration.File.ReplaceLineEndings(" ")}.\n");
        text.Append(migration.IsRepeatable ? "[Repeatable]\n" : Attribute());
        var parent = migration.Down is null ? "ForwardOnlyMigration" : "Migration";
        text.Append(CultureInfo.InvariantCulture, $"public sealed class {Name} : {parent}\n{{\n");
        text.Append(Way("Up", SourceFile.HasSql(migration.Up)));
        text.Append(migration.Down is null ? "" : $"\n{Way("Down", isThere: true)}");
        return text.Append("}\n").ToString();
    }

    private string Attribute()
    {
        var number = migration.Version!.Value.ToString(CultureInfo.InvariantCulture);
        var behavior = migration.IsOutsideTransaction ? "TransactionBehavior.None, " : "";
        // `provision adopt` knows the version by it.
        var origin = isRenumbered ? $" ({tool} {migration.Key})" : "";
        return $"[Migration({number}, {behavior}{CSharp.Text($"{migration.Title}{origin}".Trim())})]\n";
    }

    private string Way(string way, bool isThere) =>
        isThere
            ? $"    public override void {way}() => Execute.EmbeddedScript(\"{Script(way.ToLowerInvariant())}\");\n"
            : $"    public override void {way}() {{ }}\n";

    private string Script(string way) => $"{Name}_{way}.sql";

    private static string NameOf(ImportedMigration migration, int width)
    {
        var words = Word()
            .Matches(migration.Title)
            .Select(word => $"{char.ToUpperInvariant(word.Value[0])}{word.Value[1..]}");
        var title = string.Concat(words);
        var number = migration.Version?.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
        return migration.IsRepeatable ? $"R_{title}" : $"M{number}{(title.Length > 0 ? $"_{title}" : "")}";
    }

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
