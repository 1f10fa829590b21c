using System.IO.Compression;
using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>Makes the statements that write what happened into the two tables.</summary>
/// <param name="dialect">The database's dialect.</param>
/// <param name="versions">What the table of applied versions is called.</param>
/// <param name="actor">Who runs the migrations, for people.</param>
/// <param name="toolVersion">This tool's version.</param>
/// <param name="system">The system whose migrations they are; null where that is not known.</param>
/// <param name="origin">Where the run comes from; null for this machine.</param>
public sealed class LedgerWriter(
    Dialect dialect,
    VersionTable versions,
    string actor,
    string toolVersion,
    string? system = null,
    RunOrigin? origin = null
)
{
    /// <summary>Our own table.</summary>
    internal ObjectName Table => versions.LedgerOn(dialect);

    /// <summary>The checksum that version 0.1.0 recorded, of statements: SHA-256 over their texts, line endings made
    /// alike, so that a checkout on another system changes nothing.</summary>
    public static string Checksum(IReadOnlyList<SqlStatement> statements)
    {
        var hash = new Sha256();
        foreach (var statement in statements)
        {
            hash.Append(Encoding.UTF8.GetBytes(statement.Text.ReplaceLineEndings("\n")));
            hash.Append([0]);
        }

        return hash.Digest();
    }

    /// <summary>The statements of an applied migration as they are kept: each text with a semicolon and a line end, in
    /// Brotli.</summary>
    public static byte[] Pack(IReadOnlyList<SqlStatement> statements)
    {
        const int Fastest = 1;
        const int Window = 18;
        var text = Encoding.UTF8.GetBytes(Join(statements));
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)];
        BrotliEncoder.TryCompress(text, packed, out var length, Fastest, Window);
        return packed[..length];
    }

    /// <summary>Statements as one text: each with a semicolon and a line end.</summary>
    public static string Join(IEnumerable<SqlStatement> statements) =>
        string.Concat(statements.Select(statement => statement.Text + ";\n"));

    /// <summary>The text that <see cref="Pack"/> compressed; null where it did not.</summary>
    public static string? Unpack(byte[] packed)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var reader = new StreamReader(brotli, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The statements that record a migration as applied.</summary>
    /// <param name="work">What was run.</param>
    /// <param name="description">The author's description; the name where there is none, as in FluentMigrator.</param>
    /// <param name="started">When it began; null in a script, which begins when it is run.</param>
    public IEnumerable<SqlStatement> Applied(RecordedWork work, string? description, DateTimeOffset? started) =>
        [VersionRow(work.Version, description ?? work.Name), Done(work, started)];

    /// <summary>The statements that record a repeatable migration in our own table, replacing its earlier
    /// record.</summary>
    /// <param name="work">What was run, under the number that the table knows it by.</param>
    /// <param name="started">When it began; null in a script.</param>
    public IEnumerable<SqlStatement> Repeated(RecordedWork work, DateTimeOffset? started) =>
        [Cleared(work.Version), Done(work, started)];

    /// <summary>The statement that records a migration as begun, before the next of its statements runs outside a
    /// transaction.</summary>
    /// <param name="work">What is to be run.</param>
    /// <param name="done">How many of its statements an earlier run has done.</param>
    /// <param name="started">When it began.</param>
    /// <param name="backend">What identifies the session to the server.</param>
    /// <param name="backfilledTo">How far the next of its statements has come, where that is a backfill.</param>
    public SqlStatement Begun(
        RecordedWork work,
        int done,
        DateTimeOffset started,
        string? backend,
        string? backfilledTo = null
    ) =>
        Insert(
            Values(
                work,
                started,
                done,
                backend,
                backfilledTo is null ? [] : (ColumnValue[])[new("backfilled_to", backfilledTo)]
            )
        );

    /// <summary>The statement that appends a note to a version's record; nothing happens where there is none.</summary>
    public SqlStatement Noted(long version, string note) =>
        Update(version, [new("notes", new SqlExpression($"coalesce(notes || '; ', '') || {dialect.Literal(note)}"))]);

    /// <summary>The statements that make a version's record say what its migration describes now. The statements that
    /// ran stay in it.</summary>
    /// <param name="work">What it describes.</param>
    /// <param name="note">What to note of it.</param>
    public IEnumerable<SqlStatement> Accepted(RecordedWork work, string note) =>
        [
            Update(
                work.Version,
                [
                    new("name", work.Name),
                    new("checksum", work.Checksum),
                    .. system is null ? [] : (ColumnValue[])[new("system", system)],
                ]
            ),
            Noted(work.Version, note),
        ];

    /// <summary>The statements that record a version as applied without running anything.</summary>
    /// <param name="work">What the migration describes; of the statements none.</param>
    /// <param name="description">The author's description; the name where there is none.</param>
    /// <param name="entry">What is recorded of it; null for nothing.</param>
    /// <param name="note">What to note of it.</param>
    public IEnumerable<SqlStatement> MarkedApplied(
        RecordedWork work,
        string? description,
        LedgerEntry? entry,
        string note
    )
    {
        if (entry is not { IsApplied: true })
        {
            yield return VersionRow(work.Version, description ?? work.Name);
        }

        if (entry is { IsInterrupted: true, IsRollingBack: false })
        {
            // What ran of it, and what it was, stays.
            yield return Ended(entry, LedgerNotes.Join(entry.Notes, note));
            yield break;
        }

        yield return Cleared(work.Version);
        yield return Done(work with { Notes = LedgerNotes.Join(LedgerNotes.Earlier(entry?.Notes), note) }, null);
    }

    /// <summary>The statements that record a version as not applied without running anything. What our own table has
    /// of it stays there.</summary>
    /// <param name="entry">What is recorded of it.</param>
    /// <param name="note">What to note of it.</param>
    public IEnumerable<SqlStatement> MarkedPending(LedgerEntry entry, string note)
    {
        yield return Delete(versions.NameOn(dialect), versions.Version, entry.Version);
        yield return entry.Name is null
            ? Done(new(entry.Version, entry.Description ?? "", "", []) { Notes = note }, null)
            : Ended(entry, LedgerNotes.Join(LedgerNotes.Earlier(entry.Notes), note));
    }

    private SqlStatement Ended(LedgerEntry entry, string? notes) =>
        Update(
            entry.Version,
            [
                new("finished_at", new SqlExpression($"coalesce(finished_at, {dialect.Clock})")),
                new("backend", null),
                new("error", null),
                new("notes", notes),
            ]
        );

    /// <summary>The statement that records how far a begun migration has come.</summary>
    public SqlStatement Progress(long version, int done, string? error = null) =>
        Update(version, [new("statements_done", done), new("error", error)]);

    /// <summary>The statement that records how far a backfill has come.</summary>
    /// <param name="version">The version.</param>
    /// <param name="done">How many statements of the migration are done.</param>
    /// <param name="to">The last key that is done, as JSON; null where the backfill is over.</param>
    public SqlStatement Backfilled(long version, int done, string? to) =>
        Update(version, [new("statements_done", done), new("error", null), new("backfilled_to", to)]);

    /// <summary>The statements that record a begun migration as applied.</summary>
    public IEnumerable<SqlStatement> Finished(
        long version,
        string name,
        string? description,
        int done,
        DateTimeOffset started
    ) =>
        [
            VersionRow(version, description ?? name),
            Update(
                version,
                [
                    new("statements_done", done),
                    new("finished_at", new SqlExpression(dialect.Clock)),
                    new("duration_ms", new SqlExpression(dialect.MillisecondsSince(started))),
                    new("error", null),
                ]
            ),
        ];

    /// <summary>The statements that delete the records of a version, and of those that it replaces.</summary>
    /// <param name="version">The version.</param>
    /// <param name="hasLedger">Whether our own table exists.</param>
    public IEnumerable<SqlStatement> Forgotten(long version, bool hasLedger)
    {
        foreach (var each in versions.Replacements.InsteadOf(version).Prepend(version))
        {
            yield return Delete(versions.NameOn(dialect), versions.Version, each);
            if (hasLedger)
            {
                yield return Cleared(each);
            }
        }
    }

    /// <summary>The statement that adds to the history.</summary>
    public SqlStatement Happened(HistoryEvent what) =>
        HistoryTable.Add(
            what,
            versions.HistoryOn(dialect),
            dialect,
            (actor, toolVersion, system, origin ?? RunOrigin.Local)
        );

    /// <summary>The statement that takes a version out of our own table.</summary>
    public SqlStatement Cleared(long version) => Delete(versions.LedgerOn(dialect), "version", version);

    /// <summary>The statement that records a version as applied in FluentMigrator's table alone, as for one that
    /// another tool has run.</summary>
    public SqlStatement VersionRow(long version, string description) =>
        dialect
            .Render(
                new InsertRows(
                    versions.NameOn(dialect),
                    [
                        [
                            new(versions.Version, version),
                            new(versions.AppliedOn, new SqlExpression(dialect.Plain.UtcNow)),
                            new(versions.Description, description.Length > 1024 ? description[..1024] : description),
                        ],
                    ]
                )
            )
            .Single();

    private SqlStatement Done(RecordedWork work, DateTimeOffset? started)
    {
        var duration = started is { } moment ? new SqlExpression(dialect.MillisecondsSince(moment)) : null;
        return Insert(
            Values(
                work,
                started,
                work.Statements.Count,
                backend: null,
                [new("finished_at", new SqlExpression(dialect.Clock)), new("duration_ms", duration)]
            )
        );
    }

    private ValueList<ColumnValue> Values(
        RecordedWork work,
        DateTimeOffset? started,
        int done,
        string? backend,
        ReadOnlySpan<ColumnValue> more
    ) =>
        [
            new("version", work.Version),
            new("name", work.Name),
            new("checksum", work.Checksum),
            new("sql", Pack(work.Statements)),
            new("statements_done", done),
            new("statements_total", work.Statements.Count),
            new("backend", backend),
            new("started_at", started is { } moment ? moment : new SqlExpression(dialect.Clock)),
            new("actor", actor),
            new("tool_version", toolVersion),
            // A script may run where our table has only the columns of version 0.1.0.
            .. system is null ? [] : (ColumnValue[])[new("system", system)],
            .. work.Notes is null ? [] : (ColumnValue[])[new("notes", work.Notes)],
            .. more,
        ];

    private SqlStatement Insert(ValueList<ColumnValue> row) =>
        dialect.Render(new InsertRows(versions.LedgerOn(dialect), [row])).Single();

    private SqlStatement Update(long version, ValueList<ColumnValue> set) =>
        dialect
            .Render(new UpdateRows(versions.LedgerOn(dialect), set, new RowFilter.Matching([new("version", version)])))
            .Single();

    private SqlStatement Delete(ObjectName table, string column, long version) =>
        dialect.Render(new DeleteRows(table, [new RowFilter.Matching([new(column, version)])])).Single();
}

/// <summary>What our own table records of a migration's run.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checksum">The checksum of what it describes.</param>
/// <param name="Statements">What is run.</param>
public sealed record RecordedWork(long Version, string Name, string Checksum, IReadOnlyList<SqlStatement> Statements)
{
    /// <summary>What a person should know of it; null for nothing.</summary>
    public string? Notes { get; init; }
}
