namespace FluentMigrator.Runner.VersionTableInfo;

/// <summary>Makes a class that implements <see cref="IVersionTableMetaData"/> the one that counts for the migrations of its assembly.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class VersionTableMetaDataAttribute : Attribute;
