using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>Turns operations into the SQL of one engine. Pure: it knows no connection.</summary>
public abstract partial class Dialect
{
    /// <summary>The engine's name in commands and messages: <c>postgresql</c>, <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The names that migrations know the engine by, <see cref="Name"/> among them; compared without regard to
    /// case.</summary>
    public abstract IReadOnlyList<string> Aliases { get; }

    /// <summary>What goes between the columns and VALUES of an INSERT that gives a numbered column its value, with a
    /// blank before it; empty where nothing has to.</summary>
    public virtual string OverridesIdentity => "";

    /// <summary>Whether tables live in schemas.</summary>
    public abstract bool HasSchemas { get; }

    /// <summary>Whether a statement locks the tables that it is about, and no others; else the whole database has one
    /// writer at a time.</summary>
    public virtual bool LocksTables => true;

    /// <summary>Whether a primary key has a name that something can refer to.</summary>
    public virtual bool NamesPrimaryKeys => true;

    /// <summary>How many parameters one statement may have.</summary>
    public abstract int MostParameters { get; }

    /// <summary>What was chosen of that which changes the SQL, by name; the ledger remembers it.</summary>
    internal virtual IReadOnlyDictionary<string, string> ChosenSettings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The settings where nothing was chosen.</summary>
    internal virtual IReadOnlyDictionary<string, string> DefaultSettings => ChosenSettings;

    /// <summary>A query of one text that differs where the rows of a table do, whatever their order; null where the
    /// engine has none that is quicker than reading them.</summary>
    internal virtual string? RowDigest(ObjectName table) => null;

    /// <summary>The dialect that our own tables are made with, whatever the system's settings are.</summary>
    public virtual Dialect Plain => this;

    /// <summary>This dialect, and those that other settings of a run would make of it. What version 0.1.0 recorded may
    /// be the SQL of any.</summary>
    public virtual IEnumerable<Dialect> Variants => [this];

    /// <summary>The role that the session is of as an expression; null where the engine has none.</summary>
    public virtual string? CurrentRole => null;

    /// <summary>The statements after which a table of our own that was just made is open to its owner alone, whatever
    /// is granted on new tables. By default none.</summary>
    internal virtual IEnumerable<SqlStatement> Close(ObjectName table) => [];

    /// <summary>The present moment as an expression, as precise as the engine provides, also inside a
    /// transaction.</summary>
    public abstract string Clock { get; }

    /// <summary>The time in UTC as an expression, as FluentMigrator writes it into its version table.</summary>
    public abstract string UtcNow { get; }

    /// <summary>The whole milliseconds between a moment and the present one, as an expression.</summary>
    public abstract string MillisecondsSince(DateTimeOffset moment);

    /// <summary>Whether the statements that carry out the operation depend on what exists before it: a condition
    /// decides, a primary key orders the batches, or the engine makes the table that the operation alters
    /// again.</summary>
    public virtual bool DependsOnModel(Operation operation) => operation is Conditional { } or Backfill { };

    /// <summary>What exists after the operation, as the engine keeps it.</summary>
    public virtual DatabaseModel Fold(DatabaseModel before, Operation operation) => operation.Apply(before);

    /// <summary>A migration's transaction with what a script needs around and inside it, where no program looks on:
    /// SQLite's foreign keys are switched off outside it, and checked inside.</summary>
    /// <param name="statements">The statements between BEGIN and COMMIT.</param>
    /// <param name="record">Those that record the migration, after them.</param>
    public virtual IEnumerable<string> Transaction(
        IReadOnlyList<SqlStatement> statements,
        IReadOnlyList<SqlStatement> record
    ) => ["BEGIN", .. Texts(statements), .. Texts(record), "COMMIT"];

    /// <summary>The statements with which a script begins, so that its session is as a run's.</summary>
    public virtual IReadOnlyList<string> SessionStart => [];

    /// <summary>The statements that take back in a script what a migration's SQL may have left in the session, so that
    /// its ledger rows are written as a run writes them; run inside the transaction.</summary>
    public virtual IReadOnlyList<SqlStatement> ResetInside(IReadOnlyList<SqlStatement> statements) => [];

    /// <summary>The statements that take back the rest of it, outside the transaction and before the next
    /// migration.</summary>
    public virtual IReadOnlyList<SqlStatement> ResetOutside(IReadOnlyList<SqlStatement> statements) => [];

    /// <summary>Migrations as one text for another program, each under a comment with its name.</summary>
    public virtual string Join(IReadOnlyList<(string Name, IReadOnlyList<string> Statements)> migrations) =>
        string.Concat(
            migrations.Select(migration =>
                $"-- {migration.Name}\n{string.Concat(migration.Statements.Select(text => $"{Closed(text)};\n"))}\n"
            )
        );

    /// <summary>The statements as a script has them. What has lines already stays to the byte.</summary>
    protected internal IEnumerable<string> Texts(IEnumerable<SqlStatement> statements) =>
        statements.Select(statement =>
            statement.IsCode ? statement.Text + " /* code: only provision runs it */"
            : KeepsText || statement.Text.AsSpan().ContainsAny('\n', '\r') ? statement.Text
            : Lay(statement.Text, int.MaxValue)
        );

    /// <summary>The statement after which the engine numbers rows from beyond the ones that an operation wrote with
    /// numbers of its own; null where there is nothing to do.</summary>
    public virtual SqlStatement? NumberOn(InsertRows rows) => null;

    /// <summary>The statements that carry out an operation that does not depend on the model.</summary>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do it, or none without knowing the
    /// table.</exception>
    public IReadOnlyList<SqlStatement> Render(Operation operation) => Render(operation, DatabaseModel.Empty);

    /// <summary>The statements that carry out the operation, in order.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="before">What exists before it; used where <see cref="DependsOnModel"/> says so.</param>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do it.</exception>
    public IReadOnlyList<SqlStatement> Render(Operation operation, DatabaseModel before)
    {
        // What is inside a condition has its own operation: code is run by it.
        return
        [
            .. Statements(Writable(operation, before), before)
                .Select(statement => statement with { Operation = statement.Operation ?? operation }),
        ];
    }

    /// <summary>What a statement does to relations that exist already, by what was measured of such statements.
    /// Pure.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="around">What there is when it runs.</param>
    public virtual StatementFacts Facts(SqlStatement statement, Surroundings around) =>
        statement.Facts ?? StatementFacts.Unknown;

    /// <summary>Whether the engine keeps the text of what makes an object, so that a script's is the same as a
    /// run's.</summary>
    protected virtual bool KeepsText => false;

    /// <summary>Whether raw SQL has strings with backslashes (<c>E'…'</c>), dollar quotes and nested
    /// comments.</summary>
    protected abstract bool BackslashEscapes { get; }

    /// <summary>A statement for people: a column of a table a line, folded between words to a width. What has lines
    /// already keeps them.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="width">The columns of a line.</param>
    public string Lay(string sql, int width) => SqlLayout.Lay(sql, width, BackslashEscapes);

    /// <summary>SQL apart from how it is laid out: <see cref="SqlText.Normal"/>.</summary>
    internal string NormalSql(string sql) => SqlText.Normal(sql, BackslashEscapes);

    /// <summary>The statements of a text.</summary>
    /// <exception cref="SqlTextException">It holds what is no SQL.</exception>
    internal IReadOnlyList<SqlPiece> Split(string sql) => SqlSplitter.Split(sql, BackslashEscapes);

    /// <summary>Where the words, quoted names, literals and signs of a text are.</summary>
    internal IEnumerable<(int Start, int End)> Places(string sql) => SqlText.Tokens(sql, BackslashEscapes);

    /// <summary>A statement as its words.</summary>
    internal SqlWords Words(string sql) => new(sql, BackslashEscapes);

    /// <summary>A refusal that names the operation, the engine, the reason and the way out.</summary>
    protected OperationNotSupportedException Refuse(Operation operation, string reason, string wayOut) =>
        new(operation, Name, reason, wayOut);

    /// <summary>The operation with its values as the engine keeps them without loss.</summary>
    /// <exception cref="OperationNotSupportedException">The engine cannot keep one of them.</exception>
    protected virtual Operation Writable(Operation operation, DatabaseModel before) =>
        RowValues.Map(operation, (table, value) => UnstorableText.Find(value.Value) is { } problem
                ? throw Refuse(
                    operation,
                    $"the value of {value.Column} in {table} holds {problem}, which no engine keeps in text",
                    UnstorableText.WayOut
                )
            : HasLiteral(value.Value) ? value
            : throw Refuse(
                operation,
                $"the value of {value.Column} in {table} is a {value.Value!.GetType()}, which SQL has no word for",
                LiteralWayOut
            ));

    /// <summary>A statement of a migration's own SQL, with what its first words tell about it.</summary>
    protected virtual SqlStatement Raw(string sql) => new(sql);
}
