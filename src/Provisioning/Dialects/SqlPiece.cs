namespace Provisioning.Dialects;

/// <summary>A statement as it is written in a text.</summary>
/// <param name="Text">The statement, trimmed, without its semicolon.</param>
/// <param name="Line">The line of the text where it begins, from 1.</param>
public sealed record SqlPiece(string Text, int Line)
{
    /// <summary>Its first words and signs, words in capitals; what is quoted counts as its quote.</summary>
    internal string[] Words { get; init; } = [];

    /// <summary>What it does to the transaction that is open.</summary>
    internal TransactionControl Control =>
        Words switch
        {
            ["BEGIN", .. var more] when more.All(word => word is "WORK" or "TRANSACTION" or "DEFERRED" or "IMMEDIATE"
                or "EXCLUSIVE") => TransactionControl.Begin,
            ["START", "TRANSACTION"] => TransactionControl.Begin,
            ["COMMIT" or "END"] or ["COMMIT" or "END", "WORK" or "TRANSACTION"] => TransactionControl.Commit,
            ["COMMIT" or "ROLLBACK", "PREPARED", ..] => TransactionControl.None,
            ["BEGIN" or "COMMIT" or "END" or "ROLLBACK" or "ABORT" or "SAVEPOINT" or "RELEASE", ..]
                or ["START" or "PREPARE", "TRANSACTION", ..] => TransactionControl.Other,
            _ => TransactionControl.None,
        };

    /// <summary>Whether it sets something in the session, and so may be outside of a transaction that a script
    /// opens.</summary>
    internal bool IsSetting =>
        Words is ["SET" or "RESET" or "PRAGMA", ..] or ["SELECT", "PG_CATALOG", ".", "SET_CONFIG", ..]
            or ["SELECT", "SET_CONFIG", ..];
}

/// <summary>What a statement does to the transaction that is open.</summary>
internal enum TransactionControl
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Opens one, without any options.</summary>
    Begin,

    /// <summary>Commits it, without any options.</summary>
    Commit,

    /// <summary>Something else: rolls it back, or a part of it.</summary>
    Other,
}

/// <summary>A text holds what is no SQL.</summary>
/// <param name="line">The line where it is, from 1.</param>
/// <param name="reason">What is there.</param>
/// <param name="wayOut">What to do.</param>
public sealed class SqlTextException(int line, string reason, string wayOut)
    : ProvisioningException($"Line {line} of the SQL: {reason}. {wayOut}.")
{
    /// <summary>The line where it is, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>What is there.</summary>
    public string Reason { get; } = reason;

    /// <summary>What to do.</summary>
    public string WayOut { get; } = wayOut;
}
