using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;

namespace Provisioning.Authoring;

/// <summary>A database of another server: where it is.</summary>
public interface IForeignServerSyntax : IFluentSyntax
{
    /// <summary>At the URL that a variable of the environment, or of <c>.env</c>, holds when the migration runs:
    /// <c>postgresql://user:password@host/name</c>. The ledger keeps the variable's name alone.</summary>
    /// <param name="variable">The variable.</param>
    void FromVariable(string variable);
}

/// <summary><c>Create.ForeignServer</c> and <c>Alter.ForeignServer</c>.</summary>
internal sealed class ForeignServerBuilder(string server, bool replaces) : AuthoredExpression, IForeignServerSyntax
{
    private string? _variable;

    public void FromVariable(string variable) => _variable = variable;

    public override void Check(Problems problems)
    {
        problems.Require(server, "a foreign server");
        problems.AddIf(
            _variable is not [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_', ..]
                || !_variable.All(c => char.IsAsciiLetterOrDigit(c) || c is '_'),
            $"foreign server {server} does not name a variable of the environment; end it with FromVariable"
        );
    }

    public override IEnumerable<Operation> Operations() =>
        [new CreateForeignServer(server, _variable!) { Replaces = replaces }];
}
