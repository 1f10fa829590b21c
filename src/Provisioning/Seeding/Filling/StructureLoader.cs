using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>Fills the empty tables of a database with any number of rows made from its structure alone. Each row is
/// computed from the seed number, the table's name and the row's number, and so are the keys that it refers to: nothing
/// is remembered, and the rows are the same whatever the order, the number of writers and the size of
/// transactions.</summary>
/// <param name="session">The session to write through; no transaction may be open on it.</param>
/// <param name="options">How many rows, and how.</param>
/// <param name="versions">What the table of applied versions is called; the load's record is beside it.</param>
/// <param name="progress">Receives each table's progress; null for none.</param>
/// <param name="note">Receives what is to be known before the first row: tables that cannot have as many rows as asked
/// for; null for none.</param>
public sealed partial class StructureLoader(
    DatabaseSession session,
    LoadOptions options,
    VersionTable versions,
    IProgress<SeedProgress>? progress = null,
    Action<string>? note = null
)
{
    private readonly ParentRows _read = new(session);
    private readonly LoadRecord _record = new(session, versions.SeedOn(session.Database.Dialect));
    private readonly Dictionary<ObjectName, TableFormula> _formulas = [];
    private readonly HashSet<ObjectName> _full = [];
    private DatabaseModel _model = DatabaseModel.Empty;
    private Spans _spans = new(new());
    private FutureStructure _structure = new(DatabaseModel.Empty, new(), []);
    private FillOrder _order = FillOrder.Of([], _ => false);
    private Dictionary<ObjectName, long> _counts = [];
    private bool _isRecorded;

    /// <summary>Fills every table that has no rows. A load of more rows than one transaction adds has them in ranges, a
    /// transaction each, and notes them in the table <c>provisioning_seed</c> until it is done, so that it can be
    /// continued after an interruption; of a smaller one each table is a transaction.</summary>
    /// <param name="model">The structure.</param>
    /// <param name="beyond">What it has beyond, domains among it.</param>
    /// <param name="token">Cancels the operation; rows that were committed stay.</param>
    /// <returns>The tables that were to be filled.</returns>
    /// <exception cref="ProvisioningException">A load was interrupted here and is not to be continued, or none was and
    /// one is.</exception>
    /// <exception cref="LockHeldException">Another run works on the database.</exception>
    public async Task<IReadOnlyList<FilledTable>> RunAsync(
        DatabaseModel model,
        UnmodelledStructure beyond,
        CancellationToken token
    )
    {
        if (await session.TryLockAsync(token) is { } holder)
        {
            throw new LockHeldException(
                $"{holder} is working on {session.Database.Location}. Wait for it to finish, and run this again.",
                holder
            );
        }

        try
        {
            await PlanAsync(model, beyond, token);
            var filled = new List<FilledTable>();
            foreach (var circle in _order.Groups)
            {
                filled.AddRange(
                    circle.Count == 1 ? [await FillAsync(circle[0], token)] : await FillTogetherAsync(circle, token)
                );
            }

            await FinishAsync([.. filled.Where(table => table.Rows > 0).Select(table => table.Table)], token);
            return filled;
        }
        finally
        {
            await session.UnlockAsync();
        }
    }

    /// <summary>The rows that a load would add, without adding any: each table with how many rows it gets.</summary>
    /// <param name="model">The structure.</param>
    /// <param name="beyond">What it has beyond.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The rows of each table in the order of foreign keys; none for a table that cannot have any, with the
    /// reason.</returns>
    public async Task<IReadOnlyList<(FilledTable Table, RowSource? Rows)>> RowsAsync(
        DatabaseModel model,
        UnmodelledStructure beyond,
        CancellationToken token
    )
    {
        await ReadStructureAsync(model, beyond, token);
        var found = new List<(FilledTable, RowSource?)>();
        foreach (var (table, rows, problem) in await LimitsAsync(token))
        {
            found.Add(
                (
                    new(table.Name, rows, problem),
                    _formulas.TryGetValue(table.Name, out var formula) ? formula.Rows(0, rows) : null
                )
            );
        }

        return found;
    }

    private async Task PlanAsync(DatabaseModel model, UnmodelledStructure beyond, CancellationToken token)
    {
        _isRecorded = await _record.ExistsAsync(token);
        if (_isRecorded != options.Resumes)
        {
            throw new ProvisioningException(
                _isRecorded
                    ? $"A load was interrupted in {session.Database.Location}. `provision seed --auto --resume` goes "
                        + "on where it stopped."
                    : $"There is no load in {session.Database.Location} that was interrupted. Leave --resume out."
            );
        }

        var structure = Fingerprint(model, options.References);
        if (_isRecorded)
        {
            await _record.ReadAsync(options, structure, token);
        }

        await ReadStructureAsync(model, beyond, token);
        foreach (var (table, rows, problem) in await LimitsAsync(token))
        {
            if (problem is not null && rows > 0 && !_isRecorded)
            {
                note?.Invoke($"{table.Name}: {problem}, at most {rows:N0}");
            }

            _counts[table.Name] = rows;
        }

        _formulas.Clear();
        if (!_isRecorded && _counts.Values.Sum() > options.Batch)
        {
            await _record.BeginAsync(options, structure, _counts, token);
            _isRecorded = true;
        }
    }

    private async Task ReadStructureAsync(DatabaseModel model, UnmodelledStructure beyond, CancellationToken token)
    {
        (_model, _structure) = (model, new(model, beyond, []));
        ReadReferences();
        foreach (var name in model.Tables.Keys)
        {
            if (!_record.Tables.ContainsKey($"{name}") && await HasRowsAsync(name, token))
            {
                _full.Add(name);
            }
        }

        (var bounds, _spans) = (new PartitionBounds(beyond), new(beyond));
        _order = FillOrder.Of(
            model
                .Tables.Values.Where(table => !_full.Contains(table.Name))
                .Where(table => table.Name.Schema is not { } schema || !options.LeftOut.Contains(schema))
                .Where(table => !options.IsOnlyNamed || options.RowsOf.ContainsKey(table.Name))
                .Where(table => _record.Tables.Count == 0 || _record.Tables.ContainsKey($"{table.Name}"))
                .Select(table => _spans.With(bounds.With(table))),
            _full.Contains,
            DeclaredKeys
        );
        _counts =
            _record.Tables.Count > 0
                ? _order.Tables.ToDictionary(table => table.Name, table => _record.Tables[$"{table.Name}"])
                : LoadCounts.Of([.. _order.Tables], options);
    }

    // How many rows each table can have, from its keys alone: before the first is written.
    private async Task<IReadOnlyList<(Table Table, long Rows, string? Problem)>> LimitsAsync(CancellationToken token)
    {
        var found = new List<(Table, long, string?)>();
        foreach (var circle in _order.Groups)
        {
            var problem = circle.Count > 1 ? Impossible(circle) : null;
            foreach (var table in circle)
            {
                try
                {
                    var formula = problem is null
                        ? await FormulaAsync(table, 0, _counts[table.Name], circle, token)
                        : throw new ProvisioningException(problem);
                    _formulas[table.Name] = formula;
                    found.Add(
                        (table, formula.Count, formula.Count == _counts[table.Name] ? null : TooFew(formula.Count))
                    );
                    _counts[table.Name] = formula.Count;
                }
                catch (ProvisioningException error) when (error is not StatementFailedException)
                {
                    found.Add((table, 0, error.Message));
                    _counts[table.Name] = 0;
                }
            }
        }

        return found;
    }

    private static string TooFew(long rows) =>
        rows == 0 ? "no two rows of it can differ" : "no more rows of it can differ";

    private async Task<bool> HasRowsAsync(ObjectName table, CancellationToken token)
    {
        var sql = $"SELECT 1 FROM {session.Database.Dialect.Quote(table)} LIMIT 1";
        return (await session.QueryAsync(sql, _ => true, token)).Count > 0;
    }

    private static long Fingerprint(DatabaseModel model, IReadOnlyList<PolymorphicReference> references)
    {
        var text = string.Join(
            '\n',
            model
                .Tables.Values.SelectMany(table =>
                    table
                        .Columns.Select(column => $"{table.Name}.{column.Name} {column.Type} {column.IsNullable}")
                        .Concat(table.Checks.Select(check => check.Expression))
                        .Concat(
                            table.ForeignKeys.Select(key => $"{key.Columns} {key.References} {key.ReferencedColumns}")
                        )
                )
                .Concat(references.Select(reference => $"{reference}"))
        );
        return new RandomSource(0, text).Row(0).Next() is var bits ? (long)(bits >> 1) : 0;
    }
}
