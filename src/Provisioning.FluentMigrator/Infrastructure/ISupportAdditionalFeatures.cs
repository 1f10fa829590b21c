namespace FluentMigrator.Infrastructure;

/// <summary>Carries what extension methods have to say beyond its own members.</summary>
public interface ISupportAdditionalFeatures
{
    /// <summary>What extension methods left here, by a key of theirs.</summary>
    IDictionary<string, object> AdditionalFeatures { get; }
}
