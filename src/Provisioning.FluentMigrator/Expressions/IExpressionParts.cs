using FluentMigrator.Model;

namespace FluentMigrator.Expressions;

/// <summary>An expression about columns.</summary>
public interface IColumnsExpression
{
    /// <summary>The table that they belong to.</summary>
    string? TableName { get; set; }

    /// <summary>The columns in order.</summary>
    IEnumerable<ColumnDefinition> Columns { get; }
}

/// <summary>An expression about a foreign key.</summary>
public interface IForeignKeyExpression
{
    /// <summary>The foreign key.</summary>
    ForeignKeyDefinition ForeignKey { get; }
}

/// <summary>An expression about an index.</summary>
public interface IIndexExpression
{
    /// <summary>The index.</summary>
    IndexDefinition Index { get; }
}

/// <summary>An expression about a constraint.</summary>
public interface IConstraintExpression
{
    /// <summary>The constraint.</summary>
    ConstraintDefinition Constraint { get; }
}

/// <summary>An expression about a sequence.</summary>
public interface ISequenceExpression
{
    /// <summary>The sequence.</summary>
    SequenceDefinition Sequence { get; }
}
