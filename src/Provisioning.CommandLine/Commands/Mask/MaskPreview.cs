using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Masking.Rows;
using Provisioning.Schema;
using Provisioning.Transfer;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>The first rows of each table, masked.</summary>
internal sealed class MaskPreview
{
    private const int Rows = 10;
    private const string Hidden = "***";

    private readonly List<(
        ObjectName Table,
        string[] Columns,
        List<(string?[]? Before, string?[] After)> Rows
    )> _tables = [];

    /// <summary>Reads them, and writes nothing.</summary>
    public static async Task<MaskPreview> ReadAsync(
        Database database,
        RowMasker mask,
        bool showsOriginals,
        CancellationToken token
    )
    {
        var preview = new MaskPreview();
        await using var session = await database.OpenAsync(token);
        await session.BeginSnapshotAsync(token);
        try
        {
            var model = await session.InspectAsync(token);
            mask.Begin(model, session.Database.Dialect);
            var transfer = TableTransfer.Of(session);
            foreach (var table in model.Tables.Values.Where(table => mask.Changes(table.Name)))
            {
                await preview.AddAsync(transfer.Describe(table), transfer, mask, showsOriginals, token);
            }
        }
        finally
        {
            await session.RollbackAsync();
        }

        return preview;
    }

    /// <summary>As JSON.</summary>
    public JsonObject Json() =>
        new()
        {
            ["tables"] = new JsonArray([
                .. _tables.Select(table => new JsonObject
                {
                    ["table"] = $"{table.Table}",
                    ["rows"] = new JsonArray([
                        .. table.Rows.Select(row => new JsonObject
                        {
                            ["before"] = row.Before is { } before ? Row(table.Columns, before) : null,
                            ["after"] = Row(table.Columns, row.After),
                        }),
                    ]),
                }),
            ]),
        };

    /// <summary>As text.</summary>
    public string Text() =>
        _tables.Count == 0
            ? "No column of this profile is changed."
            : string.Join(
                "\n\n",
                _tables.Select(table =>
                    $"{table.Table}\n"
                    + Report.Table([
                        table.Columns,
                        .. table.Rows.SelectMany(row =>
                            row.Before is { } before ? new[] { Cells(before), Cells(row.After) } : [Cells(row.After)]
                        ),
                    ])
                )
            ) + "\n\nNothing was written.";

    private async Task AddAsync(
        TransferTable table,
        TableTransfer transfer,
        RowMasker mask,
        bool showsOriginals,
        CancellationToken token
    )
    {
        string[] columns = [.. table.Columns.Select(column => column.Name)];
        var before = new List<string?[]>();
        var rows = new List<(string?[]?, string?[])>();
        await foreach (var row in mask.Apply(table.Name, columns, FirstAsync(), token))
        {
            rows.Add((showsOriginals ? before[rows.Count] : null, [.. row.Select((value, at) => Shown(value, at))]));
        }

        _tables.Add((table.Name, columns, rows));

        string? Shown(string? value, int at) =>
            value is not null && mask.IsSecret(table.Name, columns[at]) ? Hidden : value;

        async IAsyncEnumerable<string?[]> FirstAsync()
        {
            await foreach (var row in transfer.ReadAsync(table, token))
            {
                before.Add([.. row.Select((value, at) => Shown(value, at))]);
                yield return row;
                if (before.Count == Rows)
                {
                    yield break;
                }
            }
        }
    }

    private static JsonObject Row(string[] columns, string?[] values) =>
        new(columns.Zip(values, (column, value) => KeyValuePair.Create(column, (JsonNode?)value)));

    private static string[] Cells(string?[] values) => [.. values.Select(value => Format.Line(value ?? ""))];
}
