using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>Which table a statement is about: one that the run makes or one in use, and how big it is.</summary>
public sealed class LintedTableTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

    private static Column Text(string name) => new(name, new(ColumnKind.String, 50)) { IsNullable = true };

    private static Dialect PostgreSqlDialect => KnownEngines.PostgreSql.Dialect(DialectOptions.Default);

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
    public void A_partition_of_a_new_table_keeps_no_one_waiting_and_one_of_a_table_in_use_does()
    {
        Operation part = new CreatePartition("p", "p_1", "DEFAULT");
        var table = new CreateTable(new("p", [Text("a")]) { Partitioning = "LIST (a)" });

        Assert.DoesNotContain("L37", PostgreSql.Ids(table, part));
        Assert.Contains("L37", PostgreSql.After("CREATE TABLE p (a text) PARTITION BY LIST (a)").Ids(part));
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
    public void A_renamed_table_has_the_size_that_it_had_before_and_counts_once()
    {
        var report = PostgreSql
            .Sized(5_000_000)
            .Report("ALTER TABLE t RENAME TO t2; ALTER TABLE t2 ADD z int; ALTER TABLE t2 ALTER a SET NOT NULL");

        Assert.DoesNotContain(report.Open, finding => finding.Rule.Id == "L50");
        Assert.Equal(Severity.Error, report.Open.Single(finding => finding.Rule.Id == "L13").Severity);
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
}
