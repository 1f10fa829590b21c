namespace Provisioning.Backup.Jobs;

/// <summary>What is known of the content of a database that a restored one replaces.</summary>
public enum ReplacedContent
{
    /// <summary>There was none. A database that has some by now is left alone.</summary>
    None,

    /// <summary>A set holds it.</summary>
    BackedUp,

    /// <summary>It is damaged, and no set holds it: it is kept under another name.</summary>
    Damaged,
}
