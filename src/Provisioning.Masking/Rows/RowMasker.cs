using System.Runtime.CompilerServices;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Values;
using Provisioning.Schema;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;

namespace Provisioning.Masking.Rows;

/// <summary>Masks rows by the classes of their columns. A column without a class, or a mask that the database would
/// refuse, stops it before the first row.</summary>
/// <param name="file">The classes.</param>
/// <param name="profile">The profile.</param>
/// <param name="key">The key of pseudonyms.</param>
/// <param name="fields">The columns that the application encrypts.</param>
/// <param name="versions">What the table of applied versions is called: our own tables pass as they are.</param>
public sealed class RowMasker(MaskingFile file, string profile, MaskKey key, FieldKeys fields, VersionTable versions)
    : RowMask
{
    private readonly Dictionary<ObjectName, TableMask> _tables = [];
    private readonly HashSet<ObjectName> _own = [];
    private LeakScan? _scan;

    /// <summary>Whether former values are looked for in what is written.</summary>
    public bool ScansForLeaks { get; init; } = true;

    /// <inheritdoc />
    public override void Begin(DatabaseModel model, Dialect dialect)
    {
        file.Require(profile);
        var others = model.WithoutLedger(versions, dialect);
        var plan = MaskingPlan.Of(file, profile, others);
        if (plan.Findings.Count > 0)
        {
            throw new MaskingException(
                $"The profile {profile} does not fit the database: "
                    + string.Join("; ", plan.Findings.Select(found => $"{found.Column} {found.Message.TrimEnd('.')}"))
                    + ". Nothing was written. `provision mask check` finds all of this beforehand."
            );
        }

        _own.UnionWith(model.Tables.Keys.Except(others.Tables.Keys));
        _scan = ScansForLeaks ? new() : null;
        foreach (var table in plan.Columns.GroupBy(column => column.Table))
        {
            _tables.Add(table.Key.Name, new(table.Key, [.. table], key, fields, _scan));
        }

        foreach (var table in others.Tables.Values.Where(table => !_tables.ContainsKey(table.Name)))
        {
            _tables.Add(table.Name, new(table, [], key, fields, _scan));
        }
    }

    /// <inheritdoc />
    public override bool Changes(ObjectName table) => Find(table)?.IsChanged is true;

    /// <inheritdoc />
    public override async IAsyncEnumerable<string?[]> Apply(
        ObjectName table,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<string?[]> rows,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        if (Find(table) is { } mask)
        {
            rows = mask.Apply(columns, rows, token);
        }

        await foreach (var row in rows.WithCancellation(token))
        {
            yield return row;
        }
    }

    /// <summary>Looks for former values in a database that was made of masked rows.</summary>
    /// <param name="session">The database.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task ScanAsync(DatabaseSession session, CancellationToken token)
    {
        if (_scan is null || _scan.Remembered == 0)
        {
            return;
        }

        await session.BeginSnapshotAsync(token);
        try
        {
            var transfer = TableTransfer.Of(session);
            var model = await session.InspectAsync(token);
            foreach (var table in model.Tables.Values.Where(table => !_own.Contains(table.Name)))
            {
                var described = transfer.Describe(table);
                var texts = described with { Columns = [.. described.Columns.Where(column => IsText(column.Column))] };
                if (texts.Columns.Count == 0)
                {
                    continue;
                }

                string[] names = [.. texts.Columns.Select(column => column.Name)];
                await foreach (var row in transfer.ReadAsync(texts, token))
                {
                    Look(table.Name, names, row);
                }
            }
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    /// <summary>Looks for former values in a row that was written.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns, in the order of the values.</param>
    /// <param name="row">The values.</param>
    public void Look(ObjectName table, IReadOnlyList<string> columns, string?[] row)
    {
        var mask = Find(table);
        for (var at = 0; at < row.Length; at++)
        {
            if (row[at] is { Length: > 0 } value)
            {
                var column = $"{table}.{columns[at]}";
                _scan?.Look(column, mask?.OriginOf(columns[at]) ?? column, value, mask?.IsScanned(columns[at]) is true);
            }
        }
    }

    /// <summary>Looks for former values in a text that was written.</summary>
    /// <param name="place">What reports call the place.</param>
    /// <param name="text">The text.</param>
    public void Look(string place, string text) => _scan?.Look(place, place, text, isOwn: false);

    /// <summary>Whether the column holds secrets, which no preview shows.</summary>
    public bool IsSecret(ObjectName table, string column) => Find(table)?.IsSecret(column) is true;

    /// <summary>What became of the columns so far.</summary>
    public MaskReport Report() =>
        new(
            profile,
            key.Id,
            [
                .. _tables
                    .OrderBy(table => $"{table.Key}", StringComparer.Ordinal)
                    .SelectMany(table => table.Value.Report()),
            ],
            _scan is null ? null : new(_scan.Remembered, _scan.Looked, _scan.ExpectedFalseAlarms, _scan.Found)
        );

    private static bool IsText(Column column) =>
        MaskedType.Of(column.Type).Family
            is ValueFamily.Text
                or ValueFamily.Json
                or ValueFamily.Other
                or ValueFamily.Address
                or ValueFamily.Uuid;

    // Null for a table of ours.
    private TableMask? Find(ObjectName table) =>
        _tables.TryGetValue(table, out var mask) ? mask
        : _own.Contains(table) ? null
        : throw new MaskingException(
            $"The table {table} was not among those that have classes. Nothing of it was written. Name its columns in "
                + "the masking file."
        );
}
