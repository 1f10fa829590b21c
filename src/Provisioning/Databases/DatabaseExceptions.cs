using Provisioning.Dialects;

namespace Provisioning.Databases;

/// <summary>A database cannot be reached, is missing, or refuses us.</summary>
public sealed class ConnectionFailedException(string message, Exception? inner = null)
    : ProvisioningException(message, inner)
{
    /// <summary>Whether waiting may help: the server does not answer, or is still starting. Default: no, the settings
    /// or the server have to change.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the database is there, but its structure cannot be read.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>The engine refused a statement.</summary>
public sealed class StatementFailedException : ProvisioningException
{
    /// <summary>The refusal of a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="reason">What the engine said.</param>
    /// <param name="code">PostgreSQL's SQLSTATE or SQLite's result code.</param>
    /// <param name="position">Where in the text, from 1; 0 where the engine did not say.</param>
    /// <param name="inner">The driver's exception; null where the engine would have taken it.</param>
    public StatementFailedException(SqlStatement statement, string reason, string code, int position, Exception? inner)
        : base($"{reason} ({code})", inner)
    {
        Statement = statement;
        Code = code;
        Position = position;
    }

    /// <summary>A statement that had to change rows found none.</summary>
    internal static StatementFailedException NoRows(SqlStatement statement) =>
        new(
            statement,
            "the row that was inserted is not there any more as it was written, so it cannot be taken back",
            "no rows",
            position: 0,
            new InvalidOperationException("no rows")
        );

    /// <summary>The same refusal, of the statement that the refused one was made of.</summary>
    internal StatementFailedException Of(SqlStatement whole) =>
        new(whole, Message[..^$" ({Code})".Length], Code, position: 0, InnerException) { Details = Details };

    /// <summary>Whether PostgreSQL gave up waiting for a table after its <c>lock_timeout</c>; trying again later may
    /// help.</summary>
    public bool IsLockNotAvailable => Code is "55P03";

    /// <summary>Whether the refusal is about what others did at the same time (a table in use, a deadlock, a conflict
    /// of two transactions), so that trying again later may help.</summary>
    public bool MayPass => IsLockNotAvailable || Code is "40P01" or "40001";

    /// <summary>Whether a row does not satisfy a check.</summary>
    internal bool IsCheckViolation => Code is "23514" or "SQLITE_CONSTRAINT_CHECK";

    /// <summary>Whether rows are alike that must not be.</summary>
    internal bool IsUniqueViolation =>
        Code is "23505" or "23P01" or "SQLITE_CONSTRAINT_UNIQUE" or "SQLITE_CONSTRAINT_PRIMARYKEY";

    /// <summary>The statement that was refused.</summary>
    public SqlStatement Statement { get; }

    /// <summary>What the engine adds to its reason, a line each: PostgreSQL's DETAIL and HINT, who held a
    /// table.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The message with its details, in one line.</summary>
    public string Reasons => string.Join(". ", [Message, .. Details]);

    /// <summary>PostgreSQL's SQLSTATE, or the name of SQLite's result code.</summary>
    public string Code { get; }

    /// <summary>Where in the statement's text, from 1; 0 where the engine did not say.</summary>
    public int Position { get; }
}

/// <summary>Another run holds the lock, and did not release it in time.</summary>
public sealed class LockHeldException : ProvisioningException
{
    /// <summary>A migration that waited too long.</summary>
    /// <param name="holder">Who holds the lock, for people.</param>
    /// <param name="waited">For how long it waited.</param>
    /// <param name="work">What that does, for people.</param>
    public LockHeldException(string holder, TimeSpan waited, string work = "migrating this database")
        : this(
            $"Waited {waited.TotalSeconds:0} s, but {holder} is still {work}. Wait for it to finish, or give "
                + $"--lock-wait more seconds.",
            holder
        ) { }

    /// <summary>Work of another kind that another run keeps from beginning.</summary>
    /// <param name="message">What, on what, and what to do.</param>
    /// <param name="holder">Who holds the lock, for people.</param>
    public LockHeldException(string message, string holder)
        : base(message) => Holder = holder;

    /// <summary>Who holds it, for people.</summary>
    public string Holder { get; }
}

/// <summary>Code that a migration brought has ended the transaction that it was handed, so that what it did before
/// cannot be rolled back.</summary>
public sealed class TransactionEndedException(Exception? inner)
    : ProvisioningException(
        "its code committed or rolled back the transaction that it was handed"
            + (inner is null ? "" : $", then failed with {inner.GetType().Name}: {inner.Message}"),
        inner
    );
