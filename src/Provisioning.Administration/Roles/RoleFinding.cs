using Provisioning.Schema;

namespace Provisioning.Administration.Roles;

/// <summary>How what roles may do differs from what they should.</summary>
/// <param name="Kind">The kind of difference.</param>
/// <param name="Role">The role, or <c>PUBLIC</c>.</param>
/// <param name="Object">What it is about, as SQL names it: <c>TABLE public.users</c>.</param>
/// <param name="Message">The difference and what follows from it, in a sentence.</param>
/// <param name="Sql">The statements that fix it, in order. None where it has to be done by hand.</param>
public sealed record RoleFinding(
    RoleFindingKind Kind,
    string Role,
    string Object,
    string Message,
    ValueList<string> Sql
);

/// <summary>The kind of a difference.</summary>
public enum RoleFindingKind
{
    /// <summary>A role, a privilege or a default privilege that is needed is not there.</summary>
    Missing,

    /// <summary>A privilege, an attribute or a membership is there that is not needed.</summary>
    Excess,

    /// <summary>An object has another owner than the migration role.</summary>
    Owner,

    /// <summary>A setting of a role is not pinned.</summary>
    Setting,
}

/// <summary>What a database's catalogue says about two roles.</summary>
/// <param name="Findings">What differs, in the order in which it is to be fixed.</param>
/// <param name="Notes">What a person may want to know, and no finding.</param>
/// <param name="Obstacles">What this session lacks to fix it; empty for nothing.</param>
/// <param name="NewRoles">The roles that are not there yet.</param>
public sealed record RoleReport(
    IReadOnlyList<RoleFinding> Findings,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Obstacles,
    IReadOnlyList<string> NewRoles
)
{
    /// <summary>The statements that fix everything, in order.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [.. Findings.SelectMany(finding => finding.Sql)];
}
