using FluentMigrator.Infrastructure;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>A new view: its schema, how it is kept, and what it shows.</summary>
public interface ICreateViewSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateViewSyntax InSchema(string? schemaName);

    /// <summary>One of that name may be there, and is then another. Cannot be reversed automatically.</summary>
    ICreateViewSyntax OrReplace();

    /// <summary>Keeps its rows until it is refreshed. PostgreSQL only.</summary>
    ICreateViewSyntax Materialized();

    /// <summary>What it shows: a SELECT.</summary>
    void As(string sql);
}

/// <summary>A new function. PostgreSQL only.</summary>
public interface ICreateFunctionSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateFunctionSyntax InSchema(string? schemaName);

    /// <summary>One of that name and parameters may be there, and is then another. Cannot be reversed
    /// automatically.</summary>
    ICreateFunctionSyntax OrReplace();

    /// <summary>Its parameters as SQL writes them: <c>a integer, b text</c>.</summary>
    ICreateFunctionSyntax WithParameters(string sql);

    /// <summary>What it returns; <c>void</c> where nothing is said.</summary>
    ICreateFunctionSyntax Returns(string type);

    /// <summary>Its language; plpgsql where nothing is said.</summary>
    ICreateFunctionSyntax Language(string language);

    /// <summary>Its result depends on its arguments alone.</summary>
    ICreateFunctionSyntax Immutable();

    /// <summary>Its result depends on the database as the statement sees it.</summary>
    ICreateFunctionSyntax Stable();

    /// <summary>Runs with its owner's rights, with this search path, which keeps others from slipping in objects of
    /// their own.</summary>
    ICreateFunctionSyntax SecurityDefiner(string searchPath);

    /// <summary>What it does, in its language.</summary>
    void As(string body);
}

/// <summary>A new policy: its table.</summary>
public interface ICreatePolicyOnTableSyntax : IFluentSyntax
{
    /// <summary>The table whose rows it is about.</summary>
    ICreatePolicySyntax OnTable(string tableName);
}

/// <summary>A new policy. Without a condition it lets every row through. PostgreSQL only.</summary>
public interface ICreatePolicySyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreatePolicySyntax InSchema(string? schemaName);

    /// <summary>The command that it is about; all where nothing is said.</summary>
    ICreatePolicySyntax For(PolicyCommand command);

    /// <summary>The roles that it is about; everyone where nothing is said.</summary>
    ICreatePolicySyntax To(params string[] roles);

    /// <summary>Takes away from what others allow.</summary>
    ICreatePolicySyntax AsRestrictive();

    /// <summary>The condition over rows that are read.</summary>
    ICreatePolicySyntax Using(string sql);

    /// <summary>The condition over rows that are written.</summary>
    ICreatePolicySyntax WithCheck(string sql);
}

/// <summary>Row-level security of a table. PostgreSQL only.</summary>
public interface IAlterRowSecuritySyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IAlterRowSecuritySyntax InSchema(string? schemaName);

    /// <summary>Its policies hold for everyone but its owner.</summary>
    void Enable();

    /// <summary>Its policies hold for its owner as well.</summary>
    void Force();

    /// <summary>Its policies do not hold.</summary>
    void Disable();
}

/// <summary>A type whose values are listed. PostgreSQL only.</summary>
public interface ICreateEnumSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateEnumSyntax InSchema(string? schemaName);

    /// <summary>Its values in order.</summary>
    void WithValues(params string[] values);
}

/// <summary>A type whose values are listed, to change. PostgreSQL only.</summary>
public interface IAlterEnumSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IAlterEnumSyntax InSchema(string? schemaName);

    /// <summary>Adds a value at the end, or before another. It cannot be taken away again.</summary>
    void AddValue(string value, string? before = null);
}
