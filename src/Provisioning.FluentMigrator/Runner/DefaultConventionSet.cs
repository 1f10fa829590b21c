using FluentMigrator.Runner.Conventions;

namespace FluentMigrator.Runner;

/// <summary>Names things as FluentMigrator does by default, in a schema that a program can set.</summary>
/// <param name="defaultSchemaName">The schema of what names none; null for the engine's own default.</param>
/// <param name="workingDirectory">Where scripts are; null for the working directory.</param>
public class DefaultConventionSet(string? defaultSchemaName, string? workingDirectory) : IConventionSet
{
    /// <summary>In the engine's default schema.</summary>
    public DefaultConventionSet()
        : this(null, null)
    {
    }

    /// <inheritdoc />
    public IRootPathConvention RootPathConvention { get; } = new DefaultRootPathConvention(workingDirectory);

    /// <inheritdoc />
    public DefaultSchemaConvention SchemaConvention { get; } = new(defaultSchemaName);

    /// <inheritdoc />
    public IList<IColumnsConvention> ColumnsConventions { get; } = [new DefaultPrimaryKeyNameConvention()];

    /// <inheritdoc />
    public IList<IConstraintConvention> ConstraintConventions { get; } = [new DefaultConstraintNameConvention()];

    /// <inheritdoc />
    public IList<IForeignKeyConvention> ForeignKeyConventions { get; } = [new DefaultForeignKeyNameConvention()];

    /// <inheritdoc />
    public IList<IIndexConvention> IndexConventions { get; } = [new DefaultIndexNameConvention()];

    /// <inheritdoc />
    public IList<ISequenceConvention> SequenceConventions { get; } = [];
}
