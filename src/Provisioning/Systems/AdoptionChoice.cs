using System.Globalization;
using Provisioning.Adoption;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>Decides which version a database is taken over at: its structure does, what its tool has recorded decides
/// between versions of one structure, and what is not certain is refused.</summary>
internal sealed class AdoptionChoice
{
    private readonly MigrationCatalog _catalog;
    private readonly AdoptionReview _review;
    private readonly AdoptionOptions _asked;
    private readonly Dialect _dialect;
    private readonly IReadOnlyList<PreviousHistory> _counted;
    private readonly HashSet<long> _recorded;

    /// <summary>The choice.</summary>
    /// <exception cref="ProvisioningException">There is no such tool.</exception>
    public AdoptionChoice(MigrationCatalog catalog, AdoptionReview review, AdoptionOptions asked, Dialect dialect)
    {
        (_catalog, _review, _asked, _dialect) = (catalog, review, asked, dialect);
        _recorded = [.. review.Ledger.Applied.Select(entry => entry.Version)];
        _counted = asked.From is { } from ? Named(from) : review.Histories;
    }

    /// <summary>Whether the table of applied versions names them already, so that nothing is to be found out.</summary>
    private bool IsRecorded => _recorded.Count > 0;

    /// <summary>The migrations to compare the database with.</summary>
    public IReadOnlyList<MigrationSource> ToCompare =>
        IsRecorded ? [.. _catalog.Migrations.Where(migration => _recorded.Contains(migration.Version))]
        : _asked.At is { } at ? [.. _catalog.Selected.Where(migration => migration.Version <= at)]
        : [.. _catalog.Selected];

    /// <summary>Whether only what all of them make is a version to be considered.</summary>
    public bool IsLastAlone => IsRecorded || _asked.At is not null;

    /// <summary>Why nothing can be compared.</summary>
    public string NotCompared =>
        _asked.At is 0
            ? "Version 0 is before the first migration, and has nothing to be recorded"
            : "There are no migrations here to compare it with";

    /// <summary>What prevents it whatever the structure is.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            if (_counted.Count > 1)
            {
                yield return $"Several tools have recorded migrations in it: {Names(_counted)}. Say with --from whose "
                    + "history counts";
            }

            foreach (var history in _counted)
            {
                foreach (var problem in history.Problems.Where(one => !one.IsQuestion || _asked.At is null))
                {
                    yield return $"{history.Tool} ({history.Table}) left it so that it cannot be taken over. "
                        + problem.Text;
                }
            }

            var strange = _recorded.Where(version => _catalog.Find(version) is null).Order().ToArray();
            if (strange.Length > 0)
            {
                yield return $"{_catalog.VersionTable.NameOn(_dialect)} has {string.Join(", ", strange)} applied, "
                    + "which this build does not know. Use the build that has it";
            }

            if (IsRecorded && _asked.At is { } at && at != _recorded.Max())
            {
                yield return $"{_catalog.VersionTable.NameOn(_dialect)} says that it is at version {_recorded.Max()}, "
                    + "so that --at cannot be another";
            }
        }
    }

    /// <summary>The review with what was found.</summary>
    public AdoptionReview Of(ComparedVersions found)
    {
        var (version, refusal) = Choose(found);
        var isRefused = refusal is not null || Problems.Any();
        return _review with
        {
            Fits = [.. found.Versions.Where(fit => fit.IsAlike)],
            Version = version,
            Refusals = [.. Problems, .. refusal is null ? Array.Empty<string>() : [refusal]],
            Warnings = [.. Warnings(found, version)],
            ToRecord = isRefused || version is null ? [] : [.. ToCompare.Where(one => one.Version <= version.Version)],
            Checksums = found.Checksums,
        };
    }

    private (VersionFit? Version, string? Refusal) Choose(ComparedVersions found)
    {
        VersionFit[] fits = [.. found.Versions.Where(fit => fit.IsAlike)];
        return (fits, found.Versions) switch
        {
            (_, [var only]) when IsLastAlone => (only, only.IsAlike || _asked.AllowDifference ? null : Differs(only)),
            ([], _) when found.Versions.All(fit => fit.HasNothing) => (null, Nothing),
            ([], _) => (Nearest(found.Versions), NoneFits(found.Versions)),
            ([var only], _) => (only, null),
            _ when Recorded(fits) is { } named => (named, null),
            _ when fits.Any(fit => fit != fits[0] && ChangesRows(fit.Version, fits)) => (fits[^1], Several(fits)),
            _ => (fits[^1], null),
        };
    }

    private const string Nothing =
        "It has nothing of what these migrations make. Name another database or other migrations; `provision up` "
        + "applies these to it";

    private string Differs(VersionFit fit) =>
        $"Its structure is not that of version {Number(fit)}. Make it so, or give "
        + (_asked.At is null ? $"--at {Number(fit)} and --allow-difference" : "--allow-difference");

    private static string NoneFits(IReadOnlyList<VersionFit> versions) =>
        string.Create(CultureInfo.InvariantCulture, $"Its structure is that of none of the {versions.Count} versions")
        + $"; version {Number(Nearest(versions)!)} comes nearest. Make it so, or give --at with a version and "
        + "--allow-difference";

    private static string Several(VersionFit[] fits) =>
        $"Its structure is that of versions {string.Join(", ", fits.Select(Number))}, which differ in what they do to "
        + "rows. Say with --at which of them it is at";

    private static VersionFit? Nearest(IReadOnlyList<VersionFit> versions) =>
        versions.Reverse().MinBy(fit => fit.Distance);

    // What the tool names as its newest, where that is a version of ours.
    private VersionFit? Recorded(VersionFit[] fits) =>
        _counted is [var only] && Ours(only) is { } newest
            ? fits.FirstOrDefault(fit => fit.Version == newest.Version)
            : null;

    // By its number, or by what `provision import-history` has written of it where it was numbered otherwise.
    private MigrationSource? Ours(PreviousHistory history)
    {
        var named = _catalog.Migrations.Where(migration => IsNamed(migration, $"({history.Tool} ")).ToList();
        return history.Newest is not { } newest ? null
            : named.Count > 0 ? named.Find(migration => IsNamed(migration, $"({history.Tool} {newest.Key})"))
            : newest.Number is { } number ? _catalog.Find(number)
            : null;
    }

    private static bool IsNamed(MigrationSource migration, string text) =>
        migration.Description?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;

    // A migration after the lowest that fits and up to this one that would have changed rows.
    private bool ChangesRows(long version, VersionFit[] fits) =>
        _catalog
            .Selected.Where(migration => migration.Version > fits[0].Version && migration.Version <= version)
            .Any(ChangesRows);

    private bool ChangesRows(MigrationSource migration)
    {
        try
        {
            var described = MigrationModel.DescribeAlone(new(migration, Direction.Up), _dialect, connectionString: "");
            return described.Asked || described.Operations.Any(IsOfRows);
        }
        catch (ProvisioningException)
        {
            return true;
        }
    }

    private static bool IsOfRows(Operation operation) =>
        operation is InsertRows or UpdateRows or DeleteRows or Backfill or ExecuteSql or ExecuteCode or Conditional;

    private IEnumerable<string> Warnings(ComparedVersions found, VersionFit? version)
    {
        if (found.Failure is { } failure)
        {
            yield return $"No version from {failure.Step.Migration.Version} on was compared, as its migration fails on "
                + "an empty database";
        }

        foreach (var history in _counted.Where(history => !IsRecorded))
        {
            if (version is not null && Ours(history) is { } newest && newest.Version != version.Version)
            {
                yield return $"{history.Tool}'s newest is {newest.Version} here, and the structure is nearest to that "
                    + $"of version {Number(version)}";
            }
        }

        foreach (var warning in version?.Difference.Warnings ?? [])
        {
            yield return warning;
        }
    }

    private PreviousHistory[] Named(string from)
    {
        PreviousHistory[] named =
        [
            .. _review.Histories.Where(history =>
                PreviousTool.Plain(history.Tool) == PreviousTool.Plain(from) || $"{history.Table}" == from
            ),
        ];
        return named.Length > 0
            ? named
            : throw new ProvisioningException(
                $"There is no history of \"{from}\". "
                    + (
                        _review.Histories.Count == 0
                            ? "No tool has left one."
                            : $"There are: {Names(_review.Histories)}."
                    )
            );
    }

    private static string Names(IEnumerable<PreviousHistory> histories) =>
        string.Join(", ", histories.Select(history => $"{history.Tool} ({history.Table})"));

    private static string Number(VersionFit fit) => fit.Version.ToString(CultureInfo.InvariantCulture);
}
