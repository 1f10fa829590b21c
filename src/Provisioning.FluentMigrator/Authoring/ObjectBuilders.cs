using FluentMigrator.Builders;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.View</c>.</summary>
internal sealed class CreateViewBuilder(string name) : ICreateViewSyntax, IDraft
{
    private View _view = new(name, "");
    private bool _replaces;

    public ICreateViewSyntax InSchema(string? schemaName)
    {
        _view = _view with { Name = new(schemaName, name) };
        return this;
    }

    public ICreateViewSyntax OrReplace()
    {
        _replaces = true;
        return this;
    }

    public ICreateViewSyntax Materialized()
    {
        _view = _view with { IsMaterialized = true };
        return this;
    }

    public void As(string sql) => _view = _view with { Query = sql };

    public void Check(Problems problems)
    {
        problems.Require(name, "a view to create");
        if (string.IsNullOrWhiteSpace(_view.Query))
        {
            problems.Add($"view {name} shows nothing; end it with As");
        }
    }

    public IEnumerable<Operation> Operations() => [new CreateView(_view, _replaces)];
}

/// <summary><c>Create.Function</c>.</summary>
internal sealed class CreateFunctionBuilder(string name) : ICreateFunctionSyntax, IDraft
{
    private Function _function = new(name, "void", "");
    private bool _replaces;

    public ICreateFunctionSyntax InSchema(string? schemaName) => With(_function with { Name = new(schemaName, name) });

    public ICreateFunctionSyntax OrReplace()
    {
        _replaces = true;
        return this;
    }

    public ICreateFunctionSyntax WithParameters(string sql) => With(_function with { Parameters = sql });

    public ICreateFunctionSyntax Returns(string type) => With(_function with { Returns = type });

    public ICreateFunctionSyntax Language(string language) => With(_function with { Language = language });

    public ICreateFunctionSyntax Immutable() => With(_function with { Volatility = Volatility.Immutable });

    public ICreateFunctionSyntax Stable() => With(_function with { Volatility = Volatility.Stable });

    public ICreateFunctionSyntax SecurityDefiner(string searchPath) => With(_function with { IsSecurityDefiner = true, SearchPath = searchPath });

    public void As(string body) => _function = _function with { Body = body };

    public void Check(Problems problems)
    {
        problems.Require(name, "a function to create");
        if (string.IsNullOrWhiteSpace(_function.Body))
        {
            problems.Add($"function {name} does nothing; end it with As");
        }
    }

    public IEnumerable<Operation> Operations() => [new CreateFunction(_function, _replaces)];

    private CreateFunctionBuilder With(Function function)
    {
        _function = function;
        return this;
    }
}

/// <summary><c>Create.Policy</c>.</summary>
internal sealed class CreatePolicyBuilder(string name) : ICreatePolicyOnTableSyntax, ICreatePolicySyntax, IDraft
{
    private ObjectName _table = "";
    private Policy _policy = new(name);

    public ICreatePolicySyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public ICreatePolicySyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public ICreatePolicySyntax For(PolicyCommand command) => With(_policy with { Command = command });

    public ICreatePolicySyntax To(params string[] roles) => With(_policy with { Roles = roles.ToValueList() });

    public ICreatePolicySyntax AsRestrictive() => With(_policy with { IsRestrictive = true });

    public ICreatePolicySyntax Using(string sql) => With(_policy with { Using = sql });

    public ICreatePolicySyntax WithCheck(string sql) => With(_policy with { WithCheck = sql });

    public void Check(Problems problems)
    {
        problems.Require(name, "a policy to create");
        problems.Require(_table, $"policy {name}");
    }

    public IEnumerable<Operation> Operations() => [new CreatePolicy(_table, _policy)];

    private CreatePolicyBuilder With(Policy policy)
    {
        _policy = policy;
        return this;
    }
}

/// <summary><c>Alter.RowLevelSecurity</c>.</summary>
internal sealed class AlterRowSecurityBuilder(string table) : IAlterRowSecuritySyntax, IDraft
{
    private ObjectName _table = table;
    private RowSecurity? _security;

    public IAlterRowSecuritySyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public void Enable() => _security = RowSecurity.On;

    public void Force() => _security = RowSecurity.Forced;

    public void Disable() => _security = RowSecurity.Off;

    public void Check(Problems problems)
    {
        problems.Require(_table, "row-level security");
        if (_security is null)
        {
            problems.Add($"row-level security of {_table} stays as it is; end it with Enable, Force or Disable");
        }
    }

    public IEnumerable<Operation> Operations() => [new SetRowSecurity(_table, _security!.Value, _security is RowSecurity.Off ? RowSecurity.On : RowSecurity.Off)];
}

/// <summary><c>Create.Enum</c> and <c>Alter.Enum</c>.</summary>
internal sealed class EnumBuilder(string name) : ICreateEnumSyntax, IAlterEnumSyntax, IDraft
{
    private ObjectName _name = name;
    private Operation? _operation;

    ICreateEnumSyntax ICreateEnumSyntax.InSchema(string? schemaName) => In(schemaName);

    IAlterEnumSyntax IAlterEnumSyntax.InSchema(string? schemaName) => In(schemaName);

    public void WithValues(params string[] values) => _operation = new CreateEnumType(_name, values.ToValueList());

    public void AddValue(string value, string? before = null) => _operation = new AddEnumValue(_name, value, before);

    public void Check(Problems problems)
    {
        problems.Require(name, "an enum");
        if (_operation is null)
        {
            problems.Add($"enum {name} has no values; end it with WithValues or AddValue");
        }
    }

    public IEnumerable<Operation> Operations() => [_operation!];

    private EnumBuilder In(string? schemaName)
    {
        _name = _name with { Schema = schemaName };
        return this;
    }
}

/// <summary>Something to delete that only has a name, a schema, and perhaps a table.</summary>
internal sealed class DeleteObjectBuilder(string name, string what, Func<ObjectName, Operation> drop) : IInSchemaSyntax, IDraft
{
    private ObjectName _name = name;

    public void InSchema(string? schemaName) => _name = _name with { Schema = schemaName };

    public void Check(Problems problems) => problems.Require(_name, what);

    public IEnumerable<Operation> Operations() => [drop(_name)];
}
