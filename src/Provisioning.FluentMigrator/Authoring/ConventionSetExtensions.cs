using FluentMigrator.Expressions;
using FluentMigrator.Runner.Conventions;

namespace Provisioning.Authoring;

/// <summary>Lets conventions have their say about what a migration described.</summary>
internal static class ConventionSetExtensions
{
    /// <summary>Applies the conventions to an expression.</summary>
    public static void ApplyTo(this IConventionSet conventions, IMigrationExpression expression)
    {
        foreach (var inner in (expression as ConditionalDraft)?.Inner ?? [])
        {
            conventions.ApplyTo(inner);
        }

        conventions.SchemaConvention?.Apply(expression);
        foreach (var key in (expression as CreateTableExpression)?.ForeignKeys ?? [])
        {
            conventions.ApplyTo(new CreateForeignKeyExpression { ForeignKey = key });
        }

        switch (expression)
        {
            case IColumnsExpression columns:
                Each(conventions.ColumnsConventions, convention => convention.Apply(columns));
                break;
            case IConstraintExpression constraint:
                Each(conventions.ConstraintConventions, convention => convention.Apply(constraint));
                break;
            case IForeignKeyExpression key:
                Each(conventions.ForeignKeyConventions, convention => convention.Apply(key));
                break;
            case IIndexExpression index:
                Each(conventions.IndexConventions, convention => convention.Apply(index));
                break;
            case ISequenceExpression sequence:
                Each(conventions.SequenceConventions, convention => convention.Apply(sequence));
                break;
        }
    }

    private static void Each<T>(IEnumerable<T>? conventions, Action<T> apply)
    {
        foreach (var convention in conventions ?? [])
        {
            apply(convention);
        }
    }
}
