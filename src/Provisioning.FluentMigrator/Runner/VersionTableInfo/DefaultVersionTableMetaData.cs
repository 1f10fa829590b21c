using FluentMigrator.Expressions;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Initialization;
using Microsoft.Extensions.Options;

namespace FluentMigrator.Runner.VersionTableInfo;

/// <summary>The table of applied versions as it is called by default: <c>VersionInfo</c> in the default schema. Derive from it to change some of the names.</summary>
public class DefaultVersionTableMetaData : IVersionTableMetaData, ISchemaExpression
{
    /// <summary>In the default schema.</summary>
    public DefaultVersionTableMetaData()
        : this("")
    {
    }

    /// <summary>In a schema; empty for the default one.</summary>
    // The schema can be overridden, and whoever does so means it to hold from the start.
#pragma warning disable MA0056, CA2214
    public DefaultVersionTableMetaData(string? schemaName) => SchemaName = schemaName ?? "";
#pragma warning restore MA0056, CA2214

    /// <summary>In the default schema.</summary>
    /// <param name="runnerOptions">Not read; classes written for FluentMigrator hand it over.</param>
    public DefaultVersionTableMetaData(IOptions<RunnerOptions> runnerOptions)
        : this("") => ArgumentNullException.ThrowIfNull(runnerOptions);

    /// <summary>In the schema of the conventions.</summary>
    /// <param name="conventionSet">Says the schema.</param>
    /// <param name="runnerOptions">Not read; classes written for FluentMigrator hand it over.</param>
    public DefaultVersionTableMetaData(IConventionSet conventionSet, IOptions<RunnerOptions> runnerOptions)
        : this(conventionSet.SchemaConvention?.SchemaName) => ArgumentNullException.ThrowIfNull(runnerOptions);

    /// <inheritdoc cref="IVersionTableMetaData.SchemaName" />
    public virtual string? SchemaName { get; set; }

    /// <inheritdoc />
    public virtual string TableName => "VersionInfo";

    /// <inheritdoc />
    public virtual string ColumnName => "Version";

    /// <inheritdoc />
    public virtual string UniqueIndexName => "UC_Version";

    /// <inheritdoc />
    public virtual string AppliedOnColumnName => "AppliedOn";

    /// <inheritdoc />
    public virtual bool CreateWithPrimaryKey => false;

    /// <inheritdoc />
    public virtual string DescriptionColumnName => "Description";

    /// <inheritdoc />
    public virtual bool OwnsSchema => true;
}
