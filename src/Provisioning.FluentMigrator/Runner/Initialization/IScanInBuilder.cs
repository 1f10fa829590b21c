namespace FluentMigrator.Runner.Initialization;

/// <summary>Assemblies to look into.</summary>
public interface IScanIn
{
    /// <summary>They.</summary>
    IAssemblySourceItem SourceItem { get; }
}

/// <summary>Says what to look for in assemblies.</summary>
public interface IScanInBuilder : IMigrationRunnerBuilder, IScanIn
{
    /// <summary>What to look for.</summary>
    IScanInForBuilder For { get; }
}

/// <summary>What to look for in assemblies.</summary>
public interface IScanInForBuilder : IMigrationRunnerBuilder, IScanIn
{
    /// <summary>Migrations, with their maintenance and profiles.</summary>
    IScanInBuilder Migrations();

    /// <summary>What the table of applied versions is called.</summary>
    IScanInBuilder VersionTableMetaData();

    /// <summary>How things are named that the migrations do not name.</summary>
    IScanInBuilder ConventionSet();

    /// <summary>Embedded scripts.</summary>
    IScanInBuilder EmbeddedResources();

    /// <summary>All of these.</summary>
    IMigrationRunnerBuilder All();
}
