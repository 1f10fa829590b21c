using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// One method per operation. Where engines agree the SQL stands here; where they don't, each says its own.
public abstract partial class Dialect
{
    /// <summary>Creates a table.</summary>
    protected abstract IEnumerable<SqlStatement> CreateTable(CreateTable o);

    /// <summary>Drops a table.</summary>
    protected virtual IEnumerable<SqlStatement> DropTable(DropTable o) =>
        [new($"DROP TABLE {(o.IfExists ? "IF EXISTS " : "")}{Quote(o.Table)}") { Lock = Exclusive(o.Table) }];

    /// <summary>Renames a table.</summary>
    protected virtual IEnumerable<SqlStatement> RenameTable(RenameTable o) => [Alter(o.Table, $"RENAME TO {Quote(o.To)}")];

    /// <summary>Moves a table into another schema.</summary>
    protected abstract IEnumerable<SqlStatement> MoveTable(MoveTable o);

    /// <summary>Adds a column.</summary>
    protected abstract IEnumerable<SqlStatement> AddColumn(AddColumn o, DatabaseModel before);

    /// <summary>Drops a column.</summary>
    protected virtual IEnumerable<SqlStatement> DropColumn(DropColumn o, DatabaseModel before) => [Alter(o.Table, $"DROP COLUMN {Quote(o.Column)}")];

    /// <summary>Alters a column.</summary>
    protected abstract IEnumerable<SqlStatement> AlterColumn(AlterColumn o, DatabaseModel before);

    /// <summary>Renames a column.</summary>
    protected virtual IEnumerable<SqlStatement> RenameColumn(RenameColumn o) =>
        [Alter(o.Table, $"RENAME COLUMN {Quote(o.Column)} TO {Quote(o.To)}")];

    /// <summary>Sets or drops a default.</summary>
    protected abstract IEnumerable<SqlStatement> SetDefault(SetDefault o, DatabaseModel before);

    /// <summary>Creates an index.</summary>
    protected abstract SqlStatement CreateIndex(CreateIndex o);

    /// <summary>Drops an index.</summary>
    protected abstract SqlStatement DropIndex(DropIndex o);

    /// <summary>Adds a primary key.</summary>
    protected abstract IEnumerable<SqlStatement> AddPrimaryKey(AddPrimaryKey o, DatabaseModel before);

    /// <summary>Adds a unique constraint.</summary>
    protected abstract IEnumerable<SqlStatement> AddUnique(AddUnique o);

    /// <summary>Adds a check constraint.</summary>
    protected abstract IEnumerable<SqlStatement> AddCheck(AddCheck o, DatabaseModel before);

    /// <summary>Adds a foreign key.</summary>
    protected abstract IEnumerable<SqlStatement> AddForeignKey(AddForeignKey o, DatabaseModel before);

    /// <summary>Drops a constraint.</summary>
    protected abstract IEnumerable<SqlStatement> DropConstraint(DropConstraint o, DatabaseModel before);

    /// <summary>Creates a schema.</summary>
    protected abstract IEnumerable<SqlStatement> CreateSchema(CreateSchema o);

    /// <summary>Drops a schema.</summary>
    protected abstract IEnumerable<SqlStatement> DropSchema(DropSchema o);

    /// <summary>Creates a sequence.</summary>
    protected abstract IEnumerable<SqlStatement> CreateSequence(CreateSequence o);

    /// <summary>Drops a sequence.</summary>
    protected abstract IEnumerable<SqlStatement> DropSequence(DropSequence o);

    /// <summary>Creates a trigger.</summary>
    protected abstract IEnumerable<SqlStatement> CreateTrigger(CreateTrigger o);

    /// <summary>Drops a trigger.</summary>
    protected abstract IEnumerable<SqlStatement> DropTrigger(DropTrigger o);

    /// <summary>An ALTER TABLE that keeps readers out.</summary>
    protected SqlStatement Alter(ObjectName table, string change) => new($"ALTER TABLE {Quote(table)} {change}") { Lock = Exclusive(table) };

    /// <summary>A lock that keeps everyone out of the table.</summary>
    protected static TableLock Exclusive(ObjectName table) => new(table, LockMode.AccessExclusive);
}
