using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>The table that remembers everything that was run: rows are added in the transaction of what they are about,
/// and never changed or deleted.</summary>
internal static class HistoryTable
{
    private const int LongestNote = 4000;

    /// <summary>Its columns.</summary>
    public static ValueList<Column> Columns { get; } =
    [
        new("id", new(ColumnKind.Int64)),
        new("recorded_at", new(ColumnKind.DateTimeOffset)),
        new("version", new(ColumnKind.Int64)),
        new("name", new(ColumnKind.String)),
        new("event", new(ColumnKind.String)),
        new("outcome", new(ColumnKind.String)),
        new("started_at", new(ColumnKind.DateTimeOffset)) { IsNullable = true },
        new("duration_ms", new(ColumnKind.Int64)) { IsNullable = true },
        new("checksum", new(ColumnKind.String)) { IsNullable = true },
        new("role", new(ColumnKind.String)) { IsNullable = true },
        new("actor", new(ColumnKind.String)),
        new("host", new(ColumnKind.String)) { IsNullable = true },
        new("pipeline", new(ColumnKind.String)) { IsNullable = true },
        new("commit_id", new(ColumnKind.String)) { IsNullable = true },
        new("tool_version", new(ColumnKind.String)),
        new("system", new(ColumnKind.String)) { IsNullable = true },
        new("notes", new(ColumnKind.String)) { IsNullable = true },
    ];

    /// <summary>The operation that makes it.</summary>
    public static CreateTable Creation(ObjectName table) =>
        new(new(table, Columns) { PrimaryKey = new($"{table.Name}_pkey", ["id"]) });

    /// <summary>The statement that adds a row.</summary>
    public static SqlStatement Add(
        HistoryEvent happened,
        ObjectName table,
        Dialect dialect,
        (string Actor, string ToolVersion, string? System, RunOrigin Origin) by
    )
    {
        var duration = happened.StartedAt is { } began ? new SqlExpression(dialect.MillisecondsSince(began)) : null;
        var notes = happened.Notes is { Length: > LongestNote } cut ? cut[..LongestNote] : happened.Notes;
        // Runs keep each other out, so that no two take the same number.
        var number = $"(SELECT coalesce(max(id), 0) + 1 FROM {dialect.Quote(table)})";
        return dialect
            .Plain.Render(
                new InsertRows(
                    table,
                    [
                        [
                            new("id", new SqlExpression(number)),
                            new("recorded_at", new SqlExpression(dialect.Clock)),
                            new("version", happened.Version),
                            new("name", happened.Name),
                            new("event", happened.What),
                            new("outcome", happened.Outcome),
                            new("started_at", happened.StartedAt),
                            new("duration_ms", duration),
                            new("checksum", happened.Checksum),
                            new("role", dialect.CurrentRole is { } role ? new SqlExpression(role) : (object?)null),
                            new("actor", by.Actor),
                            new("host", by.Origin.Host),
                            new("pipeline", by.Origin.Pipeline),
                            new("commit_id", by.Origin.Commit),
                            new("tool_version", by.ToolVersion),
                            new("system", by.System),
                            new("notes", notes),
                        ],
                    ]
                )
            )
            .Single();
    }
}
