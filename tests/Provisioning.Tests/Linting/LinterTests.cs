using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>What goes beyond a single rule: operations, newness, sizes, suppressions, engines.</summary>
public sealed class LinterTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

    private static Column Text(string name) => new(name, new(ColumnKind.String, 50)) { IsNullable = true };

    [Fact]
    public void Operations_and_raw_SQL_that_do_the_same_have_the_same_findings()
    {
        Assert.Equal(
            PostgreSql.Ids("CREATE UNIQUE INDEX u ON t (b)"),
            PostgreSql.Ids(new CreateIndex("t", new("u", [new("b")]) { IsUnique = true }))
        );
        Assert.Equal(
            PostgreSql.Ids("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)"),
            PostgreSql.Ids(new AddCheck("t", new("ck", "a > 0")))
        );
        Assert.Equal(PostgreSql.Ids("DROP TABLE t"), PostgreSql.Ids(new DropTable("t")));
        Assert.Equal(
            PostgreSql.Ids("ALTER TABLE t ALTER a TYPE bigint"),
            PostgreSql.Ids(new AlterColumn("t", new("a", new(ColumnKind.Int64))))
        );
        Assert.Equal(
            PostgreSql.Ids("ALTER TABLE t RENAME COLUMN b TO c"),
            PostgreSql.Ids(new RenameColumn("t", "b", "c"))
        );
    }

    [Fact]
    public void The_steps_of_safe_sequences_are_read_as_their_SQL_is()
    {
        var indexed = PostgreSql.After("CREATE UNIQUE INDEX ix ON t (b)");
        var proven = PostgreSql.After("ALTER TABLE t ADD CONSTRAINT ck CHECK (a IS NOT NULL)");
        var check = new AddCheck("t", new("ck", "a > 0") { IsNotValid = true });

        Assert.DoesNotContain("L15", PostgreSql.Ids(check));
        Assert.Equal(PostgreSql.Ids("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID"), PostgreSql.Ids(check));
        Assert.Equal(
            PostgreSql.Ids(
                "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT ck"
            ),
            PostgreSql.Ids(check, new ValidateConstraint("t", "ck"))
        );
        Assert.Equal(
            indexed.Ids("ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX ix"),
            indexed.Ids(new AddUnique("t", new("u", ["b"])) { UsingIndex = "ix" })
        );
        Assert.Equal(
            PostgreSql.Ids("ALTER TABLE t ALTER a SET NOT NULL"),
            PostgreSql.Ids(new SetNullability("t", "a", IsNullable: false))
        );
        Assert.Equal(
            proven.Ids("ALTER TABLE t ALTER a SET NOT NULL"),
            proven.Ids(new SetNullability("t", "a", IsNullable: false))
        );
        Assert.DoesNotContain("L70", PostgreSql.Ids(new Backfill("t", [new("b", "x")], "b IS NULL")));
    }

    [Fact]
    public void AlterColumn_names_the_type_and_so_gets_no_use_of_a_proof()
    {
        var lint = PostgreSql.After("ALTER TABLE t ADD CONSTRAINT ck CHECK (a IS NOT NULL)");
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int32)) { IsNullable = false });

        Assert.Contains("L14", lint.Ids(alter));
        Assert.DoesNotContain("L13", lint.Ids(alter));
        Assert.DoesNotContain("L14", lint.Ids("ALTER TABLE t ALTER a SET NOT NULL"));
        Assert.DoesNotContain("L13", lint.Ids("ALTER TABLE t ALTER a SET NOT NULL"));
    }

    [Fact]
    public void Partitions_are_read_alike_from_operations_and_from_SQL()
    {
        var lint = PostgreSql.After(
            "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 (id bigint, at date)"
        );

        Assert.Contains("L38", lint.Ids(new AttachPartition("p", "p1", "FROM ('2024-01-01') TO ('2025-01-01')")));
        Assert.Contains("L40", lint.Ids(new DetachPartition("p", "p1")));
        Assert.DoesNotContain("L40", lint.Ids(new DetachPartition("p", "p1") { IsConcurrent = true }));
    }

    [Fact]
    public void A_timestamp_becomes_a_moment_for_nothing_as_a_run_is_in_UTC()
    {
        const string Change = "ALTER TABLE t ALTER at TYPE timestamptz";

        Assert.Empty(PostgreSql.Ids(Change));
        Assert.Contains("L09", PostgreSql.Ids($"SET LOCAL timezone = 'Europe/Berlin'; {Change}"));
        Assert.Contains("L09", PostgreSql.Ids($"{Change} USING at AT TIME ZONE 'UTC'"));
        Assert.Contains("L10", PostgreSql.After("CREATE INDEX t_at ON t (at)").Ids(Change));
    }

    [Fact]
    public void AlterColumn_is_refused_where_a_view_uses_the_column_even_with_the_same_type()
    {
        var lint = PostgreSql.After("CREATE VIEW v AS SELECT a FROM t");
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int32)) { IsNullable = false });

        Assert.Contains("L12", lint.Ids(alter));
        Assert.DoesNotContain("L12", lint.Ids("ALTER TABLE t ALTER a SET NOT NULL"));
    }

    [Fact]
    public void What_a_migration_makes_itself_is_invisible_to_other_sessions()
    {
        var found = PostgreSql.Report(
            new CreateTable(new("x", [new("id", new(ColumnKind.Int64))]) { PrimaryKey = new(null, ["id"]) }),
            new AddColumn("x", Text("z") with { IsNullable = false }),
            new AlterColumn("x", new("z", new(ColumnKind.Int32)) { IsNullable = false }),
            new CreateIndex("x", new("i", [new("z")]) { IsUnique = true }),
            new AddCheck("x", new("ck", "z > 0")),
            new UpdateRows("x", [new("z", 1)], new RowFilter.All()),
            new DropColumn("x", "z"),
            new DropTable("x")
        );

        Assert.Empty(found.Open);
        Assert.Equal((8, 8), (found.Analysed, found.Statements));
    }

    [Fact]
    public void In_a_single_transaction_what_an_earlier_migration_makes_is_invisible_too()
    {
        var first = LintCase.Migration("CREATE TABLE x (id bigint PRIMARY KEY, a int)", 100);
        var second = LintCase.Migration("CREATE INDEX i ON x (a)", 101);

        Assert.Equal(["L25"], LintCase.Ids(PostgreSql.Report(first, second)));
        Assert.Empty(PostgreSql.With(options => options with { SingleTransaction = true }).Report(first, second).Open);
    }

    [Fact]
    public void Where_sizes_are_known_a_table_that_the_run_makes_is_empty()
    {
        var first = LintCase.Migration("CREATE TABLE x (id bigint PRIMARY KEY, a int)", 100);
        var second = LintCase.Migration("CREATE INDEX i ON x (a); DROP TABLE x", 101);

        Assert.Empty(LintCase.Ids(PostgreSql.Sized(5).Report(first, second)).Except(["L78"]));
    }

    [Theory]
    [InlineData(5_000, Severity.Note)]
    [InlineData(5_000_000, Severity.Warning)]
    public void Dropping_an_index_matters_on_a_big_table(long rows, Severity severity)
    {
        var found = PostgreSql.Sized(rows).Report("DROP INDEX t_a").Open;

        Assert.Equal(severity, found.Single(finding => finding.Rule.Id == "L32").Severity);
        Assert.Empty(PostgreSql.Sized(rows).Report(LintCase.Migration("DROP INDEX CONCURRENTLY t_a", 100, false)).Open);
    }

    [Fact]
    public void A_table_of_a_named_default_schema_is_the_same_table()
    {
        Assert.Contains("L25", PostgreSql.Ids("CREATE INDEX i ON public.t (b)"));
        Assert.Contains(
            "L13",
            PostgreSql.Ids("ALTER TABLE IF EXISTS ONLY \"public\".\"t\" ALTER COLUMN \"a\" SET NOT NULL")
        );
        Assert.Empty(PostgreSql.Ids("CREATE TABLE public.x (id int PRIMARY KEY, a int); CREATE INDEX i ON x (a)"));
    }

    [Theory]
    [InlineData("-- provision:ignore L13 nobody writes at night\nALTER TABLE t ALTER a SET NOT NULL")]
    [InlineData("ALTER TABLE t ALTER a SET NOT NULL; -- provision:ignore set-not-null-scan nobody writes at night")]
    [InlineData("ALTER TABLE t /* provision:ignore L13 nobody writes at night */ ALTER a SET NOT NULL; SELECT 1")]
    public void A_comment_suppresses_a_rule_on_its_statement(string sql)
    {
        var report = PostgreSql.Report(sql);

        Assert.Equal(["L57"], LintCase.Ids(report));
        Assert.Equal("nobody writes at night", report.Findings.Single(finding => finding.Rule.Id == "L13").Suppression);
    }

    [Theory]
    [InlineData(
        "-- provision:ignore L13 nobody writes\nSELECT 1;\nALTER TABLE t ALTER a SET NOT NULL",
        "suppresses nothing"
    )]
    [InlineData("-- provision:ignore L13\nALTER TABLE t ALTER a SET NOT NULL", "no reason")]
    [InlineData("-- provision:ignore L999 nobody writes\nALTER TABLE t ALTER a SET NOT NULL", "no rule L999")]
    public void A_suppression_without_use_or_reason_is_a_finding(string sql, string message)
    {
        var report = PostgreSql.Report(sql);

        Assert.Contains(report.Open, finding => finding.Rule.Id == "L13");
        Assert.Contains(
            message,
            report.Open.Single(finding => finding.Rule.Id == "L88").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_comment_inside_a_string_suppresses_nothing()
    {
        Assert.Contains("L69", PostgreSql.Ids("UPDATE t SET b = '-- provision:ignore L69 no'"));
    }

    [Fact]
    public void A_version_below_the_newest_applied_one_is_out_of_order()
    {
        var step = new PlannedStep(LintCase.Migration("SELECT 1", 5), Direction.Up) { After = 7 };

        var report = new Linter(PostgreSqlDialect, new()).Lint([step], _ => true);

        Assert.Equal(["L79"], LintCase.Ids(report));
    }

    [Fact]
    public void A_migration_without_a_way_back_is_a_note()
    {
        Assert.Contains("L78", PostgreSql.Ids("ALTER TABLE t DROP COLUMN b"));
        Assert.DoesNotContain("L78", PostgreSql.Ids(new CreateIndex("t", new("i", [new("b")]))));
        Assert.DoesNotContain(
            "L78",
            PostgreSql.With(options => options with { Notes = false }).Ids("ALTER TABLE t DROP COLUMN b")
        );
    }

    [Fact]
    public void Rules_about_table_locks_are_silent_on_SQLite_where_a_rebuild_is_a_note()
    {
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int64)) { IsNullable = false });

        Assert.Equal(["L57", "L89"], LintCase.Sqlite.Ids(alter).Except(["L78"]));
        Assert.Empty(LintCase.Sqlite.Ids(new CreateIndex("t", new("i", [new("b")]))));
        Assert.Contains("L31", LintCase.Sqlite.Ids(new CreateIndex("t", new("i", [new("b")]) { IsUnique = true })));
    }

    [Fact]
    public void A_big_rebuild_on_SQLite_is_a_warning_and_an_empty_one_nothing()
    {
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int64)) { IsNullable = true });

        Assert.Equal(
            Severity.Warning,
            LintCase.Sqlite.Sized(5_000_000).Report(alter).Open.Single(finding => finding.Rule.Id == "L89").Severity
        );
        Assert.DoesNotContain("L89", LintCase.Sqlite.Sized(0).Ids(alter));
    }

    [Fact]
    public void A_column_that_a_trigger_writes_may_not_be_dropped_on_SQLite()
    {
        var trigger = new Trigger("tr", TriggerTiming.After, TriggerEvent.Insert) { Body = "UPDATE t SET b = 'x';" };

        var found = LintCase.Sqlite.After(new CreateTrigger("t", trigger)).Report(new DropColumn("t", "b")).Open;

        Assert.Contains(found, finding => finding is { Rule.Id: "L55", Severity: Severity.Error });
    }

    [Fact]
    public void An_index_that_SQLite_does_not_have_is_a_note()
    {
        var gin = new CreateIndex("t", new("i", [new("b")]) { Method = "GIN" });

        Assert.Contains("L90", LintCase.Sqlite.Ids(gin));
        Assert.DoesNotContain("L90", PostgreSql.Ids(gin));
    }

    [Fact]
    public void A_fingerprint_is_the_same_wherever_the_statement_is_in_its_file()
    {
        var first = PostgreSql.Report("ALTER TABLE t ALTER a SET NOT NULL").Open.First();
        var second = PostgreSql.Report("\n\n-- moved\nALTER TABLE t   ALTER a SET NOT NULL").Open.First();
        var other = PostgreSql.Report("ALTER TABLE t ALTER b SET NOT NULL").Open.First();

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
        Assert.Equal(64, first.Fingerprint.Length);
    }

    [Fact]
    public void A_finding_says_which_statement_of_which_operation_it_is_about()
    {
        var report = PostgreSql.Report(
            new ExecuteSql("SELECT 1"),
            new ExecuteSql("SELECT 1; ALTER TABLE t ALTER a SET NOT NULL")
        );

        var found = report.Open.First(finding => finding.Rule.Id == "L13");
        Assert.Equal((1, 1), (found.Operation, found.Statement));
        Assert.Equal("ALTER TABLE t ALTER a SET NOT NULL", found.Summary);
    }

    [Fact]
    public void Code_and_what_cannot_be_read_lower_the_share_of_statements_analysed()
    {
        var report = PostgreSql.Report(
            new ExecuteCode((_, _) => { }, "fill in"),
            new ExecuteSql("SELECT 1; DO $$ BEGIN END $$; SELECT 2")
        );

        Assert.Equal((2, 4), (report.Analysed, report.Statements));
        Assert.Equal(2, report.Open.Count(finding => finding.Rule.Id == "L54"));
    }

    [Fact]
    public void Any_beginning_of_a_statement_can_be_read()
    {
        foreach (var row in RuleTests.Cases)
        {
            var (_, given, fires, silent) = row.Data;
            foreach (var sql in new[] { given, fires, silent })
            {
                for (var length = 0; length <= sql.Length; length += 3)
                {
                    _ = LintCase.PostgreSql.Report(sql[..length]);
                }
            }
        }
    }

    [Fact]
    public void A_table_that_no_migration_makes_has_findings_as_well()
    {
        Assert.Contains("L13", PostgreSql.Ids("ALTER TABLE unknown ALTER a SET NOT NULL"));
        Assert.Contains("L09", PostgreSql.Ids("ALTER TABLE unknown ALTER a TYPE bigint"));
        Assert.Contains("L25", PostgreSql.Ids("CREATE INDEX i ON unknown (a)"));
        Assert.Equal(Severity.Warning, Dropped("DROP TABLE unknown"));
        Assert.Equal(Severity.Note, Dropped("DROP TABLE IF EXISTS unknown"));

        static Severity Dropped(string sql) =>
            PostgreSql.Report(sql).Open.Single(finding => finding.Rule.Id == "L61").Severity;
    }

    [Fact]
    public void A_renamed_table_has_the_size_that_it_had_before_and_counts_once()
    {
        var report = PostgreSql
            .Sized(5_000_000)
            .Report("ALTER TABLE t RENAME TO t2; ALTER TABLE t2 ADD z int; ALTER TABLE t2 ALTER a SET NOT NULL");

        Assert.DoesNotContain(report.Open, finding => finding.Rule.Id == "L50");
        Assert.Equal(Severity.Error, report.Open.Single(finding => finding.Rule.Id == "L13").Severity);
    }

    [Fact]
    public void A_table_of_the_run_is_known_by_its_model_before()
    {
        var before = DatabaseModel.Empty.WithTable(new("u", [Text("b")]));

        var report = new Linter(PostgreSqlDialect, new()).Lint(
            [new(LintCase.Migration("ALTER TABLE u ALTER b SET NOT NULL"), Direction.Up)],
            _ => true,
            before: before
        );

        Assert.Contains("L13", LintCase.Ids(report));
    }

    private static Dialect PostgreSqlDialect => KnownEngines.PostgreSql.Dialect(DialectOptions.Default);

    [Fact]
    public void A_partition_of_a_new_table_keeps_no_one_waiting_and_one_of_a_table_in_use_does()
    {
        Operation part = new CreatePartition("p", "p_1", "DEFAULT");
        var table = new CreateTable(new("p", [Text("a")]) { Partitioning = "LIST (a)" });

        Assert.DoesNotContain("L37", PostgreSql.Ids(table, part));
        Assert.Contains("L37", PostgreSql.After("CREATE TABLE p (a text) PARTITION BY LIST (a)").Ids(part));
    }
}
