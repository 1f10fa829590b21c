using FluentMigrator.Builders.Alter;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.IfDatabase;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Builders.Rename;
using FluentMigrator.Builders.Schema;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;

namespace FluentMigrator;

/// <summary>What all migrations have in common. <see cref="Up"/> and <see cref="Down"/> only describe; nothing runs before they have returned.</summary>
public abstract class MigrationBase : IMigration
{
    private IMigrationContext? _context;

    /// <inheritdoc />
    public string ConnectionString { get; protected set; } = "";

    /// <summary>Changes tables and columns.</summary>
    public IAlterExpressionRoot Alter => Roots.Alter;

    /// <summary>Creates tables, columns, indexes, keys, constraints, sequences and schemas.</summary>
    public ICreateExpressionRoot Create => Roots.Create;

    /// <summary>Gives tables and columns other names.</summary>
    public IRenameExpressionRoot Rename => Roots.Rename;

    /// <summary>Inserts rows.</summary>
    public IInsertExpressionRoot Insert => Roots.Insert;

    /// <summary>Asks what existed before the migration.</summary>
    public ISchemaExpressionRoot Schema => Roots.Schema;

    /// <summary>What the expressions are collected in.</summary>
    protected IMigrationContext Context =>
        _context ?? throw new InvalidOperationException($"{GetType().Name} can describe something only inside Up and Down.");

    /// <summary>The same, for what is described here beyond FluentMigrator.</summary>
    internal IMigrationContext Collecting => Context;

    private protected ExpressionRoots Roots => new(Context, GetType().Assembly);

    /// <summary>The names of the engine, the first being the one that messages use.</summary>
    private protected IEnumerable<string> EngineNames => Context.QuerySchema is { } engine ? [engine.DatabaseType, .. engine.DatabaseTypeAliases] : [];

    /// <summary>Describes the way to this version.</summary>
    public abstract void Up();

    /// <summary>Describes the way back.</summary>
    public abstract void Down();

    /// <summary>Roots of chains that count only on engines known by one of these names, in any case.</summary>
    public IIfDatabaseExpressionRoot IfDatabase(params string[] databaseType) =>
        IfDatabase(engine => databaseType.Contains(engine, StringComparer.OrdinalIgnoreCase));

    /// <summary>Roots of chains that count only on engines one of whose names satisfies the predicate.</summary>
    public IIfDatabaseExpressionRoot IfDatabase(Predicate<string> databaseTypeFunc) =>
        EngineNames.Any(engine => databaseTypeFunc(engine)) ? Roots
            : new ExpressionRoots(new MigrationContext(EngineQuerySchema.Nothing, Context.ServiceProvider, Context.Connection), GetType().Assembly) { AreElsewhere = true };

    /// <inheritdoc />
    public virtual void GetUpExpressions(IMigrationContext context) => Collect(context, Up);

    /// <inheritdoc />
    public virtual void GetDownExpressions(IMigrationContext context) => Collect(context, Down);

    private protected void Collect(IMigrationContext context, Action describe)
    {
        var outer = _context;
        _context = context;
        ConnectionString = context.Connection;
        try
        {
            describe();
        }
        finally
        {
            _context = outer;
        }
    }
}
