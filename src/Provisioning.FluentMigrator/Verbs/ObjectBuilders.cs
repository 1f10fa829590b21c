using FluentMigrator.Builders;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.View</c>.</summary>
internal sealed class CreateViewBuilder(string name) : SchemaExpression, ICreateViewSyntax
{
    private View _view = new(name, "");
    private bool _replaces;

    ICreateViewSyntax ICreateViewSyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
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

    public override void Check(Problems problems)
    {
        problems.Require(name, "a view to create");
        problems.AddIf(string.IsNullOrWhiteSpace(_view.Query), $"view {name} shows nothing; end it with As");
    }

    public override IEnumerable<Operation> Operations() =>
        [new CreateView(_view with { Name = InSchema(name) }, _replaces)];
}

/// <summary><c>Create.Function</c>.</summary>
internal sealed class CreateFunctionBuilder(string name) : SchemaExpression, ICreateFunctionSyntax
{
    private Function _function = new(name, "void", "");
    private bool _replaces;

    ICreateFunctionSyntax ICreateFunctionSyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

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

    public ICreateFunctionSyntax SecurityDefiner(string searchPath) =>
        With(_function with { IsSecurityDefiner = true, SearchPath = searchPath });

    public void As(string body) => _function = _function with { Body = body };

    public override void Check(Problems problems)
    {
        problems.Require(name, "a function to create");
        problems.AddIf(string.IsNullOrWhiteSpace(_function.Body), $"function {name} does nothing; end it with As");
    }

    public override IEnumerable<Operation> Operations() =>
        [new CreateFunction(_function with { Name = InSchema(name) }, _replaces)];

    private CreateFunctionBuilder With(Function function)
    {
        _function = function;
        return this;
    }
}

/// <summary><c>Create.Policy</c>.</summary>
internal sealed class CreatePolicyBuilder(string name)
    : SchemaExpression,
        ICreatePolicyOnTableSyntax,
        ICreatePolicySyntax
{
    private string _table = "";
    private Policy _policy = new(name);

    private ObjectName Table => InSchema(_table);

    public ICreatePolicySyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    ICreatePolicySyntax ICreatePolicySyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    public ICreatePolicySyntax For(PolicyCommand command) => With(_policy with { Command = command });

    public ICreatePolicySyntax To(params string[] roles) => With(_policy with { Roles = roles.ToValueList() });

    public ICreatePolicySyntax AsRestrictive() => With(_policy with { IsRestrictive = true });

    public ICreatePolicySyntax Using(string sql) => With(_policy with { Using = sql });

    public ICreatePolicySyntax WithCheck(string sql) => With(_policy with { WithCheck = sql });

    public override void Check(Problems problems)
    {
        problems.Require(name, "a policy to create");
        problems.Require(Table, $"policy {name}");
    }

    public override IEnumerable<Operation> Operations() => [new CreatePolicy(Table, _policy)];

    private CreatePolicyBuilder With(Policy policy)
    {
        _policy = policy;
        return this;
    }
}

/// <summary><c>Alter.RowLevelSecurity</c>.</summary>
internal sealed class AlterRowSecurityBuilder(string table) : SchemaExpression, IAlterRowSecuritySyntax
{
    private RowSecurity? _security;

    private ObjectName Table => InSchema(table);

    IAlterRowSecuritySyntax IAlterRowSecuritySyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    public void Enable() => _security = RowSecurity.On;

    public void Force() => _security = RowSecurity.Forced;

    public void Disable() => _security = RowSecurity.Off;

    public override void Check(Problems problems)
    {
        problems.Require(Table, "row-level security");
        problems.AddIf(
            _security is null,
            $"row-level security of {Table} does not change; end it with Enable, Force or Disable"
        );
    }

    public override IEnumerable<Operation> Operations() =>
        [new SetRowSecurity(Table, _security!.Value, _security is RowSecurity.Off ? RowSecurity.On : RowSecurity.Off)];
}

/// <summary><c>Create.Enum</c> and <c>Alter.Enum</c>.</summary>
internal sealed class EnumBuilder(string name) : SchemaExpression, ICreateEnumSyntax, IAlterEnumSyntax
{
    private Func<ObjectName, Operation>? _operation;

    ICreateEnumSyntax ICreateEnumSyntax.InSchema(string? schemaName) => In(schemaName);

    IAlterEnumSyntax IAlterEnumSyntax.InSchema(string? schemaName) => In(schemaName);

    public void WithValues(params string[] values) =>
        _operation = type => new CreateEnumType(type, values.ToValueList());

    public void AddValue(string value, string? before = null) =>
        _operation = type => new AddEnumValue(type, value, before);

    public override void Check(Problems problems)
    {
        problems.Require(name, "an enum");
        problems.AddIf(_operation is null, $"enum {name} has no values; end it with WithValues or AddValue");
    }

    public override IEnumerable<Operation> Operations() => [_operation!(InSchema(name))];

    private EnumBuilder In(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }
}

/// <summary>Something to delete that only has a name, a schema, and perhaps a table.</summary>
internal sealed class DeleteObjectBuilder(string name, string what, Func<ObjectName, Operation> drop)
    : SchemaExpression,
        IInSchemaSyntax
{
    void IInSchemaSyntax.InSchema(string schemaName) => SchemaName = schemaName;

    public override void Check(Problems problems) => problems.Require(InSchema(name), what);

    public override IEnumerable<Operation> Operations() => [drop(InSchema(name))];
}
