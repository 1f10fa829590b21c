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
    private OperationCollector? _collector;

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

    /// <summary>What the operations are collected in.</summary>
    protected IMigrationContext Context => Collector;

    private protected ExpressionRoots Roots => new(Collector);

    private protected OperationCollector Collector =>
        _collector ?? throw new InvalidOperationException($"{GetType().Name} can describe something only inside Up and Down.");

    /// <summary>Describes the way to this version.</summary>
    public abstract void Up();

    /// <summary>Describes the way back.</summary>
    public abstract void Down();

    /// <summary>Roots of chains that count only on engines known by one of these names, in any case.</summary>
    public IIfDatabaseExpressionRoot IfDatabase(params string[] databaseType) =>
        IfDatabase(engine => databaseType.Contains(engine, StringComparer.OrdinalIgnoreCase));

    /// <summary>Roots of chains that count only on engines one of whose names satisfies the predicate.</summary>
    public IIfDatabaseExpressionRoot IfDatabase(Predicate<string> databaseTypeFunc) =>
        Collector.Context.EngineNames.Any(engine => databaseTypeFunc(engine)) ? Roots : new ExpressionRoots(Collector.Elsewhere()) { AreElsewhere = true };

    /// <inheritdoc />
    public virtual void GetUpExpressions(IMigrationContext context) => Collect(context, Up);

    /// <inheritdoc />
    public virtual void GetDownExpressions(IMigrationContext context) => Collect(context, Down);

    private protected void Collect(IMigrationContext context, Action describe)
    {
        var outer = _collector;
        _collector = context as OperationCollector
            ?? throw new ArgumentException("The context must be the one that the migration was handed.", nameof(context));
        ConnectionString = context.Connection;
        try
        {
            describe();
        }
        finally
        {
            _collector = outer;
        }
    }
}
