using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Provisioning.Transfer.PostgreSql;
using Provisioning.Transfer.Sqlite;
using Provisioning.Transfer.Subsets;

namespace Provisioning.Transfer;

/// <summary>Carries the rows of whole tables out of a database as text, and into one. Works on the session that it was
/// asked of, inside the transaction that is open there.</summary>
public abstract class TableTransfer
{
    private static readonly EngineAbilities<Func<DatabaseSession, TableTransfer>> Engines = new(
        (KnownEngines.PostgreSql, session => new PostgreSqlTransfer(
            (PostgreSqlSession)session,
            (NpgsqlConnection)session.Connection
        )),
        (KnownEngines.Sqlite, session => new SqliteTransfer(
            (SqliteSession)session,
            (SqliteConnection)session.Connection
        ))
    );

    /// <summary>The transfer for the session's engine.</summary>
    /// <exception cref="ProvisioningException">The engine has no way.</exception>
    public static TableTransfer Of(DatabaseSession session) =>
        Engines.Of(session.Database)?.Invoke(session)
        ?? throw new ProvisioningException(
            $"Rows can be neither exported from {session.Database.Location} nor imported there."
        );

    /// <summary>How the values of the table's columns are written, generated columns left out.</summary>
    public abstract TransferTable Describe(Table table);

    /// <summary>What tells the rows of a table apart while a transaction sees them.</summary>
    internal abstract Task<RowIdentity> IdentifyAsync(Table table, CancellationToken token);

    /// <summary>Reads all rows in the order of the primary key, each value as the text that every engine takes, null
    /// for NULL. The array is used again for the next row.</summary>
    /// <exception cref="ProvisioningException">A value has no such text, or none that is read back
    /// unchanged.</exception>
    public abstract IAsyncEnumerable<string?[]> ReadAsync(TransferTable table, CancellationToken token);

    /// <summary>Reads all rows in the order of the primary key, each value as a literal of this engine's SQL without
    /// line ends.</summary>
    /// <exception cref="ProvisioningException">A value has no literal.</exception>
    public abstract IAsyncEnumerable<string?[]> ReadLiteralsAsync(TransferTable table, CancellationToken token);

    /// <summary>A literal of this engine's SQL, without line ends, for a text that <see cref="ReadAsync"/> gives;
    /// <c>NULL</c> for null.</summary>
    public abstract string LiteralOf(string? value, ValueKind kind);

    /// <summary>Adds rows whose values are texts that <see cref="ReadAsync"/> of any engine has given.</summary>
    /// <param name="table">The table, with the columns in the order of the values.</param>
    /// <param name="count">How many rows there are; more or fewer are an error.</param>
    /// <param name="next">Gives the next row; null after the last.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>How many rows the engine says that it took.</returns>
    /// <exception cref="ProvisioningException">A value does not fit into its column. Roll back, so that no row is
    /// added.</exception>
    public abstract Task<long> WriteAsync(
        TransferTable table,
        long count,
        Func<string?[]?> next,
        CancellationToken token
    );

    /// <summary>The last numbers given, so that no number is given twice after an import.</summary>
    public abstract Task<IReadOnlyList<TransferNumbering>> NumberingAsync(CancellationToken token);

    /// <summary>The statements that go around the rows of an import: keys that refer in a circle are checked at its
    /// end, triggers on new rows are suspended, and numbering continues after the highest number.</summary>
    /// <param name="tables">The tables, in the order in which they are filled.</param>
    /// <param name="circular">The foreign keys that no order satisfies, and the tables that have them.</param>
    /// <param name="numbering">The last numbers given before.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract Task<TransferFrame> FrameAsync(
        IReadOnlyList<Table> tables,
        IReadOnlyList<(ObjectName Table, ForeignKey Key)> circular,
        IReadOnlyList<TransferNumbering> numbering,
        CancellationToken token
    );

    /// <summary>Keeps others from writing into the tables, and empties them if asked to. Returns those that have
    /// rows.</summary>
    public abstract Task<IReadOnlyList<ObjectName>> ClaimAsync(
        IReadOnlyList<ObjectName> tables,
        bool empties,
        CancellationToken token
    );

    /// <summary>Suspends triggers and foreign keys of the session while rows come in, where statements cannot.
    /// Disposing it restores them.</summary>
    public abstract IDisposable SuspendTriggers();

    /// <summary>Looks for rows that refer to none, where the engine did not while they came in.</summary>
    /// <exception cref="ProvisioningException">There are some.</exception>
    public abstract Task CheckKeysAsync(CancellationToken token);

    /// <summary>The lines of a file of SQL before its first statement and after its last, so that the engine's own
    /// shell runs it whole or not at all.</summary>
    public abstract TransferFrame Script { get; }
}

/// <summary>A table whose rows are transferred.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">The columns that are transferred, in order.</param>
/// <param name="Key">The columns of its primary key; empty where it has none.</param>
public sealed record TransferTable(ObjectName Name, ValueList<TransferColumn> Columns, ValueList<string> Key)
{
    /// <summary>What holds for the rows that are transferred, in the engine's SQL; null for all.</summary>
    public string? Condition { get; init; }

    /// <summary>The condition as the end of a query; empty for none.</summary>
    internal string Where => Condition is null ? "" : $" WHERE {Condition}";
}

/// <summary>A column whose values are transferred.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">How its values are written.</param>
/// <param name="Column">The column as its database has it.</param>
public sealed record TransferColumn(string Name, ValueKind Kind, Column Column)
{
    /// <summary>The constant that replaces its values; null for the values themselves.</summary>
    public TransferConstant? Constant { get; init; }
}

/// <summary>A constant that replaces the values of a column.</summary>
/// <param name="Value">The text; null for NULL.</param>
public sealed record TransferConstant(string? Value);

/// <summary>The last number given by a sequence or a table.</summary>
/// <param name="Name">The sequence, or the table whose rows are numbered.</param>
/// <param name="Last">The last number given.</param>
public sealed record TransferNumbering(string Name, long Last);

/// <summary>Lines or statements before and after the rows of an import.</summary>
/// <param name="Before">Those before the rows.</param>
/// <param name="After">Those after the rows.</param>
public sealed record TransferFrame(ValueList<string> Before, ValueList<string> After);

/// <summary>How the values of a column are written as text that every engine takes.</summary>
public enum ValueKind
{
    /// <summary>As they are: text, dates, UUIDs, JSON, whatever has no kind of its own.</summary>
    Text,

    /// <summary>Whole numbers: digits.</summary>
    Integer,

    /// <summary>Decimal numbers: digits and a point.</summary>
    Decimal,

    /// <summary>Floating-point numbers: as many digits as it takes to get the same number back; <c>NaN</c>,
    /// <c>Infinity</c>, <c>-Infinity</c>.</summary>
    Double,

    /// <summary><c>true</c> and <c>false</c>.</summary>
    Boolean,

    /// <summary>A day and a time without a zone: <c>2026-01-31 12:30:00.5</c>.</summary>
    Timestamp,

    /// <summary>A moment: <c>2026-01-31 12:30:00.5+00</c>, always in UTC.</summary>
    Moment,

    /// <summary><c>\x</c> and two hexadecimal digits for each byte.</summary>
    Bytes,
}
