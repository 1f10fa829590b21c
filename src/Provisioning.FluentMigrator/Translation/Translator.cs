using FluentMigrator.Expressions;
using FluentMigrator.Model;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates expressions into operations. Pure: it asks no database and makes no SQL.</summary>
internal static class Translator
{
    /// <summary>The operations that expressions ask for, in order.</summary>
    /// <param name="named">The expressions after conventions have named what has no name.</param>
    /// <param name="problems">Gets a sentence for each expression that cannot be translated.</param>
    /// <param name="places">Takes down which expression asks for which operation; null where that is not
    /// wanted.</param>
    public static IReadOnlyList<Operation> Operations(
        IReadOnlyList<IMigrationExpression> named,
        Problems problems,
        ExpressionPlaces? places = null
    ) =>
        SetDistribution.InOrder(
            TableFolding.Fold(
                named.SelectMany(expression =>
                    Translate(expression, named, problems)
                        .Select(operation => places is null ? operation : places.Asks(expression, operation))
                ),
                places
            )
        );

    /// <summary>Whether the expression is one of the package's or of ours, and no program's own.</summary>
    public static bool Knows(IMigrationExpression expression) =>
        expression is AuthoredExpression or ConditionalExpression or ExecuteSqlScriptExpressionBase
        || expression.GetType().Assembly == typeof(IMigrationExpression).Assembly;

    private static IEnumerable<Operation> Translate(
        IMigrationExpression expression,
        IReadOnlyList<IMigrationExpression> all,
        Problems problems
    ) =>
        expression switch
        {
            AuthoredExpression e => e.Operations(),
            ConditionalExpression e => [Conditional(e, problems)],
            CreateTableExpression e => [new CreateTable(TableOf(e), e.Columns is TableColumns { IfNotExists: true })],
            DeleteTableExpression e => [new DropTable(new(e.SchemaName, e.TableName), e.IfExists)],
            RenameTableExpression e => [new RenameTable(new(e.SchemaName, e.OldName), e.NewName)],
            // The columns that it is about are expressions of their own.
            AlterTableExpression => [],
            AlterSchemaExpression e => [new MoveTable(new(e.SourceSchemaName, e.TableName), e.DestinationSchemaName)],
            CreateColumnExpression e => AddedColumns.Add(e, all),
            AlterColumnExpression e => AddedColumns.Alter(e, all),
            DeleteColumnExpression e => e.ColumnNames.Select(column => new DropColumn(
                new(e.SchemaName, e.TableName),
                column
            )),
            RenameColumnExpression e => [new RenameColumn(new(e.SchemaName, e.TableName), e.OldName, e.NewName)],
            AlterDefaultConstraintExpression e =>
            [
                new SetDefault(new(e.SchemaName, e.TableName), e.ColumnName, Values.Default(e.DefaultValue)),
            ],
            DeleteDefaultConstraintExpression e => [new SetDefault(new(e.SchemaName, e.TableName), e.ColumnName, null)],
            CreateIndexExpression e => [Indexes.Create(e.Index)],
            DeleteIndexExpression e => [new DropIndex(new(e.Index.SchemaName, e.Index.TableName), e.Index.Name)],
            CreateForeignKeyExpression e => [AddForeignKey(e.ForeignKey)],
            DeleteForeignKeyExpression e => [DropForeignKey(e.ForeignKey)],
            CreateConstraintExpression e => [AddConstraint(e.Constraint)],
            DeleteConstraintExpression e => [DropConstraint(e.Constraint)],
            CreateSchemaExpression e => [new CreateSchema(e.SchemaName)],
            DeleteSchemaExpression e => [new DropSchema(e.SchemaName)],
            CreateSequenceExpression e => [new CreateSequence(SequenceOf(e.Sequence))],
            DeleteSequenceExpression e => [new DropSequence(new(e.SchemaName, e.SequenceName))],
            InsertDataExpression e => Rows.Insert(e),
            UpdateDataExpression e => [Rows.Update(e)],
            DeleteDataExpression e => [Rows.Delete(e)],
            ExecuteSqlScriptExpressionBase e => Scripts.Execute(e, problems),
            PerformDBOperationExpression e =>
            [
                new ExecuteCode((connection, transaction) => e.Operation(connection, transaction!), e.Description),
            ],
            _ => [OfAProgram(expression)],
        };

    private static Conditional Conditional(ConditionalExpression e, Problems problems) =>
        new(
            e.Text,
            e.Condition,
            Operations(e.Then, problems).ToValueList(),
            Operations(e.Otherwise, problems).ToValueList()
        );

    private static ExecuteCode OfAProgram(IMigrationExpression expression) =>
        new(
            (connection, transaction) =>
            {
                using var processor = new ConnectionProcessor(connection, transaction);
                expression.ExecuteWith(processor);
            },
            $"execute {expression.GetType().Name}"
        );

    private static Table TableOf(CreateTableExpression table)
    {
        var keys = table.Columns.Where(column => column.IsPrimaryKey).ToList();
        var name = keys.Select(key => key.PrimaryKeyName).FirstOrDefault(given => given is not null);
        return new(new(table.SchemaName, table.TableName), table.Columns.Select(Columns.Of).ToValueList())
        {
            PrimaryKey = keys.Count == 0 ? null : new(name, keys.Select(key => key.Name).ToValueList()),
            Options = table.Columns is TableColumns { WithoutRowId: true } ? ["WITHOUT ROWID"] : [],
            Partitioning = (table.Columns as TableColumns)?.Partitioning,
            Description = table.TableDescription,
        };
    }

    private static AddForeignKey AddForeignKey(ForeignKeyDefinition key) =>
        new(
            new(key.ForeignTableSchema, key.ForeignTable),
            new(
                key.Name,
                key.ForeignColumns.ToValueList(),
                new(key.PrimaryTableSchema, key.PrimaryTable),
                key.PrimaryColumns.ToValueList()
            )
            {
                OnDelete = Values.Action(key.OnDelete),
                OnUpdate = Values.Action(key.OnUpdate),
                IsNotValid = key is UnvalidatedForeignKey,
            }
        );

    // A key that is known by its columns can be added again.
    private static Operation DropForeignKey(ForeignKeyDefinition key) =>
        key.ForeignColumns.Count > 0
            ? AddForeignKey(key).Inverse!
            : new DropConstraint(new(key.ForeignTableSchema, key.ForeignTable), key.Name, ConstraintKind.ForeignKey);

    private static Operation AddConstraint(ConstraintDefinition constraint)
    {
        var table = new ObjectName(constraint.SchemaName, constraint.TableName);
        return constraint.IsPrimaryKeyConstraint
            ? new AddPrimaryKey(table, new(constraint.ConstraintName, constraint.Columns.ToValueList()))
            {
                UsingIndex = constraint.Feature(Features.UsingIndex) as string,
            }
            : new AddUnique(table, new(constraint.ConstraintName, constraint.Columns.ToValueList()))
            {
                UsingIndex = constraint.Feature(Features.UsingIndex) as string,
            };
    }

    private static DropConstraint DropConstraint(ConstraintDefinition constraint) =>
        new(
            new(constraint.SchemaName, constraint.TableName),
            constraint.ConstraintName,
            constraint.IsPrimaryKeyConstraint ? ConstraintKind.PrimaryKey : ConstraintKind.Unique
        );

    private static Sequence SequenceOf(SequenceDefinition sequence) =>
        new(new ObjectName(sequence.SchemaName, sequence.Name))
        {
            Increment = sequence.Increment,
            MinValue = sequence.MinValue,
            MaxValue = sequence.MaxValue,
            StartWith = sequence.StartWith,
            Cache = sequence.Cache,
            Cycle = sequence.Cycle,
        };
}
