using McMaster.Extensions.CommandLineUtils;
using Provisioning.Linting;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say how many rows are made from a structure, and where they go.</summary>
internal sealed class LoadCommandOptions(CommandLineApplication command, SeedCommandOptions seeds)
{
    private const long UsualRows = 100;
    private const int MostWriters = 4;

    private readonly CommandOption _auto = command.Flag(
        "--auto",
        "Fill every table that has no rows, by the structure of the database alone."
    );

    private readonly CommandOption _rows = command.Values(
        OptionGroup.Own,
        "--rows <N>",
        "With --auto: how many rows each table gets: 1000, 50k, 2.5M. With --system and without --auto: how many all "
            + "tables get between them. By table: messages=2M,threads=50k. Default: 100 each."
    );

    private readonly CommandOption _scale = command.Value(
        "--scale <X>",
        "With --auto: so many times the rows of --like, or of the 100 that each table gets."
    );

    private readonly CommandOption _like = command.Value(
        "--like <FILE>",
        "With --auto: as many rows as the tables have in a file that provision stats wrote, with its shares of NULL, "
            + "widths, histograms and rows by foreign key."
    );

    private readonly CommandOption _edge = command.Value(
        "--edge <SHARE>",
        "With --auto: this share of values is such as breaks programs, like 1%: empty, longest, emoji, extremes."
    );

    private readonly CommandOption _writers = command.Value(
        "--writers <N>",
        "With --auto: how many connections write at a time. Default: one for each processor, up to 4; 1 on SQLite."
    );

    private readonly CommandOption _refers = command.Values(
        OptionGroup.Own,
        "--refers <REFERENCE>",
        "With --auto or --check: a reference to one of several tables, by a column for the table and one for the key, "
            + "like \"comments(kind, item): post=posts, photo=photos\". Several times for several."
    );

    private readonly CommandOption _resume = command.Flag(
        "--resume",
        "With --auto: go on with a load that was interrupted."
    );

    private readonly CommandOption _pin = command.Value(
        "--pin <N>",
        "With --auto: refuse to run if the generator is of another version. This one is 1."
    );

    private readonly CommandOption _csv = command.Value(
        "--into-csv <DIR>",
        "With --auto: write the rows as CSV, a file for each table, and none to the database."
    );

    private readonly CommandOption _sql = command.Value(
        "--into-sql <FILE>",
        "With --auto: write the rows as SQL, and none to the database."
    );

    private IEnumerable<CommandOption> Own => [_scale, _like, _edge, _writers, _resume, _pin, _csv, _sql];

    /// <summary>The references to one of several tables: those of the system, and those that are given.</summary>
    /// <param name="system">The system; null for none.</param>
    /// <exception cref="UsageException">One is not understood.</exception>
    public IReadOnlyList<PolymorphicReference> References(DatabaseSystem? system) =>
        [.. system?.PolymorphicReferences ?? [], .. _refers.Values.OfType<string>().Select(ReferenceText.Read)];

    /// <summary>The folder for CSV; null for none.</summary>
    public string? CsvFolder => _csv.Value();

    /// <summary>The file for SQL; null for none.</summary>
    public string? SqlFile => _sql.Value();

    /// <summary>Whether a load that was interrupted is continued.</summary>
    public bool Resumes => _resume.HasValue();

    /// <summary>Whether rows are to be made from the structure.</summary>
    /// <param name="hasSystem">Whether a system was named.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public bool IsGiven(bool hasSystem)
    {
        if (seeds.IsSeederGiven && (_auto.HasValue() || _rows.HasValue()))
        {
            throw new UsageException(
                _auto.HasValue()
                    ? "Give --auto or a seeder, not both."
                    : "--rows is for --auto; a seeder has its own numbers."
            );
        }

        if (!_auto.HasValue() && Own.FirstOrDefault(option => option.HasValue()) is { } stray && !_rows.HasValue())
        {
            throw new UsageException($"--{stray.LongName} is for --auto.");
        }

        return _auto.HasValue() || (_rows.HasValue() && (hasSystem ? true : throw NoSystem()));
    }

    /// <summary>What is to be made.</summary>
    /// <param name="system">The system; null for none.</param>
    /// <param name="model">The structure, whose tables may be named.</param>
    /// <exception cref="UsageException">A number is none, a table is not there, or the generator is
    /// another.</exception>
    public LoadOptions Read(DatabaseSystem? system, DatabaseModel model)
    {
        if (_pin.Number(least: 1) is { } pinned && pinned != LoadOptions.Generator)
        {
            throw new UsageException(
                $"The generator of this release is version {LoadOptions.Generator}, and --pin asks for {pinned}, whose "
                    + "rows may be others. Use the release that has it, or pin this one."
            );
        }

        if (_csv.HasValue() && _sql.HasValue())
        {
            throw new UsageException("Give --into-csv or --into-sql, not both.");
        }

        var (all, named) = RowNumbers.Read(_rows);
        var factor = RowNumbers.Factor(_scale);
        if (all is not null && (_scale.HasValue() || _like.HasValue()))
        {
            throw new UsageException("Give --rows a number, or --scale or --like, not both.");
        }

        var statistics = _like.Value() is { } file ? StatisticsFile.Read(file) : null;
        var rowsOf = Like(statistics, model, factor);
        foreach (var (name, rows) in named)
        {
            rowsOf[Find(model, name)] = rows;
        }

        return new()
        {
            Rows = _auto.HasValue() && all is { } each ? each : Math.Max(1, (long)(UsualRows * factor)),
            Total = _auto.HasValue() ? null : all,
            RowsOf = rowsOf,
            IsOnlyNamed = _like.HasValue(),
            Like = statistics is null ? new Dictionary<ObjectName, TableShape>() : StatisticsFile.Shapes(statistics),
            Seed = seeds.Seed ?? SeedOptions.DefaultSeed,
            LeftOut = system?.Platform?.Schemas ?? [],
            Writers = (int)(_writers.Number(least: 1, most: 64) ?? Math.Min(Environment.ProcessorCount, MostWriters)),
            Edges = RowNumbers.Share(_edge),
            References = References(system),
            Resumes = Resumes,
        };
    }

    private static UsageException NoSystem() => new("--rows is for --auto, or for --system; give one of them.");

    private static Dictionary<ObjectName, long> Like(
        DatabaseStatistics? statistics,
        DatabaseModel model,
        decimal factor
    ) =>
        (statistics?.Tables ?? [])
            .Where(table => table.Rows > 0 && model.Find(table.Name) is not null)
            .ToDictionary(table => table.Name, table => Math.Max(1, (long)(table.Rows * factor)));

    private static ObjectName Find(DatabaseModel model, string name) =>
        model.Tables.Keys.Where(table => table.ToString() == name).ToList() is [var found] ? found
        : model.Tables.Keys.Where(table => table.Name == name).ToList() is [var only] ? only
        : throw new UsageException(
            $"--rows names a table {name}, which is not there. There are: {string.Join(", ", model.Tables.Keys)}."
        );
}
