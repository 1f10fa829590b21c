using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding.Filling;

namespace Provisioning.Systems;

/// <summary>One migration in place of all those up to a version: what it has to make, and whether it makes it. No
/// database of the user's is touched.</summary>
/// <remarks>Rows are those that the migrations themselves insert, and privileges those that they give. Maintenance,
/// profiles and repeatable migrations are left out.</remarks>
public sealed class MigrationSquash
{
    private readonly MigrationCatalog _catalog;
    private readonly long _version;
    private readonly Database _scratch;
    private readonly HostingPlatform? _platform;

    /// <summary>A migration in place of those up to a version.</summary>
    /// <param name="catalog">The migrations.</param>
    /// <param name="version">The last one that is replaced.</param>
    /// <param name="scratch">The database that they are applied to, which is dropped again. It is not there
    /// yet.</param>
    /// <param name="platform">What a platform puts into a database before the migrations; null for nothing.</param>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    /// <exception cref="ProvisioningException">There is only one, or one of them runs only where a tag asks for
    /// it.</exception>
    public MigrationSquash(MigrationCatalog catalog, long version, Database scratch, HostingPlatform? platform = null)
    {
        catalog.Require(version);
        _version = version;
        (_scratch, _platform) = (scratch, platform);
        Replaced = [.. catalog.Migrations.Where(migration => migration.Version <= version)];
        if (Replaced.Count < 2)
        {
            throw new ProvisioningException(
                $"Fewer than two migrations lead to version {version}. Name one that replaces several."
            );
        }

        if (Replaced.FirstOrDefault(migration => migration.Tags != MigrationTags.None) is { } tagged)
        {
            throw new ProvisioningException(
                $"Migration {tagged} has tags, so that not every database has it. Name a version before it, or take "
                    + "its tags away."
            );
        }

        _catalog = Of(catalog, catalog.Migrations.Where(catalog.IsSelected));
    }

    /// <summary>The migrations that are replaced, the lowest version first.</summary>
    public IReadOnlyList<MigrationSource> Replaced { get; }

    /// <summary>What the new migration says of those that it replaces: what the ledger may have recorded of each on one
    /// of the engines.</summary>
    /// <param name="dialects">The engines'.</param>
    public IReadOnlyList<ReplacedVersion> Versions(IReadOnlyList<Dialect> dialects)
    {
        var checksums = dialects.SelectMany(Checksums).ToLookup(each => each.Version, each => each.Checksum);
        var earlier = Replaced.SelectMany(migration => migration.Replaces).ToList();
        ReplacedVersion Of(MigrationSource migration)
        {
            var before = earlier.Find(each => each.Version == migration.Version)?.Checksums ?? [];
            return new(
                migration.Version,
                migration.Name,
                checksums[migration.Version].Any(checksum => checksum is null)
                    ? []
                    : [.. checksums[migration.Version].OfType<string>().Concat(before).Distinct(StringComparer.Ordinal)]
            );
        }

        return
        [
            .. earlier
                .Where(each => Replaced.All(migration => migration.Version != each.Version))
                .Select(each => each with { IsOptional = true })
                .Concat(Replaced.Select(Of))
                .OrderBy(each => each.Version),
        ];
    }

    /// <summary>What the new migration has to make.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="Execution.MigrationFailedException">A migration fails on an empty database.</exception>
    /// <exception cref="ProvisioningException">The migrations insert more rows than a migration should
    /// hold.</exception>
    public Task<SquashStart> ReadAsync(CancellationToken token) =>
        _scratch.UseOnceAsync(
            async () =>
            {
                await using var session = await EmptyDatabase.OpenAsync(_scratch, _platform, token);
                var empty = await LiveStructure.ReadAsync(session, _catalog.VersionTable, _platform, token);
                var usual = await session.PrivilegesAsync(token);
                await EmptyDatabase.RunAsync(session, _catalog, new MigrationTarget.Up(_version), token);
                var moment = await VerifiedMoment.ReadAsync(
                    session,
                    _catalog.VersionTable,
                    _platform,
                    earlier: null,
                    token
                );
                var rows = new List<InsertRows>();
                foreach (var table in FillOrder.Of(moment.Structure.Model.Tables.Values, _ => false).Tables)
                {
                    if (moment.Tables[table.Name].Count > 0)
                    {
                        rows.Add(await KeptRows.ReadAsync(session, table, token));
                    }
                }

                return new SquashStart(empty, moment, _scratch.Dialect)
                {
                    Rows = rows,
                    Privileges = [.. (await session.PrivilegesAsync(token)).Except(usual, StringComparer.Ordinal)],
                };
            },
            token
        );

    /// <summary>Applies the new migration in place of the others, rolls it back and applies it again, and then the
    /// migrations after it; and applies these to a database that the replaced ones made.</summary>
    /// <param name="start">What it has to make.</param>
    /// <param name="squashed">The new migration, which names those that it replaces.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="Execution.MigrationFailedException">It fails, or one after it.</exception>
    public async Task<SquashProof> ProveAsync(SquashStart start, MigrationSource squashed, CancellationToken token)
    {
        var after = Of(
            _catalog,
            _catalog.Migrations.Where(migration => migration.Version > _version).Prepend(squashed)
        );
        var to = new MigrationTarget.Up(_version);
        var made = start.Made.Structure.Lines;
        var old = await MomentsAsync([new(_catalog, to, made), new(after, new MigrationTarget.Up(), made)], token);
        var newest = old[1].Moment.Structure.Lines;
        var alone = await MomentsAsync(
            [
                new(after, to, made),
                new(after, new MigrationTarget.DownBy(1), start.Before),
                new(after, to, made),
                new(after, new MigrationTarget.Up(), newest),
            ],
            token
        );
        return new(alone[0].Difference, alone[1].Difference, alone[2].Difference, alone[3].Difference)
        {
            Others =
            [
                .. Rows(start.Made.Tables, alone[0].Moment.Tables, old[0].Moment.Tables),
                .. start
                    .Privileges.Except(alone[0].Privileges, StringComparer.Ordinal)
                    .Select(privilege => $"It does not do this: {privilege}"),
                .. old[1]
                    .Versions.Where(version => version <= _version)
                    .Select(version => $"A database that has version {version} would run it once more."),
            ],
        };
    }

    private IEnumerable<(long Version, string? Checksum)> Checksums(Dialect dialect)
    {
        foreach (var step in MigrationModel.Describe(Replaced, dialect, DatabaseModel.Empty))
        {
            var checksum = MigrationChecksum.Of(step.Operations);
            var isFixed = !step.Asked && checksum == MigrationChecksum.Of(step.Describe(dialect));
            yield return (step.Step.Migration.Version, isFixed ? checksum : null);
        }
    }

    // A new database after each of the runs.
    private Task<List<Reached>> MomentsAsync(IReadOnlyList<Run> runs, CancellationToken token) =>
        _scratch.UseOnceAsync(
            async () =>
            {
                await using var session = await EmptyDatabase.OpenAsync(_scratch, _platform, token);
                var reached = new List<Reached>();
                foreach (var (catalog, target, expected) in runs)
                {
                    var plan = await EmptyDatabase.RunAsync(session, catalog, target, token);
                    var now = await VerifiedMoment.ReadAsync(
                        session,
                        catalog.VersionTable,
                        _platform,
                        earlier: null,
                        token
                    );
                    reached.Add(
                        new(
                            now,
                            await StructureComparison.OfAsync(expected, now.Structure.Lines, session, token),
                            await session.PrivilegesAsync(token),
                            [.. plan.Versions.Select(step => step.Migration.Version)]
                        )
                    );
                }

                return reached;
            },
            token
        );

    private static MigrationCatalog Of(MigrationCatalog catalog, IEnumerable<MigrationSource> migrations) =>
        new MigrationCatalog(migrations) { VersionTable = catalog.VersionTable with { Predecessor = null } }.Select(
            catalog.Selection with
            {
                Profile = null,
            }
        );

    // A value that is another one each time the old migrations run, as the time is, is no difference.
    private static IEnumerable<string> Rows(
        IReadOnlyDictionary<ObjectName, VerifiedTable> made,
        IReadOnlyDictionary<ObjectName, VerifiedTable> now,
        IReadOnlyDictionary<ObjectName, VerifiedTable> again
    ) =>
        from table in made
        where now.ContainsKey(table.Key)
        let other = now[table.Key]
        let same = table.Value.Columns.Keys.Where(column => table.Value.IsSame(again[table.Key], [column])).ToList()
        where table.Value.Count != other.Count || !table.Value.IsSame(other, same)
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Key} has other rows: {other.Count:N0} where the migrations insert {table.Value.Count:N0}."
        );

    private sealed record Run(MigrationCatalog Catalog, MigrationTarget Target, IReadOnlyList<StructureLine> Expected);

    private sealed record Reached(
        VerifiedMoment Moment,
        StructureComparison Difference,
        IReadOnlyList<string> Privileges,
        IReadOnlyList<long> Versions
    );
}
