using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Sqlite.Rows;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Sqlite.Rows;

public sealed class SqliteRowWriterTests
{
    private const string Things =
        "CREATE TABLE things (id TEXT PRIMARY KEY, number INTEGER NOT NULL CHECK (number < 5000000))";

    [Fact]
    public void Rows_are_added_once()
    {
        using var file = new SqliteFile(Things);

        var first = Write(file, Numbered(1500));
        var second = Write(file, Numbered(2000));

        Assert.Equal((1500L, 500L), (first, second));
        Assert.Equal([2000L], file.Query("SELECT count(*) FROM things"));
    }

    [Fact]
    public void Rows_go_with_the_callers_transaction()
    {
        using var file = new SqliteFile(Things);

        using (var transaction = file.Connection.BeginTransaction())
        {
            SqliteRowWriter.Write(file.Connection, Numbered(20_000), null, TestContext.Current.CancellationToken);
            transaction.Rollback();
        }

        Assert.Equal([0L], file.Query("SELECT count(*) FROM things"));
    }

    [Fact]
    public void Values_come_back_as_they_were_written()
    {
        using var file = new SqliteFile(
            "CREATE TABLE v (k INTEGER PRIMARY KEY, t TEXT, i BIGINT, d REAL, n NUMERIC, b BOOLEAN, g TEXT, m "
                + "DATETIME, x BLOB, j JSON)"
        );
        var id = new Guid("2ED6657D-E927-568B-95E1-2665A8AEA6A2");
        var moment = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(8));

        Write(file, OneOfEach(id, moment));

        Assert.Equal(
            [
                1L,
                "北京 \U0001F600 'q'",
                long.MinValue,
                -0.1,
                12.5,
                1L,
                "2ed6657d-e927-568b-95e1-2665a8aea6a2",
                "2026-01-01 19:04:05.678",
                "010002",
                """{"名":"值"}""",
            ],
            file.Query("SELECT k, t, i, d, n, b, g, m, hex(x), j FROM v WHERE k = 1")
        );
        Assert.Equal(
            [2L, null, long.MaxValue, double.MaxValue, null, 0L, null, null, "blob", null],
            file.Query("SELECT k, t, i, d, n, b, g, m, typeof(x), j FROM v WHERE k = 2")
        );
        Assert.Equal(
            ["text", "text", "text", "blob", "text"],
            file.Query("SELECT typeof(t), typeof(g), typeof(m), typeof(x), typeof(j) FROM v WHERE k = 1")
        );
    }

    [Fact]
    public void Bytes_for_a_text_column_are_its_text()
    {
        using var file = new SqliteFile("CREATE TABLE v (k INTEGER PRIMARY KEY, t TEXT)");
        ValueList<Column> columns = [new("k", new(ColumnKind.Int64)), new("t", new(ColumnKind.String))];
        var rows = new RowSource("v", columns, ["k"], 2, (row, to) =>
        {
            to.Integer(row);
            to.Bytes(row == 0 ? "北京"u8 : default);
        });

        Write(file, rows);

        Assert.Equal(["北京", "text", "", "text"], file.Query("SELECT t, typeof(t) FROM v ORDER BY k"));
    }

    [Fact]
    public void A_refused_row_names_its_statement_and_the_engines_code()
    {
        using var file = new SqliteFile(Things);
        var rows = Numbered(10) with
        {
            Write = (row, to) =>
            {
                to.Text($"{row}");
                to.Integer(row * 1_000_000);
            },
        };

        var error = Assert.Throws<StatementFailedException>(() => Write(file, rows));

        Assert.Equal("SQLITE_CONSTRAINT_CHECK", error.Code);
        Assert.Equal(
            "INSERT INTO \"things\" (\"id\", \"number\") VALUES (?, ?) ON CONFLICT (\"id\") DO NOTHING",
            error.Statement.Text
        );
    }

    [Fact]
    public void A_missing_table_is_an_error_of_the_statement()
    {
        using var file = new SqliteFile(Things);

        var error = Assert.Throws<StatementFailedException>(() => Write(file, Numbered(1) with { Table = "missing" }));

        Assert.Equal("SQLITE_ERROR", error.Code);
        Assert.Contains("no such table: missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_source_that_writes_too_few_or_too_many_values_is_refused(int values)
    {
        using var file = new SqliteFile(Things);
        var rows = Numbered(1) with { Write = (_, to) => Array.ForEach(new int[values], value => to.Integer(value)) };

        var error = Record.Exception(() => Write(file, rows));

        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal([0L], file.Query("SELECT count(*) FROM things"));
    }

    [Fact]
    public void A_large_load_reports_its_progress_and_leaves_the_cache_as_it_was()
    {
        using var file = new SqliteFile(Things);
        file.Execute("PRAGMA cache_size = -1234");
        var progress = new Reports();

        Write(file, Numbered(25_000), progress);

        Assert.Equal([10_000, 20_000, 25_000], progress.Values);
        Assert.Equal([-1234L], file.Query("PRAGMA cache_size"));
    }

    [Fact]
    public void A_cancelled_load_stops_within_a_thousand_rows()
    {
        using var file = new SqliteFile(Things);
        using var cancellation = new CancellationTokenSource();
        using var transaction = file.Connection.BeginTransaction();
        var made = 0L;
        var rows = Numbered(50_000) with
        {
            Write = (row, to) =>
            {
                made++;
                to.Text($"{row}");
                to.Integer(row);
                if (row == 12_345)
                {
                    cancellation.Cancel();
                }
            },
        };

        var error = Record.Exception(() => SqliteRowWriter.Write(file.Connection, rows, null, cancellation.Token));

        Assert.IsType<OperationCanceledException>(error);
        Assert.InRange(made, 12_346, 13_345);
    }

    private static long Write(SqliteFile file, RowSource rows, IProgress<long>? progress = null)
    {
        using var transaction = file.Connection.BeginTransaction();
        var added = SqliteRowWriter.Write(file.Connection, rows, progress, TestContext.Current.CancellationToken);
        transaction.Commit();
        return added;
    }

    private static RowSource Numbered(long count) =>
        new(
            "things",
            [new("id", new(ColumnKind.String)), new("number", new(ColumnKind.Int32))],
            ["id"],
            count,
            (row, to) =>
            {
                to.Text($"thing {row}");
                to.Integer(row);
            }
        );

    private static RowSource OneOfEach(Guid id, DateTimeOffset moment)
    {
        ColumnKind[] kinds =
        [
            ColumnKind.Int64,
            ColumnKind.String,
            ColumnKind.Int64,
            ColumnKind.Double,
            ColumnKind.Decimal,
            ColumnKind.Boolean,
            ColumnKind.Guid,
            ColumnKind.DateTimeOffset,
            ColumnKind.Binary,
            ColumnKind.Jsonb,
        ];
        ValueList<Column> columns = [.. kinds.Select((kind, i) => new Column($"{"ktidnbgmxj"[i]}", new(kind)))];
        return new("v", columns, ["k"], 2, (row, to) =>
        {
            if (row == 0)
            {
                WriteFull(id, moment, to);
            }
            else
            {
                WriteSparse(to);
            }
        });
    }

    private static void WriteFull(Guid id, DateTimeOffset moment, RowWriter to)
    {
        to.Integer(1);
        to.Text("北京 \U0001F600 'q'");
        to.Integer(long.MinValue);
        to.Double(-0.1);
        to.Decimal(12.50m);
        to.Boolean(true);
        to.Guid(id);
        to.Moment(moment);
        to.Bytes([1, 0, 2]);
        to.Json("""{"名":"值"}""");
    }

    private static void WriteSparse(RowWriter to)
    {
        to.Integer(2);
        to.Null();
        to.Integer(long.MaxValue);
        to.Double(double.MaxValue);
        to.Null();
        to.Boolean(false);
        to.Null();
        to.Null();
        to.Bytes([]);
        to.Null();
    }

    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
