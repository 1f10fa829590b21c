using FluentMigrator.Expressions;

namespace FluentMigrator.Runner.Conventions;

/// <summary>How things are named that a migration does not name, and which schema they are in where it says none. A program registers its own, or an assembly of
/// migrations has a public class that implements this.</summary>
public interface IConventionSet
{
    /// <summary>Where scripts are.</summary>
    IRootPathConvention? RootPathConvention { get; }

    /// <summary>The schema.</summary>
    DefaultSchemaConvention? SchemaConvention { get; }

    /// <summary>For columns, their primary key's name among them.</summary>
    IList<IColumnsConvention> ColumnsConventions { get; }

    /// <summary>For primary keys and unique constraints of their own.</summary>
    IList<IConstraintConvention> ConstraintConventions { get; }

    /// <summary>For foreign keys.</summary>
    IList<IForeignKeyConvention> ForeignKeyConventions { get; }

    /// <summary>For indexes.</summary>
    IList<IIndexConvention> IndexConventions { get; }

    /// <summary>For sequences.</summary>
    IList<ISequenceConvention> SequenceConventions { get; }
}

/// <summary>Changes what an expression about columns says.</summary>
public interface IColumnsConvention
{
    /// <summary>Changes it, and returns it.</summary>
    IColumnsExpression Apply(IColumnsExpression expression);
}

/// <summary>Changes what an expression about a constraint says.</summary>
public interface IConstraintConvention
{
    /// <summary>Changes it, and returns it.</summary>
    IConstraintExpression Apply(IConstraintExpression expression);
}

/// <summary>Changes what an expression about a foreign key says.</summary>
public interface IForeignKeyConvention
{
    /// <summary>Changes it, and returns it.</summary>
    IForeignKeyExpression Apply(IForeignKeyExpression expression);
}

/// <summary>Changes what an expression about an index says.</summary>
public interface IIndexConvention
{
    /// <summary>Changes it, and returns it.</summary>
    IIndexExpression Apply(IIndexExpression expression);
}

/// <summary>Changes what an expression about a sequence says.</summary>
public interface ISequenceConvention
{
    /// <summary>Changes it, and returns it.</summary>
    ISequenceExpression Apply(ISequenceExpression expression);
}

/// <summary>Says where scripts are.</summary>
public interface IRootPathConvention
{
    /// <summary>The folder that relative paths start from.</summary>
    string RootPath { get; }
}
