using FluentMigrator.Builders.Alter;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Execute;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Builders.Rename;
using FluentMigrator.Builders.Schema;
using FluentMigrator.Builders.Update;

namespace FluentMigrator.Builders.IfDatabase;

/// <summary>The roots of chains that count only on certain engines. Elsewhere nothing of them happens, and nothing exists.</summary>
public interface IIfDatabaseExpressionRoot
{
    /// <summary>Changes things.</summary>
    IAlterExpressionRoot Alter { get; }

    /// <summary>Creates things.</summary>
    ICreateExpressionRoot Create { get; }

    /// <summary>Takes things away.</summary>
    IDeleteExpressionRoot Delete { get; }

    /// <summary>Gives things other names.</summary>
    IRenameExpressionRoot Rename { get; }

    /// <summary>Inserts rows.</summary>
    IInsertExpressionRoot Insert { get; }

    /// <summary>Runs SQL and code.</summary>
    IExecuteExpressionRoot Execute { get; }

    /// <summary>Asks what exists; the answer is no where the engine is another.</summary>
    ISchemaExpressionRoot Schema { get; }

    /// <summary>Changes rows.</summary>
    IUpdateExpressionRoot Update { get; }

    /// <summary>Calls the delegate at once where the engine is the one asked for.</summary>
    void Delegate(Action delegation);
}
