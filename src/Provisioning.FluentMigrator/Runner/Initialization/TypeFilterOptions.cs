namespace FluentMigrator.Runner.Initialization;

/// <summary>Which of the classes found count.</summary>
public class TypeFilterOptions
{
    /// <summary>Only those in this namespace; null for all.</summary>
    public string? Namespace { get; set; }

    /// <summary>Whether those in namespaces under it count as well.</summary>
    public bool NestedNamespaces { get; set; }
}
