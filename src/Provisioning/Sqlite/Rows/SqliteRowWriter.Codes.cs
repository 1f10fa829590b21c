using System.Globalization;
using static SQLitePCL.raw;

namespace Provisioning.Sqlite.Rows;

// The names that SQLite's manual gives its result codes.
internal sealed partial class SqliteRowWriter
{
    private static string CodeName(int extended) =>
        extended switch
        {
            SQLITE_CONSTRAINT_CHECK => nameof(SQLITE_CONSTRAINT_CHECK),
            SQLITE_CONSTRAINT_FOREIGNKEY => nameof(SQLITE_CONSTRAINT_FOREIGNKEY),
            SQLITE_CONSTRAINT_NOTNULL => nameof(SQLITE_CONSTRAINT_NOTNULL),
            SQLITE_CONSTRAINT_PRIMARYKEY => nameof(SQLITE_CONSTRAINT_PRIMARYKEY),
            SQLITE_CONSTRAINT_TRIGGER => nameof(SQLITE_CONSTRAINT_TRIGGER),
            SQLITE_CONSTRAINT_UNIQUE => nameof(SQLITE_CONSTRAINT_UNIQUE),
            SQLITE_BUSY_SNAPSHOT => nameof(SQLITE_BUSY_SNAPSHOT),
            _ => PrimaryName(extended & 0xFF),
        };

    private static string PrimaryName(int result) =>
        result switch
        {
            SQLITE_ERROR => nameof(SQLITE_ERROR),
            SQLITE_ABORT => nameof(SQLITE_ABORT),
            SQLITE_AUTH => nameof(SQLITE_AUTH),
            SQLITE_BUSY => nameof(SQLITE_BUSY),
            SQLITE_CANTOPEN => nameof(SQLITE_CANTOPEN),
            SQLITE_CONSTRAINT => nameof(SQLITE_CONSTRAINT),
            SQLITE_CORRUPT => nameof(SQLITE_CORRUPT),
            SQLITE_FULL => nameof(SQLITE_FULL),
            SQLITE_INTERRUPT => nameof(SQLITE_INTERRUPT),
            SQLITE_IOERR => nameof(SQLITE_IOERR),
            SQLITE_LOCKED => nameof(SQLITE_LOCKED),
            SQLITE_MISMATCH => nameof(SQLITE_MISMATCH),
            SQLITE_MISUSE => nameof(SQLITE_MISUSE),
            SQLITE_NOMEM => nameof(SQLITE_NOMEM),
            SQLITE_NOTADB => nameof(SQLITE_NOTADB),
            SQLITE_PROTOCOL => nameof(SQLITE_PROTOCOL),
            SQLITE_RANGE => nameof(SQLITE_RANGE),
            SQLITE_READONLY => nameof(SQLITE_READONLY),
            SQLITE_SCHEMA => nameof(SQLITE_SCHEMA),
            SQLITE_TOOBIG => nameof(SQLITE_TOOBIG),
            _ => $"SQLite result code {result.ToString(CultureInfo.InvariantCulture)}",
        };
}
