using Provisioning.Administration.Statistics;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Linting;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Page;

/// <summary>Gathers what a page shows. A live database is only read.</summary>
internal sealed class PageReader(TargetOptions target, StructureSource source, ViewsSource views)
{
    /// <summary>Gathers it.</summary>
    /// <param name="word">The word that names the structure.</param>
    /// <param name="title">What the page is called.</param>
    /// <param name="found">The structure.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="UsageException">It is text alone.</exception>
    public async Task<PageSubject> ReadAsync(
        string word,
        string title,
        StructureSnapshot found,
        Dialect dialect,
        CancellationToken token
    )
    {
        var structure = found.Structure
            ?? throw new UsageException(
                $"{word} is text, of which no page can be made. Give --of a database, migrations, a version or a "
                    + "script FILE.sql."
            );
        var database = source.LiveDatabase(word);
        var version = database is null ? StructureSource.VersionOf(word) : null;
        var subject = new PageSubject(title, Of(word, version, database), dialect, structure)
        {
            System = target.SystemOrNone,
            Views = views.Of(structure.Model),
        };
        return database is not null ? await LiveAsync(subject, database, token)
            : word is "migrations" || version is not null
                ? WithHistory(subject, migration => version is null || migration.Version <= version)
            : subject;
    }

    private static string Of(string word, long? version, Database? database) =>
        database is not null ? database.Location
        : version is not null ? $"version {word}"
        : word is "migrations" ? word
        // The same structure is the same page, wherever the file is.
        : Path.GetFileName(word);

    private async Task<PageSubject> LiveAsync(PageSubject subject, Database database, CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var versions = source.Catalog?.VersionTable ?? new VersionTable();
        var ledger = await LedgerReader.ReadAllowedAsync(session, versions, token);
        var applied = new Dictionary<long, AppliedVersion>();
        foreach (var entry in ledger.Applied)
        {
            var sql = ledger is { HasLedger: true, IsLedgerClosed: false }
                ? await LedgerReader.SqlAsync(session, versions, entry.Version, token)
                : null;
            applied[entry.Version] = new(
                entry.Name ?? entry.Description,
                entry.AppliedOn,
                entry.Actor,
                entry.DurationMs,
                sql
            );
        }

        subject = subject with
        {
            Applied = applied,
            Use = await DatabaseUseReader.ReadAsync(session, TimeProvider.System, token),
        };
        return applied.Count == 0 ? subject : WithHistory(subject, migration => applied.ContainsKey(migration.Version));
    }

    private PageSubject WithHistory(PageSubject subject, Func<MigrationSource, bool> isThere)
    {
        if (source.Catalog is not { } catalog)
        {
            return subject;
        }

        MigrationSource[] migrations =
        [
            .. catalog.Selected.Where(isThere),
            .. catalog.Repeatable.Where(catalog.IsSelected),
        ];
        // Without sizes: what is found would change with the rows.
        var report = new Linter(subject.Dialect, new()).Lint(
            migrations.Select(migration => new PlannedStep(migration, Direction.Up)),
            _ => true
        );
        return subject with
        {
            History = SchemaHistory.Replay(migrations, subject.Dialect),
            Findings = [.. report.Open],
        };
    }
}
