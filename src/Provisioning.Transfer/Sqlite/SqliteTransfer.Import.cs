using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Provisioning.Sqlite.Dialect;
using SQLitePCL;

namespace Provisioning.Transfer.Sqlite;

// The way in: texts become what the column holds, and the keys are checked when all rows are there.
internal sealed partial class SqliteTransfer
{
    // As many as a floating-point number keeps of any decimal one.
    private const int ExactDigits = 15;

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TransferNumbering>> NumberingAsync(CancellationToken token)
    {
        var has = await session.QueryAsync(
            "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'",
            row => row.GetInt64(0),
            token
        );
        return has.Count == 0
            ? []
            : await session.QueryAsync(
                "SELECT name, seq FROM sqlite_sequence WHERE typeof(seq) = 'integer' ORDER BY name",
                row => new TransferNumbering(row.GetString(0), row.GetInt64(1)),
                token
            );
    }

    /// <inheritdoc />
    public override async Task<TransferFrame> FrameAsync(
        IReadOnlyList<Table> tables,
        IReadOnlyList<(ObjectName Table, ForeignKey Key)> circular,
        IReadOnlyList<TransferNumbering> numbering,
        CancellationToken token
    )
    {
        var here = (await NumberingAsync(token))
            .Select(known => known.Name)
            .Concat(
                tables
                    .Where(table => table.Columns.Any(column => column.Identity is not null))
                    .Select(table => table.Name.Name)
            )
            .ToHashSet(StringComparer.Ordinal);
        // Rows that come in advance a table's number by themselves, but not past rows that were deleted before the
        // export.
        return new(
            [],
            numbering
                .Where(known => here.Contains(known.Name))
                .Select(known =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"UPDATE sqlite_sequence SET seq = max(seq, {known.Last}) WHERE name = "
                            + $"{Dialect.QuoteText(known.Name)}"
                    )
                )
                .ToValueList()
        );
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<ObjectName>> ClaimAsync(
        IReadOnlyList<ObjectName> tables,
        bool empties,
        CancellationToken token
    )
    {
        var filled = new List<ObjectName>();
        foreach (var table in tables)
        {
            var name = session.Database.Dialect.Quote(table);
            if (empties)
            {
                await session.ExecuteAsync($"DELETE FROM {name}", token);
            }
            else if (
                (await session.QueryAsync($"SELECT EXISTS (SELECT 1 FROM {name})", row => row.GetInt64(0), token))[0]
                == 1
            )
            {
                filled.Add(table);
            }
        }

        return filled;
    }

    /// <inheritdoc />
    public override IDisposable SuspendTriggers() => new Switches(session, connection.Handle!);

    /// <inheritdoc />
    public override async Task CheckKeysAsync(CancellationToken token)
    {
        var loose = await session.QueryAsync(
            """SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1""",
            row => (row.GetString(0), row.GetString(1)),
            token
        );
        if (loose is [var (table, parent), ..])
        {
            throw new ProvisioningException(
                $"A row of {table} refers to one of {parent} that does not exist. Nothing was imported. The export is "
                    + $"not whole, or it was changed."
            );
        }
    }

    private static void Write(
        RowWriter to,
        string? value,
        TransferColumn column,
        SqliteAffinity affinity,
        ObjectName table,
        long row
    )
    {
        switch (column.Kind)
        {
            case var _ when value is null:
                to.Null();
                break;
            case ValueKind.Boolean when value is "true" or "false":
                to.Integer(value is "true" ? 1 : 0);
                break;
            case ValueKind.Bytes when value.StartsWith("\\x", StringComparison.Ordinal):
                to.Bytes(Convert.FromHexString(value.AsSpan(2)));
                break;
            case ValueKind.Double
                when affinity is not SqliteAffinity.Text
                    && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                to.Double(!double.IsNaN(number) ? number : throw Refused("not-a-number, which SQLite keeps as NULL"));
                break;
            case ValueKind.Decimal when affinity is not SqliteAffinity.Text && Digits(value) > ExactDigits:
                throw Refused($"a number of more than {ExactDigits} digits, of which SQLite would keep {ExactDigits}");
            case ValueKind.Moment or ValueKind.Timestamp when Moment().Match(value) is { Success: true } moment:
                // As the rest of the file has it: in UTC, with at least milliseconds, so that texts compare as moments
                // do.
                to.Text($"{moment.Groups["whole"].Value}.{moment.Groups["fraction"].Value.PadRight(3, '0')}");
                break;
            default:
                to.Text(value);
                break;
        }

        ProvisioningException Refused(string what) =>
            new(
                $"Column {column.Name} of row {row} of {table} holds {what}. Nothing was imported. Declare the column "
                    + $"as TEXT, or correct the value before the export."
            );
    }

    private static int Digits(string number) =>
        number.Any(c => !char.IsAsciiDigit(c) && c is not ('-' or '.'))
            ? 0
            : number.Trim('-').TrimStart('0', '.').Count(char.IsAsciiDigit);

    [GeneratedRegex(
        @"^(?<whole>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,6}))?(\+00)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Moment();

    // Foreign keys and triggers off for the session, which no statement can do inside a transaction.
    private sealed class Switches : IDisposable
    {
        private readonly sqlite3 _handle;
        private readonly int _keys;
        private readonly int _triggers;

        public Switches(SqliteSession session, sqlite3 handle)
        {
            _handle = handle;
            (_keys, _triggers) = (Read(raw.SQLITE_DBCONFIG_ENABLE_FKEY), Read(raw.SQLITE_DBCONFIG_ENABLE_TRIGGER));
            Set(raw.SQLITE_DBCONFIG_ENABLE_FKEY, 0);
            Set(raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
            if (Read(raw.SQLITE_DBCONFIG_ENABLE_FKEY) != 0 || Read(raw.SQLITE_DBCONFIG_ENABLE_TRIGGER) != 0)
            {
                throw new ProvisioningException(
                    $"SQLite does not switch foreign keys and triggers off for an import into "
                        + $"{session.Database.Location}. Update SQLite."
                );
            }
        }

        public void Dispose()
        {
            Set(raw.SQLITE_DBCONFIG_ENABLE_FKEY, _keys);
            Set(raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, _triggers);
        }

        private int Read(int what)
        {
            _ = raw.sqlite3_db_config(_handle, what, -1, out var now);
            return now;
        }

        private void Set(int what, int value) => _ = raw.sqlite3_db_config(_handle, what, value, out _);
    }
}
