using System.Runtime.CompilerServices;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Connection;
using Provisioning.PostgreSql.Dialect;
using Provisioning.PostgreSql.Locks;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.PostgreSql;

/// <summary>What the table of measured statements says, over a model alone.</summary>
public sealed class StatementFactsTests
{
    private static readonly PostgreSqlDialect Dialect = new();

    private static readonly DatabaseModel Before = DatabaseModel
        .Empty.WithTable(
            new(
                "users",
                [
                    new("id", new(ColumnKind.Int64)),
                    new("name", new(ColumnKind.String, 50)) { IsNullable = true },
                    new("at", new(ColumnKind.DateTime)) { IsNullable = true },
                ]
            )
            {
                PrimaryKey = new("users_pkey", ["id"]),
                Indexes = [new("ix_name", [new("name")])],
            }
        )
        .WithTable(
            new("orders", [new("id", new(ColumnKind.Int64)), new("user_id", new(ColumnKind.Int64))])
            {
                ForeignKeys = [new("fk", ["user_id"], "users", ["id"])],
            }
        );

    [Theory]
    [InlineData("ALTER TABLE users ADD x int", "users AccessExclusive")]
    [InlineData("ALTER TABLE public.users ADD x int", "users AccessExclusive")]
    [InlineData("alter table only \"users\" add column if not exists x int", "users AccessExclusive")]
    [InlineData("ALTER TABLE users SET (fillfactor = 70)", "users ShareUpdateExclusive")]
    [InlineData("ALTER TABLE users SET (fillfactor = 70), ADD x int", "users AccessExclusive")]
    [InlineData("DROP TABLE orders", "orders AccessExclusive, users AccessExclusive")]
    [InlineData("DROP TABLE users, orders", "orders AccessExclusive, users AccessExclusive")]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT fk", "orders AccessExclusive, users AccessExclusive")]
    [InlineData("ALTER TABLE orders DROP user_id", "orders AccessExclusive, users AccessExclusive")]
    [InlineData("DROP INDEX ix_name", "users AccessExclusive")]
    [InlineData("CREATE INDEX ON users (name)", "users Share")]
    [InlineData("CREATE TABLE x (id int REFERENCES users)", "users ShareRowExclusive")]
    [InlineData("INSERT INTO orders (id, user_id) VALUES (1, 2)", "orders RowExclusive, users RowShare")]
    [InlineData("DELETE FROM users WHERE id = 1", "orders RowShare, users RowExclusive")]
    [InlineData("GRANT SELECT ON users TO app", "")]
    [InlineData("/* a comment */ -- and another\n  CREATE SCHEMA s", "")]
    public void A_statement_locks_what_was_measured(string sql, string locks)
    {
        var facts = Dialect.Facts(new(sql), new(Before));

        Assert.Equal(FactBasis.Table, facts.Basis);
        Assert.Equal(locks, string.Join(", ", facts.Locks.Select(taken => $"{taken.Table} {taken.Mode}")));
    }

    [Theory]
    [InlineData("DO $$ BEGIN END $$")]
    [InlineData("CALL p()")]
    [InlineData("SELECT my_function()")]
    [InlineData("INSERT INTO orders SELECT my_function()")]
    [InlineData("ALTER TABLE users ADD x my_domain")]
    [InlineData("ALTER TABLE users ADD x int DEFAULT my_function()")]
    [InlineData("ALTER TABLE nobody_knows ALTER x TYPE text")]
    [InlineData("DROP INDEX nobody_knows")]
    [InlineData("DROP FUNCTION f() CASCADE")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void What_may_do_more_than_is_read_is_not_known(string sql) =>
        Assert.Equal(FactBasis.Unknown, Dialect.Facts(new(sql), new(Before)).Basis);

    [Theory]
    [InlineData("varchar(50)", "varchar(100)", "Free")]
    [InlineData("varchar(50)", "character varying (100)", "Free")]
    [InlineData("varchar(50)", "text", "Free")]
    [InlineData("varchar(50)", "varchar(20)", "Rewrite")]
    [InlineData("integer", "int4", "Free")]
    [InlineData("integer", "bigint", "Rewrite")]
    [InlineData("numeric(10,2)", "numeric(12,2)", "Free")]
    [InlineData("numeric(10,2)", "decimal(12, 3)", "Rewrite")]
    [InlineData("timestamp without time zone", "timestamptz", "TimeZone")]
    [InlineData("timestamp(3) with time zone", "timestamp(3)", "Rewrite")]
    [InlineData("varchar(10)[]", "varchar(20)[]", "Rewrite")]
    [InlineData("xml", "text", "Free")]
    [InlineData("text", "xml", "Rewrite")]
    [InlineData("bit(8)", "varbit", "Free")]
    [InlineData("char(10)", "varchar(10)", "Rewrite")]
    [InlineData("integer", "oid", "Indexes")]
    [InlineData("varchar(10)", "citext", "Indexes")]
    [InlineData("citext", "varchar(5)", "Rewrite")]
    [InlineData("xml", "varchar(5)", "Rewrite")]
    [InlineData("public.mood", "mood", "Free")]
    public void A_change_of_type_costs_what_was_measured(string from, string to, string cost) =>
        Assert.Equal(cost, $"{TypeChanges.Between(PgType.Parse(from), PgType.Parse(to))}");

    [Fact]
    public void Statements_of_a_plan_know_what_was_made_before_them()
    {
        var steps = MigrationModel.Render(
            [new(new Described([new AddForeignKey("orders", new("fk2", ["id"], "users", ["id"]))]), Direction.Up)],
            Dialect,
            Before
        );

        var statement = Assert.Single(Assert.Single(steps).Statements);
        Assert.Equal(["orders", "users"], statement.Locks.Select(taken => taken.Table.Name));
        Assert.False(statement.Rewrites);
    }

    [Fact]
    public void The_page_on_locks_has_every_row_of_the_table()
    {
        var page = File.ReadAllLines(Path.Combine(Root(), "docs/locks.md"));

        Assert.All(LockTable.Rules.Values, rule =>
            Assert.Contains(
                $"| {rule.Kind} | {Cell(rule.Locks.Select(taken => $"{taken.Role} {Words(taken.Mode)}"))} "
                    + $"| {Cell(rule.Rewrites)} | {Cell(rule.Scans)} |",
                page
            )
        );
        Assert.Equal(LockTable.Rules.Count, page.Count(line => line.StartsWith("| ", StringComparison.Ordinal)) - 1);
    }

    private static string Cell(IEnumerable<string> parts) =>
        string.Join(", ", parts) is { Length: > 0 } text ? text : "–";

    // AccessExclusive is ACCESS EXCLUSIVE.
    private static string Words(LockMode mode) =>
        string.Concat(
            mode.ToString().Select((c, at) => at > 0 && char.IsUpper(c) ? $" {c}" : $"{char.ToUpperInvariant(c)}")
        );

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [Theory]
    [InlineData(LockMode.AccessShare, LockMode.Exclusive, false)]
    [InlineData(LockMode.AccessShare, LockMode.AccessExclusive, true)]
    [InlineData(LockMode.RowShare, LockMode.Exclusive, true)]
    [InlineData(LockMode.RowExclusive, LockMode.ShareUpdateExclusive, false)]
    [InlineData(LockMode.RowExclusive, LockMode.Share, true)]
    [InlineData(LockMode.ShareUpdateExclusive, LockMode.ShareUpdateExclusive, true)]
    [InlineData(LockMode.Share, LockMode.Share, false)]
    [InlineData(LockMode.Share, LockMode.RowExclusive, true)]
    [InlineData(LockMode.ShareRowExclusive, LockMode.ShareRowExclusive, true)]
    [InlineData(LockMode.AccessExclusive, LockMode.AccessShare, true)]
    public void A_lock_waits_for_those_that_it_conflicts_with(LockMode taken, LockMode held, bool waits) =>
        Assert.Equal(waits, new TableLock("t", taken).WaitsFor(held));

    [Theory]
    [InlineData("CREATE DATABASE x", true)]
    [InlineData("ALTER  SYSTEM SET work_mem = '1MB'", true)]
    [InlineData("DO $$ BEGIN PERFORM dblink_exec('x', 'y'); END $$", true)]
    [InlineData("COPY t TO PROGRAM 'cat'", true)]
    [InlineData("SELECT pg_terminate_backend(1)", true)]
    [InlineData("CREATE TABLE databases (id int)", false)]
    [InlineData("ALTER TABLE t ADD program int", true)]
    public void What_reaches_beyond_the_database_is_not_run_in_a_copy(string sql, bool isIn) =>
        Assert.Equal(isIn, ServerWideSql.IsIn(sql));

    private sealed class Described(Operation[] up) : MigrationSource
    {
        public override long Version => 1;

        public override string Name => "Described";

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) => up;
    }
}
