using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding.Filling;

namespace Provisioning.Systems;

// One migration after the other, on one temporary database.
public sealed partial class MigrationVerification
{
    // Ends with the last migration, or after one whose way back leaves another database than there was.
    private async Task<bool> VerifyAsync(
        Database scratch,
        List<MigrationSource> verified,
        IReadOnlyList<DatabaseModel> future,
        List<VerifiedMigration> done,
        List<(long, FilledTable)> unfilled,
        CancellationToken token
    )
    {
        await using var session = await EmptyDatabase.OpenAsync(scratch, platform, token);
        var below = done.Count > 0 ? done[^1].Migration.Version : Below(verified[0]);
        if (below > 0)
        {
            await UpAsync(session, below, token);
        }

        var filled = new Dictionary<ObjectName, (long, ValueList<string>)>();
        VerifiedMoment? now = null;
        while (done.Count < verified.Count)
        {
            var migration = verified[done.Count];
            now ??= await ReadAsync(session, earlier: null, token);
            var (before, lacking) = await FillAsync(session, now, [.. future.Skip(done.Count)], filled, token);
            unfilled.AddRange(lacking.Select(table => (Below(migration), table)));
            (var found, var isAsBefore, now) = await VerifyAsync(session, migration, before, token);
            done.Add(found);
            if (!isAsBefore)
            {
                break;
            }
        }

        return true;
    }

    private long Below(MigrationSource migration) =>
        _steps.Migrations.LastOrDefault(other => other.Version < migration.Version)?.Version ?? 0;

    // Tables that have got a column since get more rows, so that it has values; rows of migrations are not enough.
    private async Task<(VerifiedMoment Now, IReadOnlyList<FilledTable> Unfilled)> FillAsync(
        DatabaseSession session,
        VerifiedMoment moment,
        IReadOnlyList<DatabaseModel> future,
        Dictionary<ObjectName, (long Rows, ValueList<string> Columns)> filled,
        CancellationToken token
    )
    {
        if (options.Rows == 0)
        {
            return (moment, []);
        }

        var now = moment.Model;
        ValueList<string> Columns(ObjectName table) => [.. now.Find(table)!.Columns.Select(column => column.Name)];
        var more = now
            .Tables.Keys.Where(table => !filled.TryGetValue(table, out var was) || !was.Columns.Equals(Columns(table)))
            .ToDictionary(table => table, table => filled.GetValueOrDefault(table).Rows);
        var found = await new StructureFiller(session, new() { Rows = options.Rows, KeepsCounters = true }).RunAsync(
            new(now, moment.Beyond, future),
            more,
            token
        );
        foreach (var table in found.Where(table => table.Rows > 0))
        {
            filled[table.Table] = (more.GetValueOrDefault(table.Table) + table.Rows, Columns(table.Table));
        }

        return (await moment.WithRowsAsync(session, token), [.. found.Where(table => table.Rows == 0)]);
    }

    // With the moment at its end, where that is known.
    private async Task<(VerifiedMigration Found, bool IsAsBefore, VerifiedMoment? Now)> VerifyAsync(
        DatabaseSession session,
        MigrationSource migration,
        VerifiedMoment before,
        CancellationToken token
    )
    {
        var found = new VerifiedMigration(migration) { Rows = before.Tables.Values.Sum(table => table.Count) };
        RunEvent.Finished up;
        try
        {
            if (await RunAsync(session, new MigrationTarget.Up(migration.Version), token) is not { } finished)
            {
                return (found with { IsSkipped = true }, IsAsBefore: true, null);
            }

            up = finished;
        }
        catch (ProvisioningException error)
        {
            return (Failed(found, $"Applying it to tables with rows fails: {error.Message}"), IsAsBefore: false, null);
        }

        found = found with { Durations = [up.Duration] };
        var with = await ReadAsync(session, before, token);
        var rows = new VerifiedRows(before, with, table => Names(up, table));
        found = With(found, VerificationFindingKind.Rows, rows.AfterUp());
        return await DownAndUpAsync(session, found, before, with, rows, token);
    }

    private async Task<(VerifiedMigration Found, bool IsAsBefore, VerifiedMoment? Now)> DownAndUpAsync(
        DatabaseSession session,
        VerifiedMigration found,
        VerifiedMoment before,
        VerifiedMoment with,
        VerifiedRows rows,
        CancellationToken token
    )
    {
        var step = "Going down";
        try
        {
            var down = await RunAsync(session, new MigrationTarget.DownTo(Below(found.Migration)), token);
            var after = await ReadAsync(session, before, token);
            found = With(
                found with
                {
                    Durations = [.. found.Durations, down?.Duration ?? TimeSpan.Zero],
                },
                VerificationFindingKind.Structure,
                Differences(
                    await StructureComparison.OfAsync(before.Structure.Lines, after.Structure.Lines, session, token),
                    "After going down"
                )
            );
            found = With(found, VerificationFindingKind.Rows, rows.AfterDown(after)) with { Lost = rows.Lost };
            step = "Going up again";
            var again = await RunAsync(session, new MigrationTarget.Up(found.Migration.Version), token);
            var last = await ReadAsync(session, with, token);
            found = With(
                found with
                {
                    Durations = [.. found.Durations, again?.Duration ?? TimeSpan.Zero],
                },
                VerificationFindingKind.Structure,
                Differences(
                    await StructureComparison.OfAsync(with.Structure.Lines, last.Structure.Lines, session, token),
                    "After going up again"
                )
            );
            found = With(found, VerificationFindingKind.Rows, rows.AfterAgain(last));
            return (found, IsAsBefore: found.Findings.Count == 0, last);
        }
        catch (MigrationCodeException error) when (error.IsIrreversible)
        {
            found = found with { Irreversible = MigrationCode.Cause(error.InnerException!).Message };
            return (
                options.RequiresDown
                    ? With(found, VerificationFindingKind.Irreversible, ["It cannot be rolled back."])
                    : found,
                IsAsBefore: true,
                null
            );
        }
        catch (ProvisioningException error)
        {
            return (Failed(found, $"{step} fails: {error.Message}"), IsAsBefore: false, null);
        }
    }

    private static VerifiedMigration Failed(VerifiedMigration found, string text) =>
        With(found, VerificationFindingKind.Failure, [text]);

    private static VerifiedMigration With(
        VerifiedMigration found,
        VerificationFindingKind kind,
        IEnumerable<string> texts
    ) => found with { Findings = [.. found.Findings, .. texts.Select(text => new VerificationFinding(kind, text))] };

    private static IEnumerable<string> Differences(StructureComparison found, string when) =>
        found
            .Missing.Select(line => $"{when}, {line.Of} lacks {line.Text}.")
            .Concat(found.Extra.Select(line => $"{when}, {line.Of} has {line.Text}, which was not there."));

    // Code may change whatever it likes; in SQL a name may also be part of a text that is run.
    private static bool Names(RunEvent.Finished step, ObjectName table) =>
        step.Statements.Any(statement =>
            statement.IsCode || statement.Text.Contains(table.Name, StringComparison.OrdinalIgnoreCase)
        );

    private Task<VerifiedMoment> ReadAsync(DatabaseSession session, VerifiedMoment? earlier, CancellationToken token) =>
        VerifiedMoment.ReadAsync(session, _steps.VersionTable, platform, earlier, token);

    private Task<MigrationPlan> UpAsync(DatabaseSession session, long version, CancellationToken token) =>
        EmptyDatabase.RunAsync(session, _steps, new MigrationTarget.Up(version), token, time);

    // Null where there was nothing to do.
    private async Task<RunEvent.Finished?> RunAsync(
        DatabaseSession session,
        MigrationTarget target,
        CancellationToken token
    )
    {
        var finished = new FinishedSteps(progress);
        await EmptyDatabase.RunAsync(session, _steps, target, token, time, finished);
        return finished.All.Count > 0 ? finished.All[^1] : null;
    }
}
