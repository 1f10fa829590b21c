namespace Provisioning.Execution;

/// <summary>How much was undone when a migration failed.</summary>
public enum UndoneWork
{
    /// <summary>Nothing, or it is not known what: the migration runs outside a transaction, or its code ended the
    /// transaction.</summary>
    None,

    /// <summary>All that the migration did.</summary>
    Migration,

    /// <summary>All that the run did.</summary>
    Run,
}
