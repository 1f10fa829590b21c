using System.Globalization;
using Provisioning.Adoption.Tools;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Operations;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>A folder with the migrations of another tool.</summary>
internal sealed class HistoryFolder
{
    private static readonly IReadOnlyList<HistoryFormat> Formats =
    [
        new("goose", SectionedFiles.IsGoose, (files, _) => SectionedFiles.ReadGoose(files)),
        new("dbmate", SectionedFiles.IsDbmate, (files, _) => SectionedFiles.ReadDbmate(files)),
        new("golang-migrate", PairedFiles.Is, (files, _) => PairedFiles.Read(files)),
        new("flyway", FlywayFiles.Is, FlywayFiles.Read),
    ];

    private readonly HistoryFormat _format;
    private readonly IReadOnlyList<SourceFile> _files;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="from">The tool whose files they are; null for the one that they look like.</param>
    /// <exception cref="UsageException">There is no such folder or tool, or its files are of none or of
    /// several.</exception>
    public HistoryFolder(string folder, string? from)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}.");
        }

        _files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, Path.GetRelativePath(folder, path))),
        ];
        var known = string.Join(", ", Formats.Select(format => format.Tool));
        var fitting = Formats.Where(format => from is null ? _files.Any(format.Is) : format.Tool == from).ToList();
        _format = fitting switch
        {
            [var only] => only,
            [] when from is not null => throw new UsageException($"--from takes one of: {known}, not \"{from}\"."),
            [] => throw new UsageException(
                $"{folder} has no migrations of a tool known here: {known}. Name the folder that has them."
            ),
            _ => throw new UsageException(
                $"{folder} has files of several tools: {string.Join(", ", fitting.Select(format => format.Tool))}. "
                    + "Say with --from whose they are."
            ),
        };
    }

    /// <summary>The tool.</summary>
    public string Tool => _format.Tool;

    /// <summary>Its migrations, each with its version here: its own number, or, where one of them is no whole number,
    /// its place among them.</summary>
    /// <param name="placeholders">The values of what its files leave open.</param>
    /// <exception cref="UsageException">One of them cannot be taken over. All reasons are named.</exception>
    public ImportedHistory Read(IReadOnlyDictionary<string, string> placeholders)
    {
        var history = _format.Read(_files, placeholders);
        var versioned = history
            .Migrations.Where(migration => !migration.IsRepeatable)
            .OrderBy(migration => migration.Key, Comparer<string>.Create(Flyway.Compare))
            .ToList();
        var areNumbers = versioned.TrueForAll(migration => Number(migration.Key) is not null);
        ImportedMigration[] numbered =
        [
            .. versioned
                .Select(
                    (migration, at) =>
                        WithTransaction(migration) with
                        {
                            Version = areNumbers ? Number(migration.Key) : at + 1,
                        }
                )
                .OrderBy(migration => migration.Version),
        ];
        string[] twice =
        [
            .. numbered
                .GroupBy(migration => migration.Version)
                .Where(group => group.Count() > 1)
                .Select(group => $"{string.Join(" and ", group.Select(one => one.File))} have one version"),
        ];
        return twice.Length > 0 ? throw Refused(twice)
            : history.Migrations.Count == 0 ? throw Refused(["there are no migrations in them"])
            : history with
            {
                IsRenumbered = !areNumbers,
                Migrations =
                [
                    .. numbered,
                    .. history.Migrations.Where(migration => migration.IsRepeatable).Select(WithTransaction),
                ],
            };
    }

    /// <summary>The refusal of files that cannot be taken over.</summary>
    /// <param name="problems">Why, a sentence each without its full stop.</param>
    public static UsageException Refused(IReadOnlyList<string> problems) =>
        new($"The files cannot be taken over: {string.Join("; ", problems)}. Nothing was written.");

    private static long? Number(string key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    // A tool may find out itself what cannot run in a transaction, or send a file as a whole.
    private static ImportedMigration WithTransaction(ImportedMigration migration) =>
        migration with
        {
            IsOutsideTransaction =
                migration.IsOutsideTransaction
                || IsOutside(migration.Up)
                || migration.Down is { } down && IsOutside(down),
        };

    private static bool IsOutside(string sql)
    {
        try
        {
            return KnownEngines
                .PostgreSql.Dialect(DialectOptions.Default)
                .Render(new ExecuteSql(sql))
                .Any(statement => statement.OutsideTransaction);
        }
        catch (ProvisioningException)
        {
            // A run says what is wrong with it, on the engine that it is for.
            return false;
        }
    }
}

/// <summary>The files of a tool.</summary>
/// <param name="Tool">The tool, as <c>--from</c> names it.</param>
/// <param name="Is">Whether a file is one of its.</param>
/// <param name="Read">Reads them.</param>
internal sealed record HistoryFormat(
    string Tool,
    Func<SourceFile, bool> Is,
    Func<IReadOnlyList<SourceFile>, IReadOnlyDictionary<string, string>, ImportedHistory> Read
);
