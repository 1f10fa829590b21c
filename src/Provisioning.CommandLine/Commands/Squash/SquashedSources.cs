using System.Text.RegularExpressions;
using Provisioning.CommandLine.Commands.New;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Squash;

/// <summary>The source files of migrations that are replaced.</summary>
internal sealed partial class SquashedSources
{
    private readonly IReadOnlyList<MigrationClass> _known;
    private readonly MigrationClass _last;

    /// <summary>Finds them.</summary>
    /// <param name="replaced">The migrations, the newest last.</param>
    /// <param name="folder">The folder of their project.</param>
    /// <exception cref="UsageException">One is not there, or its file holds something else as well.</exception>
    public SquashedSources(IReadOnlyList<MigrationSource> replaced, string folder)
    {
        _known = MigrationClass.In(SourceFolder.Under(folder));
        var found = replaced.Select(migration => Find(migration, folder)).ToList();
        _last = found[^1];
        Files = [.. found.Select(each => each.At.File).Distinct(StringComparer.Ordinal)];
        foreach (var file in found.Select(each => each.At).DistinctBy(at => at.File, StringComparer.Ordinal))
        {
            var types = Types().Count(file.Text);
            if (types != found.Count(each => each.At.File == file.File))
            {
                throw new UsageException(
                    $"{NewFiles.Shown(file.File)} holds more than the migrations that are replaced, and would be "
                        + "deleted. Move the rest into a file of its own."
                );
            }
        }
    }

    /// <summary>Their files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The class in place of them, beside the newest one and with its version.</summary>
    /// <exception cref="UsageException">There is a class of that name.</exception>
    public NewMigration Class(SourceName name, MigrationBody body) => NewMigration.InPlaceOf(_last, _known, name, body);

    private MigrationClass Find(MigrationSource migration, string folder) =>
        _known.FirstOrDefault(each => each.Version == migration.Version && each.Class == migration.Name)
        ?? throw new UsageException(
            $"The class of {migration} is in no source file under {NewFiles.Shown(folder)} as "
                + "[Migration(…)] class …. Name the project that holds it."
        );

    [GeneratedRegex(
        @"^[^\S\r\n]*((public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|new)\s+)*"
            + @"(class|struct|interface|enum|record)\s+\w",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Types();
}
