using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>Operations have the findings that raw SQL has which does the same.</summary>
public sealed class OperationFindingTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

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
    public void AlterColumn_is_refused_where_a_view_uses_the_column_even_with_the_same_type()
    {
        var lint = PostgreSql.After("CREATE VIEW v AS SELECT a FROM t");
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int32)) { IsNullable = false });

        Assert.Contains("L12", lint.Ids(alter));
        Assert.DoesNotContain("L12", lint.Ids("ALTER TABLE t ALTER a SET NOT NULL"));
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
    public void A_migration_without_a_way_back_is_a_note()
    {
        Assert.Contains("L78", PostgreSql.Ids("ALTER TABLE t DROP COLUMN b"));
        Assert.DoesNotContain("L78", PostgreSql.Ids(new CreateIndex("t", new("i", [new("b")]))));
        Assert.DoesNotContain(
            "L78",
            PostgreSql.With(options => options with { Notes = false }).Ids("ALTER TABLE t DROP COLUMN b")
        );
    }
}
