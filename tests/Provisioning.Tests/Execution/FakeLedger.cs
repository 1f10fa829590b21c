using System.Data;
using System.Data.Common;
using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Tests.Execution;

/// <summary>The versions that a fake database has applied, and the migration that an earlier run left
/// unfinished.</summary>
internal sealed class FakeLedger
{
    private readonly SortedSet<long> _applied = [];
    private object[]? _interrupted;
    private byte[]? _kept;

    /// <summary>The versions applied.</summary>
    public IReadOnlyCollection<long> Applied => _applied;

    /// <summary>Records versions as applied.</summary>
    public void Apply(params ReadOnlySpan<long> versions)
    {
        foreach (var version in versions)
        {
            _applied.Add(version);
        }
    }

    /// <summary>Records a migration as begun outside a transaction and stopped after some of its statements.</summary>
    public void Interrupt(long version, IReadOnlyList<SqlStatement> statements, int done)
    {
        _kept = LedgerWriter.Pack(statements);
        _interrupted =
        [
            version,
            0,
            DBNull.Value,
            DBNull.Value,
            $"M{version}",
            LedgerWriter.Checksum(statements),
            done,
            statements.Count,
            DBNull.Value,
            "stopped",
            false,
            DBNull.Value,
            DBNull.Value,
        ];
    }

    /// <summary>The statements of the migration left unfinished, as the ledger keeps them.</summary>
    public IReadOnlyList<T> ReadKept<T>(Func<DbDataReader, T> read)
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add(null, typeof(byte[]));
        table.Rows.Add(_kept);
        using var reader = table.CreateDataReader();
        reader.Read();
        return [read(reader)];
    }

    /// <summary>Takes over what committed statements wrote.</summary>
    public void Commit(IEnumerable<SqlStatement> statements)
    {
        foreach (var text in statements.Select(statement => statement.Text))
        {
            if (Inserted(text) is { } inserted)
            {
                _applied.Add(inserted);
            }
            else if (Deleted(text) is { } deleted)
            {
                _applied.Remove(deleted);
            }
        }
    }

    /// <summary>The rows as the reader of the ledger asks for them.</summary>
    public IReadOnlyList<T> Read<T>(Func<DbDataReader, T> read)
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        Type[] types =
        [
            typeof(long),
            typeof(int),
            typeof(DateTime),
            typeof(string),
            typeof(string),
            typeof(string),
            typeof(int),
            typeof(int),
            typeof(long),
            typeof(string),
            typeof(bool),
            typeof(string),
            typeof(string),
            typeof(string),
            typeof(string),
        ];
        foreach (var type in types)
        {
            table.Columns.Add(null, type);
        }

        foreach (var version in _applied)
        {
            table.Rows.Add(version);
        }

        if (_interrupted is not null)
        {
            table.Rows.Add(_interrupted);
        }

        var rows = new List<T>();
        using var reader = table.CreateDataReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Whether a statement adds to the history, as the one before it records.</summary>
    public static bool IsHistory(SqlStatement statement) =>
        statement.Text.StartsWith("INSERT INTO \"public\".\"provisioning_history\"", StringComparison.Ordinal);

    /// <summary>A statement in short: those that write the ledger as what they record, others as they are.</summary>
    public static string Brief(SqlStatement statement)
    {
        var text = statement.Text;
        return Inserted(text) is { } inserted ? $"version {inserted}"
            : Deleted(text) is { } deleted ? $"no version {deleted}"
            : Done(text) is { } done
                ? $"done {done}{(text.Contains("finished_at", StringComparison.Ordinal) ? ", finished" : "")}"
            : text.StartsWith("INSERT INTO \"public\".\"provisioning_ledger\"", StringComparison.Ordinal) ? "ledger"
            : text.StartsWith("DELETE FROM \"public\".\"provisioning_ledger\"", StringComparison.Ordinal) ? "no ledger"
            : text;
    }

    private static long? Inserted(string text) => Number(text, "INSERT INTO \"public\".\"VersionInfo\"", "VALUES (");

    private static long? Deleted(string text) => Number(text, "DELETE FROM \"public\".\"VersionInfo\"", "=");

    private static long? Done(string text) =>
        Number(text, "UPDATE \"public\".\"provisioning_ledger\" SET \"statements_done\"", "=");

    // The number after the mark, in a statement that begins so.
    private static long? Number(string text, string start, string mark)
    {
        if (!text.StartsWith(start, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = text[(text.IndexOf(mark, start.Length, StringComparison.Ordinal) + mark.Length)..].TrimStart();
        return long.Parse(string.Concat(rest.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }
}
