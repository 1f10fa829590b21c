using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Planning;

/// <summary>What a database's history has that does not fit the migrations of a catalogue.</summary>
/// <param name="OtherSystem">The system that migrated it instead, or what is known of it; null where it is the same.
/// </param>
/// <param name="Unknown">The versions applied that no migration has.</param>
/// <param name="Edited">The migrations that describe something else than what was run.</param>
public sealed record MigrationHistory(
    string? OtherSystem,
    IReadOnlyList<VersionStatus> Unknown,
    IReadOnlyList<VersionStatus> Edited
)
{
    /// <summary>Why a migration that replaces others is not taken as applied although the database has some of them:
    /// the end of a sentence about the database. Null where that is no matter.</summary>
    public string? Unreplaced { get; private init; }

    /// <summary>Compares the ledger with the catalogue.</summary>
    /// <param name="catalog">The migrations.</param>
    /// <param name="ledger">What the database records, everything of it.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="connectionString">The connection string that migrations may ask for; empty for none.</param>
    public static MigrationHistory Of(
        MigrationCatalog catalog,
        LedgerState ledger,
        Dialect dialect,
        string connectionString = ""
    ) =>
        Of(
            catalog,
            ledger,
            MigrationStatus.WithEdits(MigrationStatus.Of(catalog, ledger), catalog, dialect, connectionString)
        );

    /// <summary>The same of versions that are compared already.</summary>
    public static MigrationHistory Of(
        MigrationCatalog catalog,
        LedgerState ledger,
        IReadOnlyList<VersionStatus> versions
    ) =>
        new(
            Other(catalog, ledger, versions),
            [.. versions.Where(version => version.State is VersionState.Unknown)],
            [.. versions.Where(version => version.State is VersionState.Edited)]
        )
        {
            Unreplaced = versions.Any(version => catalog.Find(version.Version) is null)
                ? catalog
                    .VersionTable.Replacements.All.Where(replacement => replacement.IsOver(ledger))
                    .Select(replacement => Why(replacement, ledger))
                    .FirstOrDefault()
                : null,
        };

    /// <summary>The unknown versions above every migration of the catalogue, as a newer release leaves them.</summary>
    public IEnumerable<VersionStatus> Newer(MigrationCatalog catalog) =>
        Unknown.Where(version => version.Version > (catalog.Migrations is [.., var newest] ? newest.Version : 0));

    /// <summary>Refuses to run where the history does not fit.</summary>
    /// <param name="catalog">The migrations.</param>
    /// <param name="plan">What is to be run; null for work that is no migration.</param>
    /// <param name="options">What is taken as it is.</param>
    /// <param name="location">The database, for people.</param>
    /// <exception cref="HistoryRefusedException">It does not fit.</exception>
    public void Require(MigrationCatalog catalog, MigrationPlan? plan, HistoryOptions options, string location)
    {
        if (OtherSystem is { } other && !options.AllowOtherSystem)
        {
            throw new HistoryRefusedException(
                $"{location} was migrated by another system: {other}. Nothing was run. Name this system's own database "
                    + "with --url, or give --allow-other-system.",
                "--allow-other-system"
            );
        }

        if (OtherSystem is null && Unreplaced is { } unreplaced)
        {
            throw new HistoryRefusedException($"{location} has {unreplaced}", "--allow-unknown");
        }

        if (OtherSystem is null && !options.AllowUnknown && Stray(catalog, plan) is { Count: > 0 } stray)
        {
            throw new HistoryRefusedException(
                $"{location} has {Names(stray)} applied, which this build does not know. Nothing was run. "
                    + "Use the build that has it, or give --allow-unknown to work around it.",
                "--allow-unknown"
            );
        }

        foreach (var version in options.AcceptedEdits)
        {
            _ = catalog.Find(version) ?? throw new VersionNotFoundException(version, catalog.Migrations);
        }

        if (OtherSystem is null && !options.AllowEdited && Refused(options) is { Count: > 0 } edited)
        {
            var accepted = string.Join(' ', edited.Select(version => $"--accept-edited {version.Version}"));
            throw new HistoryRefusedException(
                $"{Names(edited)} {(edited.Count == 1 ? "was" : "were")} edited after being applied to {location}"
                    + $"{Why(edited)}. Nothing was run. Put back what was applied, accept the edit with "
                    + $"`provision repair` or {accepted}, or give --allow-edited.",
                "--allow-edited"
            )
            {
                Edited = edited,
            };
        }

        if (options.OutOfOrder is OutOfOrder.Fail && plan?.OutOfOrder.FirstOrDefault() is { } late)
        {
            throw new HistoryRefusedException(
                $"{string.Join(", ", plan.OutOfOrder.Select(step => $"{step.Migration}"))} would be applied out of "
                    + $"order to {location}: {late.After} is applied already. Nothing was run. "
                    + "Give a higher number, or --out-of-order warn.",
                "--out-of-order"
            );
        }
    }

    /// <summary>What the options allow of it, for the ledger: the versions that it is about, and the note.</summary>
    public IEnumerable<(long Version, string Note)> Allowed(HistoryOptions options, string by)
    {
        if (OtherSystem is not null)
        {
            foreach (var version in options.AllowOtherSystem ? Edited.Concat(Unknown) : [])
            {
                yield return (version.Version, $"another system's, allowed {by}");
            }

            yield break;
        }

        if (options.AllowEdited)
        {
            foreach (var edited in Refused(options))
            {
                yield return (edited.Version, $"edited, allowed {by}");
            }
        }

        if (options.AllowUnknown)
        {
            foreach (var unknown in Unknown)
            {
                yield return (unknown.Version, $"unknown, allowed {by}");
            }
        }
    }

    /// <summary>The edits that the options accept.</summary>
    internal IReadOnlyList<VersionStatus> Accepted(HistoryOptions options) =>
        OtherSystem is null ? [.. Edited.Where(version => options.AcceptedEdits.Contains(version.Version))] : [];

    // Unless every edit is allowed.
    private IReadOnlyList<VersionStatus> Refused(HistoryOptions options) => [.. Edited.Except(Accepted(options))];

    private static string Why(IReadOnlyList<VersionStatus> edited) =>
        edited is [{ Error: { } error }] ? $" ({error.TrimEnd('.')})" : "";

    private static string Why(Replacement replacement, LedgerState ledger)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{replacement.Version} {replacement.Name}");
        var missing = replacement.Missing(ledger).ToList();
        return missing.Count > 0
            ? $"not all that {what} replaces: {Some(missing)} {(missing.Count == 1 ? "is" : "are")} not applied. "
                + $"Nothing was run. Bring it to version {replacement.Version} with the last build that has those "
                + "migrations, then run this one."
            : $"{Some([.. replacement.Different(ledger)])} applied with other statements than those that {what} "
                + "replaces. Nothing was run. Accept the edit with the last build that has that migration "
                + "(`provision repair`), then run this one.";
    }

    private static string Some(List<ReplacedVersion> versions) =>
        versions.Count <= 3
            ? string.Join(", ", versions)
            : $"{string.Join(", ", versions.Take(2))} and {versions.Count - 2} more";

    // A newer release's versions above all that is known do not matter to a run that changes nothing below them.
    private IReadOnlyList<VersionStatus> Stray(MigrationCatalog catalog, MigrationPlan? plan) =>
        plan is not null && !plan.Versions.Any() ? [.. Unknown.Except(Newer(catalog))] : Unknown;

    private static string Names(IReadOnlyList<VersionStatus> versions) =>
        string.Join(
            ", ",
            versions.Select(version =>
                string.Create(CultureInfo.InvariantCulture, $"{version.Version} {version.Name}").TrimEnd()
            )
        );

    // Two systems may have numbers and a name in common; a migration that was renamed describes the same still.
    private static string? Other(MigrationCatalog catalog, LedgerState ledger, IReadOnlyList<VersionStatus> versions)
    {
        var confirmed = versions.Where(version => version.IsConfirmed).Select(version => version.Version).ToHashSet();
        // Of versions that others replace, where a database has not all of them.
        var replaced = versions.Any(version => catalog.Find(version.Version) is null)
            ? catalog.VersionTable.Replacements.All.SelectMany(replacement => replacement.Replaced)
            : [];
        var names = catalog
            .Migrations.Select(migration => (migration.Version, migration.Name))
            .Concat(replaced.Select(each => (each.Version, each.Name)))
            .ToLookup(each => each.Version, each => each.Name);
        var ours = ledger
            .Applied.Where(entry => entry is { Name: not null, IsInterrupted: false } && names.Contains(entry.Version))
            .ToLookup(entry =>
                names[entry.Version].Contains(entry.Name!, StringComparer.Ordinal) || confirmed.Contains(entry.Version)
            );
        var recorded = ledger.Applied.Select(entry => entry.System).FirstOrDefault(system => system is not null);
        var isNamed = recorded is not null && catalog.System is not null && recorded != catalog.System;
        var (fit, misfit) = (ours[true].ToArray(), ours[false].ToArray());
        var edited = versions.Where(version => version.State is VersionState.Edited).Select(version => version.Version);
        // Names such as InitialTables are in many systems: of another name, one at least has to be the same.
        var isRenamed = misfit.Length == 0 && fit.Select(entry => entry.Version).Except(edited).Any();
        if (isNamed ? isRenamed : misfit.Length <= fit.Length)
        {
            return null;
        }

        var example =
            misfit is [var first, ..]
                ? $"version {first.Version} is {first.Name} there and {names[first.Version].First()} here"
            : fit is [var same, ..] ? $"version {same.Version} is {same.Name} there as well, and does something else"
            : "none of its versions is known here";
        return isNamed || recorded is not null && recorded != catalog.System ? $"{recorded} ({example})" : example;
    }
}

/// <summary>The history of a database does not fit the migrations. Nothing was run.</summary>
/// <param name="message">What does not fit, and the ways out.</param>
/// <param name="option">The option that allows it.</param>
public sealed class HistoryRefusedException(string message, string option) : ProvisioningException(message)
{
    /// <summary>The option that allows it.</summary>
    public string Option { get; } = option;

    /// <summary>Where migrations were edited: the SQL that ran beside the SQL that each describes now. Empty for what
    /// is refused for another reason.</summary>
    public IReadOnlyList<EditedMigration> Edits { get; init; } = [];

    /// <summary>The migrations that were edited.</summary>
    internal IReadOnlyList<VersionStatus> Edited { get; init; } = [];
}
