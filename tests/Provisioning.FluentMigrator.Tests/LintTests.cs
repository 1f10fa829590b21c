using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Linting;
using Provisioning.Planning;
using Xunit;
using Direction = Provisioning.Planning.Direction;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Findings in migrations that are classes: their lines, and their suppressions.</summary>
public sealed class LintTests
{
    private static readonly MigrationCatalog Catalog = MigrationAssembly.FromAssembly(
        typeof(LintTests).Assembly,
        typeof(Linted.AddsTables).Namespace
    );

    [Fact]
    public void A_finding_has_the_line_of_the_call_that_asks_for_it()
    {
        var places = new CodePlaces();

        var found = Lint(places).Open.ToList();

        var index = found.Single(finding => finding.Rule.Id == "L25");
        Assert.EndsWith("Linted/LintedMigrations.cs", index.Place!.File, StringComparison.Ordinal);
        Assert.Contains("Create.Index(\"ix_orders_total\")", Line(index), StringComparison.Ordinal);
        Assert.Contains(
            "Alter.Table(\"orders\")",
            Line(found.Single(finding => finding.Rule.Id == "L08")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Execute.Sql(\"DELETE FROM orders\")",
            Line(found.Single(finding => finding.Rule.Id == "L69")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_anybody_who_wants_to_know_there_are_no_lines()
    {
        Assert.All(Lint(null).Findings, finding => Assert.Null(finding.Place));
    }

    [Fact]
    public void An_attribute_suppresses_a_rule_in_its_migration_and_is_a_finding_where_it_suppresses_nothing()
    {
        var report = Lint(null);

        var suppressed = report.Findings.Where(finding => finding.Suppression is not null).ToList();
        Assert.Equal("L61", Assert.Single(suppressed).Rule.Id);
        Assert.Equal("nobody has used it since 2024", suppressed[0].Suppression);
        var unused = Assert.Single(report.Open, finding => finding.Rule.Id == "L88");
        Assert.Contains("L09", unused.Message, StringComparison.Ordinal);
    }

    private static LintReport Lint(CodePlaces? places) =>
        new Linter(KnownEngines.PostgreSql.Dialect(DialectOptions.Default), new()).Lint(
            Catalog.Migrations.Select(migration => new PlannedStep(migration, Direction.Up)),
            step => step.Migration.Version > 1,
            places
        );

    private static string Line(LintFinding finding) => File.ReadAllLines(finding.Place!.File)[finding.Place.Line - 1];
}
