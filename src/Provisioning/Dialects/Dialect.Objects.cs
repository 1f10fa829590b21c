using System.Diagnostics;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// What only PostgreSQL has is refused by every other engine in the same words.
public abstract partial class Dialect
{
    /// <summary>Creates a view.</summary>
    protected virtual IEnumerable<SqlStatement> CreateView(CreateView o) =>
        [new($"CREATE VIEW {Quote(o.View.Name)} AS\n{o.View.Query.Trim().TrimEnd(';')}")];

    /// <summary>Drops a view.</summary>
    protected virtual IEnumerable<SqlStatement> DropView(DropView o) => [new($"DROP VIEW {Quote(o.View)}") { Lock = Exclusive(o.View) }];

    /// <summary>Creates a function.</summary>
    protected virtual IEnumerable<SqlStatement> CreateFunction(CreateFunction o) => throw OnlyPostgreSql(o, "functions", "Do it in the application, or in a trigger's own body");

    /// <summary>Drops a function.</summary>
    protected virtual IEnumerable<SqlStatement> DropFunction(DropFunction o) => throw OnlyPostgreSql(o, "functions", "Do it in the application, or in a trigger's own body");

    /// <summary>Says whether a table's policies hold.</summary>
    protected virtual IEnumerable<SqlStatement> SetRowSecurity(SetRowSecurity o) => throw NoPolicies(o);

    /// <summary>Creates a policy.</summary>
    protected virtual IEnumerable<SqlStatement> CreatePolicy(CreatePolicy o) => throw NoPolicies(o);

    /// <summary>Drops a policy.</summary>
    protected virtual IEnumerable<SqlStatement> DropPolicy(DropPolicy o) => throw NoPolicies(o);

    /// <summary>Creates an extension.</summary>
    protected virtual IEnumerable<SqlStatement> CreateExtension(CreateExtension o) => throw NoExtensions(o);

    /// <summary>Drops an extension.</summary>
    protected virtual IEnumerable<SqlStatement> DropExtension(DropExtension o) => throw NoExtensions(o);

    /// <summary>Creates a type whose values are listed.</summary>
    protected virtual IEnumerable<SqlStatement> CreateEnumType(CreateEnumType o) => throw NoEnums(o);

    /// <summary>Drops a type whose values are listed.</summary>
    protected virtual IEnumerable<SqlStatement> DropEnumType(DropEnumType o) => throw NoEnums(o);

    /// <summary>Adds a value to a type whose values are listed.</summary>
    protected virtual IEnumerable<SqlStatement> AddEnumValue(AddEnumValue o) => throw NoEnums(o);

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

    private IEnumerable<SqlStatement> RenderObject(Operation operation) => operation switch
    {
        CreateView o => CreateView(o),
        DropView o => DropView(o),
        CreateFunction o => CreateFunction(o),
        DropFunction o => DropFunction(o),
        SetRowSecurity o => SetRowSecurity(o),
        CreatePolicy o => CreatePolicy(o),
        DropPolicy o => DropPolicy(o),
        CreateExtension o => CreateExtension(o),
        DropExtension o => DropExtension(o),
        CreateEnumType o => CreateEnumType(o),
        DropEnumType o => DropEnumType(o),
        AddEnumValue o => AddEnumValue(o),
        _ => throw new UnreachableException(operation.GetType().Name),
    };

    private OperationNotSupportedException NoPolicies(Operation o) => OnlyPostgreSql(o, "row-level security", "Keep rows apart in the application");

    private OperationNotSupportedException NoExtensions(Operation o) => OnlyPostgreSql(o, "extensions of this kind", "Leave it out here");

    private OperationNotSupportedException NoEnums(Operation o) => OnlyPostgreSql(o, "types of one's own", "Use a text column with a check constraint");

    private OperationNotSupportedException OnlyPostgreSql(Operation o, string what, string instead) =>
        Refuse(o, $"it has no {what}", $"{instead}, and guard the call with IfDatabase(\"postgresql\").");
}
