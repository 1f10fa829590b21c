using FluentMigrator.Expressions;
using FluentMigrator.Model;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Finds what an expression lacks or where it contradicts itself, before conventions give names to what has
/// none.</summary>
internal static class Checks
{
    /// <summary>Adds a sentence for each thing that is wrong.</summary>
    public static void Check(IMigrationExpression expression, Problems problems)
    {
        switch (expression)
        {
            case AuthoredExpression authored:
                authored.Check(problems);
                break;
            case ConditionalExpression conditional:
                conditional.Inner.ToList().ForEach(inner => Check(inner, problems));
                break;
            case ExecuteSqlStatementExpression e when string.IsNullOrWhiteSpace(e.SqlStatement):
                problems.Add(
                    e.Description is null
                        ? "an SQL text to execute is empty"
                        : $"the SQL text of \"{e.Description}\" is empty"
                );
                break;
            case PerformDBOperationExpression { Operation: null }:
                problems.Add("an operation over the connection has no code");
                break;
            case CreateConstraintExpression
            or DeleteConstraintExpression
            or CreateIndexExpression
            or DeleteIndexExpression
            or CreateForeignKeyExpression
            or DeleteForeignKeyExpression:
                KeyChecks.Check(expression, problems);
                break;
            case InsertDataExpression or UpdateDataExpression or DeleteDataExpression:
                CheckRows(expression, problems);
                break;
            case CreateColumnExpression
            or AlterColumnExpression
            or DeleteColumnExpression
            or RenameColumnExpression
            or AlterDefaultConstraintExpression
            or DeleteDefaultConstraintExpression:
                CheckColumn(expression, problems);
                break;
            default:
                CheckTable(expression, problems);
                break;
        }
    }

    private static void CheckTable(IMigrationExpression expression, Problems problems)
    {
        switch (expression)
        {
            case CreateTableExpression e:
                Check(e, problems);
                break;
            case AlterTableExpression e:
                problems.Require(e.TableName, "a table to alter");
                break;
            case DeleteTableExpression e:
                problems.Require(e.TableName, "a table to delete");
                break;
            case RenameTableExpression e:
                problems.Require(e.OldName, "a table to rename");
                problems.Require(e.NewName, $"what table {Name(e.SchemaName, e.OldName)} is to become");
                break;
            case AlterSchemaExpression e:
                problems.Require(e.TableName, "a table to move");
                break;
            case CreateSchemaExpression e:
                problems.Require(e.SchemaName, "a schema to create");
                break;
            case DeleteSchemaExpression e:
                problems.Require(e.SchemaName, "a schema to delete");
                break;
            case CreateSequenceExpression { Sequence: var sequence }:
                problems.Require(sequence.Name, "a sequence to create");
                problems.AddIf(
                    sequence.Cache < 2,
                    $"sequence {sequence.Name} caches {sequence.Cache} numbers; it takes at least 2, or none said"
                );
                break;
            case DeleteSequenceExpression e:
                problems.Require(e.SequenceName, "a sequence to delete");
                break;
        }
    }

    private static void CheckColumn(IMigrationExpression expression, Problems problems)
    {
        switch (expression)
        {
            case CreateColumnExpression e:
                Check(e.Column, Name(e.SchemaName, e.TableName), problems);
                break;
            case AlterColumnExpression e:
                Check(e.Column, Name(e.SchemaName, e.TableName), problems);
                break;
            case DeleteColumnExpression e:
                var of = Name(e.SchemaName, e.TableName);
                problems.Require(of, $"column {e.ColumnNames.FirstOrDefault()} to delete");
                problems.Require([.. e.ColumnNames], $"the list of columns of {of} to delete");
                break;
            case RenameColumnExpression e:
                var table = Name(e.SchemaName, e.TableName);
                problems.Require(e.OldName, "a column to rename");
                problems.Require(table, $"column {e.OldName} to rename");
                problems.Require(e.NewName, $"what column {e.OldName} of {table} is to become");
                break;
            case AlterDefaultConstraintExpression e:
                CheckDefault(Name(e.SchemaName, e.TableName), e.ColumnName, "set", problems);
                break;
            case DeleteDefaultConstraintExpression e:
                CheckDefault(Name(e.SchemaName, e.TableName), e.ColumnName, "delete", problems);
                break;
        }
    }

    private static void CheckRows(IMigrationExpression expression, Problems problems)
    {
        switch (expression)
        {
            case InsertDataExpression e:
                problems.Require(Name(e.SchemaName, e.TableName), "an insert");
                break;
            case UpdateDataExpression e:
                var table = Name(e.SchemaName, e.TableName);
                var isNarrowed = e.Where is { Count: > 0 };
                problems.Require(table, "an update");
                problems.AddIf(e.Set is null or [], $"an update of {table} sets no column");
                problems.AddIf(
                    !isNarrowed && !e.IsAllRows,
                    $"an update of {table} does not say which rows; end it with Where or AllRows"
                );
                problems.AddIf(
                    isNarrowed && e.IsAllRows,
                    $"an update of {table} says twice which rows; use either Where or AllRows"
                );
                break;
            case DeleteDataExpression e:
                var of = Name(e.SchemaName, e.TableName);
                problems.Require(of, "a deletion of rows");
                problems.AddIf(
                    (e.Rows.Count == 0 && !e.IsAllRows) || e.Rows.Exists(row => row.Count == 0),
                    $"a deletion of rows of {of} does not say which rows; end it with Row, IsNull or AllRows"
                );
                break;
        }
    }

    private static void Check(CreateTableExpression table, Problems problems)
    {
        var name = Name(table.SchemaName, table.TableName);
        problems.Require(table.TableName, "a table to create");
        problems.AddIf(table.Columns.Count == 0, $"table {name} has no columns");
        foreach (var column in table.Columns)
        {
            CheckType(column, name, problems);
        }

        foreach (
            var twice in table
                .Columns.GroupBy(column => column.Name, StringComparer.Ordinal)
                .Where(group => group.Skip(1).Any())
        )
        {
            problems.Add($"table {name} has the column {twice.Key} twice");
        }
    }

    private static void Check(ColumnDefinition column, ObjectName table, Problems problems)
    {
        problems.Require(table, $"column {column.Name}");
        CheckType(column, table, problems);
    }

    private static void CheckType(ColumnDefinition column, ObjectName table, Problems problems)
    {
        problems.Require(column.Name, $"a column of {table}");
        problems.AddIf(!Columns.HasType(column), $"column {column.Name} of {table} has no type");
    }

    private static void CheckDefault(ObjectName table, string? column, string done, Problems problems)
    {
        problems.Require(table, $"a default to {done}");
        problems.Require(column, $"the column of {table} whose default is to be {done}{(done is "delete" ? "d" : "")}");
    }

    private static ObjectName Name(string? schema, string? table) => new(schema, table ?? "");
}
