using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// One method per operation. Where engines agree the SQL is here; where they differ, each has its own.
public abstract partial class Dialect
{
    /// <summary>CREATE TABLE with keys and constraints, then the table's indexes, triggers and comments.</summary>
    protected abstract IEnumerable<SqlStatement> CreateTable(CreateTable o);

    /// <summary>DROP TABLE, which fails while others depend on the table: never CASCADE.</summary>
    protected virtual IEnumerable<SqlStatement> DropTable(DropTable o) =>
        o.IsForeign ? throw NoServers(o) : [new($"DROP TABLE {(o.IfExists ? "IF EXISTS " : "")}{Quote(o.Table)}")];

    /// <summary>ALTER TABLE … RENAME TO.</summary>
    protected virtual IEnumerable<SqlStatement> RenameTable(RenameTable o) =>
        [Alter(o.Table, $"RENAME TO {Quote(o.To)}")];

    /// <summary>Moves a table into another schema, or refuses where the engine has none.</summary>
    protected abstract IEnumerable<SqlStatement> MoveTable(MoveTable o);

    /// <summary>Adds a column; existing rows get its default.</summary>
    protected abstract IEnumerable<SqlStatement> AddColumn(AddColumn o, DatabaseModel before);

    /// <summary>ALTER TABLE … DROP COLUMN, with the indexes and constraints of its own table that name the column, and
    /// without those of others.</summary>
    protected virtual IEnumerable<SqlStatement> DropColumn(DropColumn o, DatabaseModel before) =>
        [Alter(o.Table, $"DROP COLUMN {Quote(o.Column)}")];

    /// <summary>Changes what the new definition says, converts the values, and leaves the rest as it is.</summary>
    protected abstract IEnumerable<SqlStatement> AlterColumn(AlterColumn o, DatabaseModel before);

    /// <summary>ALTER TABLE … RENAME COLUMN; what names the column follows.</summary>
    protected virtual IEnumerable<SqlStatement> RenameColumn(RenameColumn o) =>
        [Alter(o.Table, $"RENAME COLUMN {Quote(o.Column)} TO {Quote(o.To)}")];

    /// <summary>Sets the default for rows to come, or removes it where there is none.</summary>
    protected abstract IEnumerable<SqlStatement> SetDefault(SetDefault o, DatabaseModel before);

    /// <summary>CREATE INDEX. What only changes speed may be left out; what changes results is refused where the engine
    /// lacks it.</summary>
    protected abstract SqlStatement CreateIndex(CreateIndex o);

    /// <summary>DROP INDEX.</summary>
    protected abstract SqlStatement DropIndex(DropIndex o);

    /// <summary>Adds a primary key, whose columns no longer take NULL.</summary>
    protected abstract IEnumerable<SqlStatement> AddPrimaryKey(AddPrimaryKey o, DatabaseModel before);

    /// <summary>Adds a unique constraint, or the unique index that the engine keeps for one.</summary>
    protected abstract IEnumerable<SqlStatement> AddUnique(AddUnique o);

    /// <summary>Adds a check that existing rows must pass too.</summary>
    protected abstract IEnumerable<SqlStatement> AddCheck(AddCheck o, DatabaseModel before);

    /// <summary>Adds a foreign key that existing rows must satisfy too.</summary>
    protected abstract IEnumerable<SqlStatement> AddForeignKey(AddForeignKey o, DatabaseModel before);

    /// <summary>Drops a constraint of the kind that the operation says.</summary>
    protected abstract IEnumerable<SqlStatement> DropConstraint(DropConstraint o, DatabaseModel before);

    /// <summary>Checks the rows that a constraint was added without, where the engine adds any so; else it only has to
    /// be there.</summary>
    protected abstract IEnumerable<SqlStatement> ValidateConstraint(ValidateConstraint o, DatabaseModel before);

    /// <summary>Sets whether a column may be NULL, and names nothing else of it.</summary>
    protected abstract IEnumerable<SqlStatement> SetNullability(SetNullability o, DatabaseModel before);

    /// <summary>CREATE SCHEMA, or a refusal where the engine has none.</summary>
    protected abstract IEnumerable<SqlStatement> CreateSchema(CreateSchema o);

    /// <summary>DROP SCHEMA, which fails while it holds anything: never CASCADE. A refusal where the engine has
    /// none.</summary>
    protected abstract IEnumerable<SqlStatement> DropSchema(DropSchema o);

    /// <summary>CREATE SEQUENCE with the values that are given, or a refusal where the engine has none.</summary>
    protected abstract IEnumerable<SqlStatement> CreateSequence(CreateSequence o);

    /// <summary>DROP SEQUENCE, or a refusal where the engine has none.</summary>
    protected abstract IEnumerable<SqlStatement> DropSequence(DropSequence o);

    /// <summary>CREATE TRIGGER, after the function that it calls where the engine needs one.</summary>
    protected abstract IEnumerable<SqlStatement> CreateTrigger(CreateTrigger o);

    /// <summary>DROP TRIGGER, and the function that it called where the engine needed one.</summary>
    protected abstract IEnumerable<SqlStatement> DropTrigger(DropTrigger o);

    /// <summary>CREATE VIEW with the query as it is written. Replacing a view is left to the engine.</summary>
    protected virtual IEnumerable<SqlStatement> CreateView(CreateView o) =>
        [new($"CREATE VIEW {Quote(o.View.Name)} AS\n{o.View.Query.Trim().TrimEnd(';')}")];

    /// <summary>DROP VIEW, which fails while others depend on the view: never CASCADE.</summary>
    protected virtual IEnumerable<SqlStatement> DropView(DropView o) => [new($"DROP VIEW {Quote(o.View)}")];

    /// <summary>An ALTER TABLE.</summary>
    protected SqlStatement Alter(ObjectName table, string change) => new($"ALTER TABLE {Quote(table)} {change}");

    [SuppressMessage("Design", "MA0051", Justification = "The only switch over the operations, a line for each.")]
    private IEnumerable<SqlStatement> Statements(Operation operation, DatabaseModel before) =>
        operation switch
        {
            CreateTable o => CreateTable(o),
            DropTable o => DropTable(o),
            RenameTable o => RenameTable(o),
            MoveTable o => MoveTable(o),
            AddColumn o => AddColumn(o, before),
            DropColumn o => DropColumn(o, before),
            AlterColumn o => AlterColumn(o, before),
            RenameColumn o => RenameColumn(o),
            SetDefault o => SetDefault(o, before),
            CreateIndex o => [CreateIndex(o)],
            DropIndex o => [DropIndex(o)],
            AddPrimaryKey o => AddPrimaryKey(o, before),
            AddUnique o => AddUnique(o),
            AddCheck o => AddCheck(o, before),
            AddForeignKey o => AddForeignKey(o, before),
            DropConstraint o => DropConstraint(o, before),
            ValidateConstraint o => ValidateConstraint(o, before),
            SetNullability o => SetNullability(o, before),
            CreatePartition o => CreatePartition(o),
            AttachPartition o => AttachPartition(o),
            DetachPartition o => DetachPartition(o),
            CreateSchema o => CreateSchema(o),
            DropSchema o => DropSchema(o),
            CreateSequence o => CreateSequence(o),
            DropSequence o => DropSequence(o),
            CreateTrigger o => CreateTrigger(o),
            DropTrigger o => DropTrigger(o),
            CreateView o => CreateView(o),
            DropView o => DropView(o),
            CreateFunction o => CreateFunction(o),
            DropFunction o => DropFunction(o),
            SetDistribution o => SetDistribution(o),
            CreateForeignServer o => CreateForeignServer(o),
            DropForeignServer o => DropForeignServer(o),
            SetRowSecurity o => SetRowSecurity(o),
            CreatePolicy o => CreatePolicy(o),
            DropPolicy o => DropPolicy(o),
            CreateExtension o => CreateExtension(o),
            DropExtension o => DropExtension(o),
            CreateEnumType o => CreateEnumType(o),
            DropEnumType o => DropEnumType(o),
            AddEnumValue o => AddEnumValue(o),
            InsertRows o => InsertRows(o),
            UpdateRows o => UpdateRows(o),
            DeleteRows o => DeleteRows(o),
            Backfill o => Backfill(o, before),
            ExecuteSql o => ExecuteSql(o),
            ExecuteCode o => ExecuteCode(o),
            Conditional o => Conditional(o, before),
            _ => throw new UnreachableException(operation.GetType().Name),
        };

    private IEnumerable<SqlStatement> ExecuteSql(ExecuteSql o)
    {
        IReadOnlyList<SqlPiece> pieces;
        try
        {
            pieces = SqlSplitter.Split(o.Sql, BackslashEscapes);
        }
        catch (SqlTextException error)
        {
            throw Refuse(o, $"in line {error.Line} of it, {error.Reason}", $"{error.WayOut}.");
        }

        var isWrapped = IsWrapped(pieces);
        if (!isWrapped && pieces.FirstOrDefault(piece => piece.Control is not TransactionControl.None) is { } stray)
        {
            throw Refuse(
                o,
                $"in line {stray.Line} of it, {string.Join(' ', stray.Words.Take(2))} would begin or end a "
                    + $"transaction, and "
                    + "the run opens and commits the migration's own",
                "Leave such statements out: the migration is one transaction, all or nothing. What has to be committed "
                    + "apart goes into a migration of its own."
            );
        }

        return pieces.Select(piece =>
            Raw(piece.Text) with
            {
                IsLeftOut = piece.Control is not TransactionControl.None,
            }
        );
    }

    // One BEGIN and one COMMIT around all but settings are what the run does anyway.
    private static bool IsWrapped(IReadOnlyList<SqlPiece> pieces)
    {
        var script = pieces.SkipWhile(piece => piece.IsSetting).Reverse().SkipWhile(piece => piece.IsSetting).ToList();
        return script is [{ Control: TransactionControl.Commit }, .., { Control: TransactionControl.Begin }]
            && script.Count(piece => piece.Control is not TransactionControl.None) == 2;
    }

    /// <summary>SQL that is put before more SQL: a comment at its end does not swallow what follows.</summary>
    internal static string Closed(string sql) =>
        sql.AsSpan(sql.LastIndexOf('\n') + 1).Contains("--", StringComparison.Ordinal) ? $"{sql}\n" : sql;

    // A script shows code as a comment; a run calls it in the comment's place.
    private static IEnumerable<SqlStatement> ExecuteCode(ExecuteCode o) =>
        [new($"/* {o.Summary.Replace("*/", "* /", StringComparison.Ordinal)} */")];

    private IEnumerable<SqlStatement> Conditional(Conditional o, DatabaseModel before)
    {
        foreach (var operation in o.Chosen(before))
        {
            foreach (var statement in Render(operation, before))
            {
                yield return statement;
            }

            before = Fold(before, operation);
        }
    }
}
