using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Linting;
using Provisioning.Masking.Classification;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>The masking file of a system: the one that <c>--masking</c> names, else masking.json in the project's
/// folder, beside the assembly or in this folder, else the one inside the system's assembly.</summary>
internal sealed class MaskingSource
{
    private readonly CommandLineApplication _command;
    private readonly CommandOption _file;

    /// <summary>Gives a command the option.</summary>
    public MaskingSource(CommandLineApplication command)
    {
        _command = command;
        _file = command.Value(
            "--masking <FILE>",
            "The file with the classes of columns. Default: masking.json beside --project or --assembly, or in this "
                + "folder, else the system's own."
        );
    }

    /// <summary>The file that is written: the one that is there or would be looked for first.</summary>
    public string Place => _file.Value() ?? Path.Combine(Folders().First(), MaskingFile.FileName);

    /// <summary>The file; null where there is none.</summary>
    /// <exception cref="ProvisioningException">It cannot be read, or is none.</exception>
    public (MaskingFile File, string Name)? Find(DatabaseSystem system)
    {
        var path = _file.Value()
            ?? Folders().Select(folder => Path.Combine(folder, MaskingFile.FileName)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return OfSystem(system);
        }

        try
        {
            return (MaskingFile.Parse(File.ReadAllText(path), path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {error.Message}");
        }
    }

    /// <summary>The file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public MaskingFile Require(DatabaseSystem system) =>
        Find(system)?.File
        ?? throw new UsageException(
            $"There is no masking file for {system.Name}, and without the class of every column nothing is masked. "
                + "`provision mask suggest` writes one."
        );

    /// <summary>The columns that a file gives no class, as <c>table.column</c>.</summary>
    public static IReadOnlySet<string> Unclassified(MaskingFile file, DatabaseModel model) =>
        model
            .Tables.Values.SelectMany(table =>
                table
                    .Columns.Where(column => column.Computed is null && !file.Has($"{table.Name}", column.Name))
                    .Select(column => $"{table.Name}.{column.Name}")
            )
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The structure that the system's migrations make, without any database.</summary>
    public static DatabaseModel Migrated(DatabaseSystem system, TargetOptions target)
    {
        var engine = Engines.KnownEngines.Find(system.Engine.Split(' ')[0].ToLowerInvariant())
            ?? Engines.KnownEngines.PostgreSql;
        var catalog = system.Migrations;
        return new Linter(engine.Dialect(target.Dialect(system, null)), new LintOptions()).ModelAfter(
            catalog
                .Selected.Concat(catalog.Repeatable.Where(catalog.IsSelected))
                .Select(migration => new PlannedStep(migration, Direction.Up))
        );
    }

    private static (MaskingFile, string)? OfSystem(DatabaseSystem system)
    {
        var type = system.GetType();
        var name = $"{type.Namespace}.{MaskingFile.FileName}";
        using var stream = type.Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return (MaskingFile.Parse(reader.ReadToEnd(), name), name);
    }

    private IEnumerable<string> Folders() => SystemFolders.Of(_command).Append(".");
}
