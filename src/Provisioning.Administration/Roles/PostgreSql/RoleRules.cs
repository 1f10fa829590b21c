using Provisioning.Schema;
using static Provisioning.PostgreSql.Connection.PostgreSqlName;

namespace Provisioning.Administration.Roles.PostgreSql;

/// <summary>Compares the catalogue with a policy. Pure: what differs, with the statements that fix it, in the order in
/// which they work.</summary>
internal sealed partial class RoleRules(RoleFacts facts, RolePolicy policy)
{
    private const string Public = "PUBLIC";

    private static string[] OnTables => ["SELECT", "INSERT", "UPDATE", "DELETE"];

    private static string[] OnSequences => ["USAGE", "SELECT"];

    private string Application => policy.Roles.Application;

    private string Migration => policy.Roles.Migration;

    /// <summary>What differs.</summary>
    /// <param name="last">Findings from elsewhere, to be fixed last.</param>
    public RoleReport Report(IReadOnlyList<RoleFinding> last)
    {
        List<RoleFinding> findings =
        [
            .. Roles(),
            .. Memberships(),
            .. facts
                .Objects.Where(o => o.Kind is SecurableKind.Database or SecurableKind.Schema)
                .SelectMany(o => (RoleFinding[])[.. Owner(o), .. Privileges(o)]),
            .. ForeignDefaults(),
            .. facts.Objects.Where(o => o.Kind > SecurableKind.Schema).SelectMany(Owner),
            .. Dependencies(),
            .. facts.Objects.Where(o => o.Kind > SecurableKind.Schema).SelectMany(Privileges),
            .. Defaults(),
            .. Settings(),
            .. policy.ClosesOtherDatabases ? OtherDatabases() : [],
            .. last,
        ];
        return new(findings, [.. Notes()], [.. findings.Count == 0 ? [] : Obstacles()], [.. New()]);
    }

    private IEnumerable<string> New() =>
        ((string[])[Application, Migration]).Where(name => facts.Roles.All(role => role.Name != name));

    private IEnumerable<RoleFinding> Roles()
    {
        foreach (var name in New())
        {
            yield return new(
                RoleFindingKind.Missing,
                name,
                $"ROLE {Quote(name)}",
                $"There is no role {name}.",
                [$"CREATE ROLE {Quote(name)} LOGIN"]
            );
        }

        foreach (var role in facts.Roles)
        {
            var it = $"ROLE {Quote(role.Name)}";
            foreach (var attribute in role.Excess)
            {
                yield return new(
                    RoleFindingKind.Excess,
                    role.Name,
                    it,
                    $"{role.Name} has {attribute}, which nothing that it does needs.",
                    [$"ALTER {it} NO{attribute}"]
                );
            }

            if (!role.CanLogin)
            {
                yield return new(
                    RoleFindingKind.Missing,
                    role.Name,
                    it,
                    $"{role.Name} may not log in.",
                    [$"ALTER {it} LOGIN"]
                );
            }

            if (role.IsExpired)
            {
                yield return new(
                    RoleFindingKind.Missing,
                    role.Name,
                    it,
                    $"The password of {role.Name} is past its time, and the server takes it no more. `provision roles "
                        + $"rotate` makes a new one.",
                    []
                );
            }
        }
    }

    private IEnumerable<RoleFinding> Memberships() =>
        from membership in facts.Memberships
        select new RoleFinding(
            RoleFindingKind.Excess,
            membership.Member,
            $"ROLE {Quote(membership.Group)}",
            $"{membership.Member} is a member of {membership.Group}, and may do what that may.",
            [$"REVOKE {Quote(membership.Group)} FROM {Quote(membership.Member)}"]
        );

    private IEnumerable<RoleFinding> Owner(SecurableFact o)
    {
        // A schema may belong to any role but the application's; so may the database. Columns have no owner of their
        // own, and a linked sequence has its table's.
        var isWrong = o.Owner == Application || (o.Owner != Migration && IsOurs(o) && o.Kind > SecurableKind.Schema);
        if (isWrong && !o.IsLinked)
        {
            yield return new(
                RoleFindingKind.Owner,
                Migration,
                o.Target,
                o.Owner == Application
                    ? $"{o.Target} belongs to {Application}, which so may alter and drop it."
                    : $"{o.Target} belongs to {o.Owner}: {Migration} can neither alter nor drop it, whatever else it "
                        + $"was granted.",
                [$"ALTER {o.Target} OWNER TO {Quote(Migration)}"]
            );
        }
    }

    private IEnumerable<RoleFinding> Privileges(SecurableFact o)
    {
        if (o.Kind is SecurableKind.Type)
        {
            yield break;
        }

        // What a role owned goes with the owner.
        var wanted = Wanted(o);
        var application = Of(o, o.Owner == Application ? "" : Application);
        foreach (
            var finding in Missing(
                    o,
                    Application,
                    wanted.Except(application.Select(p => p.Privilege), StringComparer.Ordinal)
                )
                .Concat(
                    Excess(
                        o,
                        Application,
                        application.Where(p => !wanted.Contains(p.Privilege, StringComparer.Ordinal))
                    )
                )
                .Concat(
                    GrantOptions(
                        o,
                        application.Where(p => p.IsGrantable && wanted.Contains(p.Privilege, StringComparer.Ordinal))
                    )
                )
        )
        {
            yield return finding;
        }

        string[] creating = o.Kind switch
        {
            SecurableKind.Database => ["CONNECT", "CREATE", "TEMPORARY"],
            SecurableKind.Schema when IsOurs(o) => ["USAGE", "CREATE"],
            _ => [],
        };
        foreach (
            var finding in Missing(
                    o,
                    Migration,
                    o.Owner == Migration
                        ? []
                        : creating.Except(Of(o, Migration).Select(p => p.Privilege), StringComparer.Ordinal)
                )
                .Concat(IsOurs(o) ? Excess(o, null, Of(o, null)) : [])
        )
        {
            yield return finding;
        }
    }

    private string[] Wanted(SecurableFact o) =>
        o.Kind switch
        {
            SecurableKind.Database => ["CONNECT"],
            _ when !IsOurs(o) => [],
            SecurableKind.Schema => ["USAGE"],
            SecurableKind.Table when Is(o, policy.Versions) => ["SELECT"],
            SecurableKind.Table when Is(o, policy.Ledger) || Is(o, policy.History) => [],
            SecurableKind.Table => OnTables,
            SecurableKind.Sequence => OnSequences,
            SecurableKind.Routine => ["EXECUTE"],
            _ => [],
        };

    private bool Is(SecurableFact o, ObjectName table) =>
        o.Name == table.Name && o.Schema == (table.Schema ?? policy.Schemas[0]);

    private bool IsOurs(SecurableFact o) =>
        o.Kind is SecurableKind.Database
        || policy.Schemas.Contains(o.Schema!)
        || facts.Objects.Any(schema =>
            schema.Kind is SecurableKind.Schema && schema.Name == o.Schema && schema.Owner == Migration
        );

    private static PrivilegeFact[] Of(SecurableFact o, string? grantee) =>
        [.. o.Privileges.Where(p => p.Grantee == grantee)];

    private static IEnumerable<RoleFinding> Missing(SecurableFact o, string role, IEnumerable<string> privileges)
    {
        var list = string.Join(", ", privileges);
        if (list.Length > 0)
        {
            yield return new(
                RoleFindingKind.Missing,
                role,
                o.Target,
                $"{role} lacks {list} on {o.Target}.",
                [$"GRANT {list} ON {o.Target} TO {Quote(role)}"]
            );
        }
    }

    private IEnumerable<RoleFinding> Excess(SecurableFact o, string? role, IEnumerable<PrivilegeFact> privileges) =>
        from granted in privileges.GroupBy(p => p.Grantor, StringComparer.Ordinal)
        let list = string.Join(", ", granted.Select(p => p.Privilege))
        select new RoleFinding(
            RoleFindingKind.Excess,
            role ?? Public,
            Shown(o),
            role is null
                ? $"PUBLIC has {list} on {Shown(o)}: so every role of the server has it, {Application} as well."
                : $"{role} has {list} on {Shown(o)}, which it does not need.",
            Acting(
                o,
                granted.Key,
                $"REVOKE {Listed(o, granted)} ON {o.Target} FROM {(role is null ? Public : Quote(role))}"
            )
        );

    private IEnumerable<RoleFinding> GrantOptions(SecurableFact o, IEnumerable<PrivilegeFact> privileges) =>
        from granted in privileges.GroupBy(p => p.Grantor, StringComparer.Ordinal)
        let list = Listed(o, granted)
        select new RoleFinding(
            RoleFindingKind.Excess,
            Application,
            Shown(o),
            $"{Application} may grant {list} on {Shown(o)} to others.",
            Acting(o, granted.Key, $"REVOKE GRANT OPTION FOR {list} ON {o.Target} FROM {Quote(Application)} CASCADE")
        );

    // A privilege is revoked in the name of its grantor. Grants by the owner, or by a role acting for it, are the
    // owner's.
    private static ValueList<string> Acting(SecurableFact o, string grantor, string sql) =>
        grantor == o.Owner ? [sql] : [$"SET ROLE {Quote(grantor)}", sql, "RESET ROLE"];

    private static string Listed(SecurableFact o, IEnumerable<PrivilegeFact> privileges) =>
        string.Join(
            ", ",
            privileges.Select(p => o.Column is null ? p.Privilege : $"{p.Privilege} ({Quote(o.Column)})")
        );

    private static string Shown(SecurableFact o) => o.Column is null ? o.Target : $"column {o.Column} of {o.Target}";
}
