using System.Data;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Provisioning.Tests.Operations;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Dialects;

/// <summary>What both engines make of the same operation, type and value, side by side.</summary>
public sealed class DialectTests
{
    private static readonly PostgreSqlDialect PostgreSql = new();
    private static readonly SqliteDialect Sqlite = new();
    private static readonly SqliteDialect Declared = new(SqliteTypes.Declared);

    [Fact]
    public void Operations()
    {
        var text = Samples.All.Select(operation =>
            string.Join(
                '\n',
                [
                    $"== {operation.GetType().Name}: {operation.Summary}",
                    .. Statements(PostgreSql, operation),
                    .. Statements(Sqlite, operation),
                    "",
                ]
            )
        );

        Approved.Matches(string.Join('\n', text));
    }

    [Fact]
    public void Types()
    {
        ColumnType[] types =
        [
            .. Enum.GetValues<ColumnKind>()
                .Where(kind =>
                    kind is not (ColumnKind.Custom or ColumnKind.FixedLengthString or ColumnKind.FixedLengthAnsiString)
                )
                .Select(kind => new ColumnType(kind)),
            new(ColumnKind.AnsiString, 50),
            new(ColumnKind.String, 50),
            new(ColumnKind.String, int.MaxValue),
            new(ColumnKind.String, 10_485_760),
            new(ColumnKind.String, 10_485_761),
            new(ColumnKind.FixedLengthString, 3),
            new(ColumnKind.FixedLengthAnsiString, 3),
            new(ColumnKind.Binary, 16),
            new(ColumnKind.Decimal, 10, 2),
            new(ColumnKind.Decimal, 10),
            new(ColumnKind.DateTimeOffset, Scale: 3),
            new(ColumnKind.Custom, Custom: "inet"),
        ];

        var rows = types.Select(type =>
            new[]
            {
                $"{type.Kind}{(type.Size, type.Scale) switch { (null, null) => "", (null, { } scale) => $"({scale})",
                    ({ } size, null) => $"({size})", var (size, scale) => $"({size}, {scale})" }}",
                PostgreSql.TypeName(type),
                Sqlite.TypeName(type),
                Declared.TypeName(type),
            }
        );

        Approved.Matches(
            TextTable.Of([
                ["type", "PostgreSQL", "SQLite as FluentMigrator", "SQLite declared"],
                .. rows,
            ])
        );
    }

    [Fact]
    public void Literals()
    {
        (string Name, object? Value)[] values =
        [
            ("null", null),
            ("DBNull", DBNull.Value),
            ("text", "it's \\ \"so\""),
            ("nothing", ""),
            ("char", 'x'),
            ("quote", '\''),
            ("true", true),
            ("false", false),
            ("int", -1),
            ("byte", (byte)255),
            ("long", long.MinValue),
            ("ulong", ulong.MaxValue),
            ("decimal", 12.50m),
            ("float", 0.1f),
            ("double", 1e-7),
            ("big double", 1e300),
            ("NaN", double.NaN),
            ("infinity", double.PositiveInfinity),
            ("-infinity", float.NegativeInfinity),
            ("date and time", new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
            ("fraction", new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Unspecified).AddTicks(1_230_000)),
            ("moment", new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))),
            ("moment, fraction", new DateTimeOffset(2024, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(-5.5))),
            ("date", new DateOnly(2024, 1, 2)),
            ("time", new TimeOnly(3, 4, 5)),
            ("time, fraction", new TimeOnly(3, 4, 5, 60)),
            ("time span", new TimeSpan(1, 30, 0)),
            ("uuid", Guid.Parse("01234567-89ab-cdef-0123-456789ABCDEF")),
            ("bytes", new byte[] { 1, 0xab }),
            ("no bytes", Array.Empty<byte>()),
            ("enum", Rule.SetNull),
            ("expression", new SqlExpression("now() + '1 day'")),
        ];

        var rows = values.Select(value =>
            new[] { value.Name, PostgreSql.Literal(value.Value), Sqlite.Literal(value.Value) }
        );

        Approved.Matches(
            TextTable.Of([
                ["value", "PostgreSQL", "SQLite"],
                .. rows,
            ])
        );
    }

    [Fact]
    public void Defaults()
    {
        DefaultValue[] defaults =
        [
            .. Enum.GetValues<SystemFunction>().Select(function => new FunctionDefault(function)),
            new LiteralDefault(null),
            new LiteralDefault("it's"),
            new LiteralDefault(true),
            new LiteralDefault(-1.5m),
            new ExpressionDefault("CURRENT_DATE"),
            new ExpressionDefault("'a'"),
            new ExpressionDefault("'a' || 'b'"),
            new ExpressionDefault("('a') || ('b')"),
            new ExpressionDefault("(1 + 2)"),
            new ExpressionDefault("-1"),
            new ExpressionDefault("1 + 2"),
            new ExpressionDefault("lower('A')"),
        ];

        var rows = defaults.Select(value =>
            new[] { Text(value), DefaultOf(PostgreSql, value), DefaultOf(Sqlite, value) }
        );

        Approved.Matches(
            TextTable.Of([
                ["default", "PostgreSQL", "SQLite"],
                .. rows,
            ])
        );
    }

    [Theory]
    [InlineData("users", "\"users\"")]
    [InlineData("Odd name; --", "\"Odd name; --\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\"quoted already\"", "\"quoted already\"")]
    [InlineData("\"quoted \"\" already\"", "\"quoted \"\" already\"")]
    [InlineData("\"a\"; DROP TABLE users; --\"", "\"\"\"a\"\"; DROP TABLE users; --\"\"\"")]
    [InlineData("\"a\".\"b\"", "\"\"\"a\"\".\"\"b\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("\"\"", "\"\"\"\"\"\"")]
    [InlineData("名前", "\"名前\"")]
    public void A_name_cannot_get_out_of_its_quotes(string name, string quoted) =>
        Assert.Equal(quoted, Dialect.Quote(name));

    [Fact]
    public void A_name_that_no_engine_takes_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Dialect.Quote(""));
        Assert.Throws<ProvisioningException>(() => Dialect.Quote("a\0b"));
    }

    [Fact]
    public void A_value_without_a_literal_is_refused_by_its_type() =>
        Assert.Contains(
            "System.Int32[]",
            Assert.Throws<ArgumentException>(() => PostgreSql.Literal(Array.Empty<int>())).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("VACUUM", true)]
    [InlineData("VACUUM(FULL) users", true)]
    [InlineData("-- slow, but nobody waits\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", true)]
    [InlineData("/* on its own */ REINDEX (VERBOSE) TABLE CONCURRENTLY t", true)]
    [InlineData("create database d", true)]
    [InlineData("ALTER SYSTEM SET work_mem = '1GB'", true)]
    [InlineData("CREATE INDEX i ON t (a)", false)]
    [InlineData("CREATE TABLE t (a text DEFAULT 'CREATE INDEX CONCURRENTLY')", false)]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v", false)]
    [InlineData("ALTER TABLE IF EXISTS ONLY s.orders DETACH PARTITION s.orders_2020 CONCURRENTLY", true)]
    [InlineData("ALTER TABLE orders DETACH PARTITION orders_2020", false)]
    [InlineData("ALTER TABLE orders DETACH PARTITION orders_2020 FINALIZE", false)]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p", true)]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p WITH (connect = false)", false)]
    [InlineData(
        "CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p WITH (create_slot = off, enabled = false)",
        false
    )]
    [InlineData("ALTER SUBSCRIPTION \"my s\" REFRESH PUBLICATION", true)]
    [InlineData("ALTER SUBSCRIPTION s SET PUBLICATION a, b", true)]
    [InlineData("ALTER SUBSCRIPTION s SET PUBLICATION a WITH (refresh = false)", false)]
    [InlineData("ALTER SUBSCRIPTION s DISABLE", false)]
    [InlineData("DROP SUBSCRIPTION s", true)]
    [InlineData("ALTER DATABASE \"my d\" SET TABLESPACE fast", true)]
    [InlineData("ALTER DATABASE d SET work_mem = '1GB'", false)]
    [InlineData("CREATE TABLESPACE fast LOCATION '/fast'", true)]
    [InlineData("ALTER TABLESPACE fast RENAME TO faster", false)]
    [InlineData("CLUSTER", true)]
    [InlineData("CLUSTER (VERBOSE)", true)]
    [InlineData("CLUSTER \"users\"", false)]
    [InlineData("CLUSTER users USING i", false)]
    [InlineData("REINDEX SCHEMA public", true)]
    [InlineData("REINDEX (VERBOSE) DATABASE d", true)]
    [InlineData("REINDEX TABLE system", false)]
    [InlineData("DISCARD ALL", true)]
    [InlineData("COMMIT PREPARED 'x'", true)]
    public void Raw_sql_that_PostgreSql_takes_only_outside_a_transaction_is_marked(string sql, bool outside) =>
        Assert.Equal(outside, Assert.Single(PostgreSql.Render(new ExecuteSql(sql))).OutsideTransaction);

    private static IEnumerable<string> Statements(Dialect dialect, Operation operation)
    {
        try
        {
            return dialect
                .Render(operation, Samples.Before)
                .Select(statement =>
                    $"{dialect.Name, -10}  {statement.Text.ReplaceLineEndings("\n            ")};"
                    + Facts(dialect, statement)
                );
        }
        catch (OperationNotSupportedException refusal)
        {
            return [$"{dialect.Name, -10}  !! {refusal.Message}"];
        }
    }

    private static string Facts(Dialect dialect, SqlStatement statement)
    {
        var known = dialect.Facts(statement, new(Samples.Before));
        string[] facts =
        [
            .. known.Locks.Select(taken => $"{taken.Mode} on {taken.Table}"),
            .. statement.SuspendsForeignKeys ? ["foreign keys suspended"] : Array.Empty<string>(),
            .. known.Rewrites.Select(table => $"rewrites {table}"),
            .. known.Scans.Select(table => $"reads {table}"),
            .. known.Basis is FactBasis.Unknown && !statement.IsCode ? ["not known"] : Array.Empty<string>(),
            .. statement.OutsideTransaction ? ["outside a transaction"] : Array.Empty<string>(),
        ];
        return facts.Length == 0 ? "" : $"  -- {string.Join(", ", facts)}";
    }

    private static string Text(DefaultValue value) =>
        value switch
        {
            FunctionDefault f => f.Function.ToString(),
            ExpressionDefault e => $"SQL {e.Sql}",
            LiteralDefault l => $"literal {l.Value ?? "null"}",
            _ => "",
        };

    private static string DefaultOf(Dialect dialect, DefaultValue value)
    {
        try
        {
            var sql = dialect
                .Render(
                    new CreateTable(new("t", [new("c", new(ColumnKind.String)) { IsNullable = true, Default = value }]))
                )[0]
                .Text;
            return sql[(sql.IndexOf("DEFAULT ", StringComparison.Ordinal) + "DEFAULT ".Length)..^1];
        }
        catch (OperationNotSupportedException)
        {
            return "refused";
        }
    }
}
