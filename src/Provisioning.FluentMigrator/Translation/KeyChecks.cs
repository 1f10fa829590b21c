using FluentMigrator.Expressions;
using FluentMigrator.Model;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Finds what is wrong with keys, constraints and indexes.</summary>
internal static class KeyChecks
{
    /// <summary>Adds a sentence for each thing that is wrong.</summary>
    public static void Check(IMigrationExpression expression, Problems problems)
    {
        switch (expression)
        {
            case CreateConstraintExpression { Constraint: var constraint }:
                var kind = constraint.IsPrimaryKeyConstraint ? "primary key" : "unique constraint";
                var what = $"{kind} {constraint.ConstraintName}".TrimEnd();
                problems.Require(TableOf(constraint), what);
                problems.Require([.. constraint.Columns], $"{what} of {TableOf(constraint)}");
                break;
            case DeleteConstraintExpression { Constraint: var constraint }:
                problems.Require(TableOf(constraint), $"constraint {constraint.ConstraintName} to delete");
                NamedOrBy(
                    constraint.ConstraintName,
                    [.. constraint.Columns],
                    "a constraint",
                    TableOf(constraint),
                    problems
                );
                break;
            case CreateIndexExpression { Index: var index }:
                problems.Require(TableOf(index), $"index {index.Name}");
                // Both engines take a column twice in an index.
                problems.RequireSome(
                    NamesOf(index),
                    $"index {index.Name ?? Join("IX", index.TableName, NamesOf(index))}"
                );
                problems.AddIf(
                    index.Name is null && index.Columns.Any(column => column.IsExpression()),
                    $"an index of {TableOf(index)} on an expression has no name, "
                        + $"and none can be made from its columns"
                );
                break;
            case DeleteIndexExpression { Index: var index }:
                problems.Require(TableOf(index), $"index {index.Name} to delete");
                NamedOrBy(index.Name, NamesOf(index), "an index", TableOf(index), problems);
                break;
            case CreateForeignKeyExpression { ForeignKey: var key }:
                Check(key, problems);
                break;
            case DeleteForeignKeyExpression { ForeignKey: { Name: not null, ForeignColumns.Count: 0 } key }:
                problems.Require(key.Name, "a foreign key to delete");
                problems.Require(TableOf(key), $"foreign key {key.Name} to delete");
                break;
            case DeleteForeignKeyExpression { ForeignKey: var key }:
                Check(key, problems);
                break;
        }
    }

    private static void Check(ForeignKeyDefinition key, Problems problems)
    {
        var name = key.Name
            ?? $"{Join("FK", key.ForeignTable, key.ForeignColumns)}{Join("", key.PrimaryTable, key.PrimaryColumns)}";
        problems.Require(TableOf(key), $"foreign key {key.Name}");
        problems.AddIf(
            string.IsNullOrWhiteSpace(key.PrimaryTable),
            $"foreign key {name} does not say the table that it refers to"
        );
        problems.Require([.. key.ForeignColumns], $"foreign key {name}");
        problems.Require([.. key.PrimaryColumns], $"the table that foreign key {name} refers to");
        problems.AddIf(
            key.ForeignColumns.Count != key.PrimaryColumns.Count,
            $"foreign key {name} has {key.ForeignColumns.Count} columns and refers to {key.PrimaryColumns.Count}"
        );
    }

    private static void NamedOrBy(string? name, string[] columns, string what, ObjectName table, Problems problems)
    {
        if (name is null)
        {
            problems.Require(columns, $"{what} of {table} to delete that is not named");
        }
        else
        {
            problems.Require(name, $"{what} to delete");
        }
    }

    private static string Join(string prefix, string? table, IEnumerable<string> columns) =>
        $"{prefix}_{table}_{string.Join('_', columns)}";

    private static string[] NamesOf(IndexDefinition index) => [.. index.Columns.Select(column => column.Name)];

    private static ObjectName TableOf(ConstraintDefinition constraint) =>
        new(constraint.SchemaName, constraint.TableName ?? "");

    private static ObjectName TableOf(IndexDefinition index) => new(index.SchemaName, index.TableName ?? "");

    private static ObjectName TableOf(ForeignKeyDefinition key) => new(key.ForeignTableSchema, key.ForeignTable ?? "");
}
