using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>The rows of another tool's table that is kept in step with ours.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">Who runs them.</param>
/// <param name="dialect">The engine's.</param>
internal sealed class InStepRows(MigrationCatalog catalog, RunnerOptions options, Dialect dialect)
{
    /// <summary>Refuses a run whose steps cannot be recorded there, or that what is recorded there forbids.</summary>
    /// <exception cref="ProvisioningException">It is refused; nothing was run.</exception>
    public void Require(LedgerState ledger, MigrationPlan plan)
    {
        if (ledger.InStep is not { } kept)
        {
            return;
        }

        string[] problems =
        [
            .. kept.Problems,
            .. kept.Lacking.Count == 0 ? Array.Empty<string>() : [Lacks(kept)],
            .. kept.Problems.Count > 0
                ? []
                : plan
                    .Steps.Where(step => step.Migration.IsRecorded)
                    .Select(step => Problem(kept, step))
                    .OfType<string>(),
        ];
        if (problems.Length > 0)
        {
            throw new ProvisioningException($"{string.Join(".\n", problems)}.\nNothing was run.");
        }
    }

    /// <summary>The statements that write the row of a step, inside its transaction and before our own tables say that
    /// it is done. Others cannot write the table from here to the end of the transaction.</summary>
    /// <param name="session">The database.</param>
    /// <param name="ledger">What the run began with.</param>
    /// <param name="step">The step.</param>
    /// <param name="started">When it began.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The table has changed since.</exception>
    public async Task<IReadOnlyList<SqlStatement>> OfAsync(
        DatabaseSession session,
        LedgerState ledger,
        RenderedStep step,
        DateTimeOffset started,
        CancellationToken token
    )
    {
        if (ledger.InStep is not { } before || !step.Migration.IsRecorded)
        {
            return [];
        }

        if (dialect.LocksTables)
        {
            await session.ExecuteAsync($"LOCK TABLE {dialect.Quote(before.Table)} IN SHARE ROW EXCLUSIVE MODE", token);
        }

        var now = await InStepReader.ReadBrieflyAsync(session, catalog, token);
        var known = ledger.Applied.Select(entry => entry.Version).Append(step.Migration.Version);
        long[] added = [.. now.InStep!.Added.Except(known)];
        if (now.InStep.Problems.Count + now.InStep.Lacking.Count + added.Length > 0)
        {
            throw new ProvisioningException(
                $"{before.Tool} ({before.Table}) was changed while this ran"
                    + (added.Length > 0 ? $": {InStepKeys.Text(added)} was applied there" : "")
            );
        }

        return
        [
            .. Of(
                now,
                step.Migration,
                step.Step.Direction,
                Kept(step.Migration, now.InStep) with
                {
                    Sql = Sql(step),
                    Statements = [.. step.Executed.Select(statement => statement.Text)],
                    Milliseconds = dialect.MillisecondsSince(started),
                }
            ),
        ];
    }

    /// <summary>The statements that write the row of a migration that is recorded without running it, or take it
    /// away.</summary>
    /// <param name="ledger">What is recorded.</param>
    /// <param name="migration">The migration.</param>
    /// <param name="direction">Whether it is recorded as applied or as not applied.</param>
    public IEnumerable<SqlStatement> Of(LedgerState ledger, MigrationSource migration, Direction direction)
    {
        if (ledger.InStep is not { } kept)
        {
            return [];
        }

        var written = Kept(migration, kept);
        if (direction is Direction.Up)
        {
            try
            {
                var described = MigrationModel.DescribeAlone(new(migration, direction), dialect, connectionString: "");
                var rendered = described.Render(dialect);
                written = written with
                {
                    Sql = Sql(rendered),
                    Statements = [.. rendered.Executed.Select(statement => statement.Text)],
                };
            }
            catch (ProvisioningException)
            {
                // Its statements follow from the database before it, which is past.
            }
        }

        return Of(ledger, migration, direction, written);
    }

    /// <summary>Why a step cannot be recorded there, as a sentence without its full stop; null where it can.</summary>
    public string? Problem(InStepLedger kept, PlannedStep step)
    {
        var (migration, rows) = (step.Migration, Rows(kept));
        if (step.Direction is Direction.Down)
        {
            return kept.Without.Contains(migration.Version)
                ? $"{migration} has no row of its own in {kept.Tool} ({kept.Table}), so that its rollback cannot be "
                    + $"shown there. {Otherwise}"
                : null;
        }

        return KeyOf(migration, kept, rows) is not null ? null
            : kept.IsNumbered && rows.Needs is { } needs
                ? $"{migration} cannot be recorded in {kept.Tool} ({kept.Table}), which needs {needs}. Or end its "
                    + $"description with ({kept.Tool} NAME), the name that it has there. {Otherwise}"
            : $"{migration} cannot be recorded in {kept.Tool} ({kept.Table}): nothing says what it is called there. "
                + $"End its description with ({kept.Tool} NAME), the name that it has there. {Otherwise}";
    }

    private const string Otherwise = "`provision adopt --stop-keeping-in-step` ends the keeping in step";

    private IEnumerable<SqlStatement> Of(
        LedgerState ledger,
        MigrationSource migration,
        Direction direction,
        KeptMigration written
    )
    {
        var kept = ledger.InStep!;
        var (rows, table) = (Rows(kept), new TableColumns(kept.Table, kept.Columns));
        var others = ledger.Applied.Select(entry => entry.Version).Where(version => version != migration.Version);
        var newest = others.Select(version => (long?)version).Max();
        if (rows.IsPosition && newest > migration.Version)
        {
            return [];
        }

        if (direction is Direction.Up)
        {
            return kept.Keys.ContainsKey(migration.Version) ? [] : rows.Add(table, written);
        }

        var before = newest is { } version ? At(version, kept, rows) : null;
        return rows.IsPosition ? rows.Remove(table, "", before, dialect)
            : kept.Keys.TryGetValue(migration.Version, out var key) ? rows.Remove(table, key, null, dialect)
            : [];
    }

    // Where a position is once the version is the newest.
    private KeptMigration? At(long version, InStepLedger kept, ToolRows rows)
    {
        var key =
            kept.Without.Contains(version) ? (kept.Before is [.., var last] ? last : null)
            : catalog.Find(version) is { } migration ? KeyOf(migration, kept, rows)
            : null;
        return key is null ? null : new KeptMigration(version, "", "", dialect) { Key = key };
    }

    private KeptMigration Kept(MigrationSource migration, InStepLedger kept)
    {
        var described = Plain(migration, dialect);
        var (rows, title) = (Rows(kept), migration.Description ?? described.Label);
        var mark = title.IndexOf($"({kept.Tool} ", StringComparison.OrdinalIgnoreCase);
        return described with
        {
            Title = mark < 0 ? title : title[..mark].Trim(),
            Key = KeyOf(migration, kept, rows) ?? "",
            Actor = options.Actor,
        };
    }

    private string? KeyOf(MigrationSource migration, InStepLedger kept, ToolRows rows) =>
        new InStepKeys(kept, catalog).Of(migration, Plain(migration, dialect), rows);

    private static KeptMigration Plain(MigrationSource migration, Dialect dialect) =>
        new(migration.Version, migration.Name, migration.Description ?? "", dialect);

    private static ToolRows Rows(InStepLedger kept) => PreviousTools.Named(kept.Tool)!.Rows!;

    // A migration of one script is that script; of another `provision status --sql` prints the text.
    private static string Sql(RenderedStep step) =>
        step.Operations is [ExecuteSql script] ? script.Sql : LedgerWriter.Join(step.Executed);

    private static string Lacks(InStepLedger kept) =>
        $"{kept.Tool} ({kept.Table}) does not have {InStepKeys.Text(kept.Lacking)}, applied here: it was rolled back "
        + "there, or a script applied it here. `provision repair --mark-pending` records the first, `provision adopt "
        + "--keep-in-step` writes the row for the second";
}
