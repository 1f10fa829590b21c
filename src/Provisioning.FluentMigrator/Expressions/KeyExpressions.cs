using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;
using Provisioning.Operations;

namespace FluentMigrator.Expressions;

/// <summary>Adds a foreign key.</summary>
public class CreateForeignKeyExpression : MigrationExpressionBase, IForeignKeyExpression, IDraft
{
    /// <inheritdoc />
    public virtual ForeignKeyDefinition ForeignKey { get; set; } = new();

    void IDraft.Check(Problems problems) => ForeignKey.Check(problems);

    IEnumerable<Operation> IDraft.Operations() => [new AddForeignKey(ForeignKey.Table, ForeignKey.ToForeignKey())];
}

/// <summary>Drops a foreign key: by its name, or the one that joins these columns by the name that it got from them.</summary>
public class DeleteForeignKeyExpression : MigrationExpressionBase, IForeignKeyExpression, IDraft
{
    /// <inheritdoc />
    public virtual ForeignKeyDefinition ForeignKey { get; set; } = new();

    private bool IsByName => ForeignKey.Name is not null && ForeignKey.ForeignColumns.Count == 0;

    void IDraft.Check(Problems problems)
    {
        if (IsByName)
        {
            problems.Require(ForeignKey.Name, "a foreign key to delete");
            problems.Require(ForeignKey.Table, $"foreign key {ForeignKey.Name} to delete");
        }
        else
        {
            ForeignKey.Check(problems);
        }
    }

    IEnumerable<Operation> IDraft.Operations() => IsByName
        ? [new DropConstraint(ForeignKey.Table, ForeignKey.Name!, ConstraintKind.ForeignKey)]
        : [new AddForeignKey(ForeignKey.Table, ForeignKey.ToForeignKey()).Inverse!];
}

/// <summary>Adds a primary key or a unique constraint.</summary>
/// <param name="type">Which of them.</param>
public class CreateConstraintExpression(ConstraintType type) : MigrationExpressionBase, IConstraintExpression, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual ConstraintDefinition Constraint { get; set; } = new(type);

    /// <inheritdoc />
    public IDictionary<string, object> AdditionalFeatures => Constraint.AdditionalFeatures;

    void IDraft.Check(Problems problems) => Constraint.Check(problems);

    IEnumerable<Operation> IDraft.Operations() => [Constraint.ToOperation()];
}

/// <summary>Drops a primary key or a unique constraint: by its name, or by the one that it got from its columns.</summary>
/// <param name="type">Which of them.</param>
public class DeleteConstraintExpression(ConstraintType type) : MigrationExpressionBase, IConstraintExpression, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual ConstraintDefinition Constraint { get; set; } = new(type);

    /// <inheritdoc />
    public IDictionary<string, object> AdditionalFeatures => Constraint.AdditionalFeatures;

    void IDraft.Check(Problems problems)
    {
        problems.Require(Constraint.Table, $"constraint {Constraint.ConstraintName} to delete");
        if (Constraint.ConstraintName is null)
        {
            problems.Require([.. Constraint.Columns], $"a constraint of {Constraint.Table} to delete that is not named");
        }
        else
        {
            problems.Require(Constraint.ConstraintName, "a constraint to delete");
        }
    }

    IEnumerable<Operation> IDraft.Operations() => [new DropConstraint(Constraint.Table, Constraint.NameOrConvention, Constraint.Kind)];
}

/// <summary>Creates an index.</summary>
public class CreateIndexExpression : MigrationExpressionBase, IIndexExpression, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual IndexDefinition Index { get; set; } = new();

    /// <inheritdoc />
    public IDictionary<string, object> AdditionalFeatures => Index.AdditionalFeatures;

    void IDraft.Check(Problems problems) => Index.Check(problems);

    IEnumerable<Operation> IDraft.Operations() => [Index.ToOperation()];
}

/// <summary>Drops an index: by its name, or by the one that it got from its columns.</summary>
public class DeleteIndexExpression : MigrationExpressionBase, IIndexExpression, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual IndexDefinition Index { get; set; } = new();

    /// <inheritdoc />
    public IDictionary<string, object> AdditionalFeatures => Index.AdditionalFeatures;

    void IDraft.Check(Problems problems)
    {
        problems.Require(Index.Table, $"index {Index.Name} to delete");
        if (Index.Name is null)
        {
            problems.Require([.. Index.Columns.Select(column => column.Name)], $"an index of {Index.Table} to delete that is not named");
        }
        else
        {
            problems.Require(Index.Name, "an index to delete");
        }
    }

    IEnumerable<Operation> IDraft.Operations() => [new DropIndex(Index.Table, Index.NameOrConvention)];
}

/// <summary>Creates a sequence.</summary>
public class CreateSequenceExpression : MigrationExpressionBase, ISequenceExpression, IDraft
{
    /// <inheritdoc />
    public virtual SequenceDefinition Sequence { get; set; } = new();

    void IDraft.Check(Problems problems) => Sequence.Check(problems);

    IEnumerable<Operation> IDraft.Operations() => [new CreateSequence(Sequence.ToSequence())];
}

/// <summary>Drops a sequence.</summary>
public class DeleteSequenceExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The name.</summary>
    public virtual string? SequenceName { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(SequenceName, "a sequence to delete");

    IEnumerable<Operation> IDraft.Operations() => [new DropSequence(new(SchemaName, SequenceName!))];
}
