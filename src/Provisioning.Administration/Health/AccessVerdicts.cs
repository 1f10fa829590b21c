using static Provisioning.Administration.Health.Amount;

namespace Provisioning.Administration.Health;

/// <summary>A role and what it may do beyond rows.</summary>
/// <param name="Name">The role.</param>
/// <param name="Powers">What it may that an application has no need of, in PostgreSQL's words: <c>SUPERUSER</c>,
/// <c>CREATE on schema public</c>.</param>
/// <param name="Owned">Tables that it owns.</param>
public sealed record RolePowers(string Name, IReadOnlyList<string> Powers, IReadOnlyList<string> Owned);

/// <summary>What comes of who may do what.</summary>
public static class AccessVerdicts
{
    /// <summary>The role that doctor came as, which is taken for the application's where no system says
    /// otherwise.</summary>
    public static Judgement Login(RolePowers role, HealthContext context)
    {
        var isMigration = context.Roles?.Migration == role.Name;
        return role.Powers.Contains("SUPERUSER", StringComparer.Ordinal) || (role.Powers.Count > 0 && !isMigration)
            ? new(
                context.Rule,
                $"{role.Name}: {Few([.. role.Powers])}",
                "a role for rows",
                "Whoever gets hold of this URL can do all that. Keep such a role for administration, and let doctor "
                    + "and the application come as roles that may less; doctor needs pg_monitor alone."
            )
            : new(
                Verdict.Ok,
                isMigration ? $"{role.Name}, for migrations" : $"{role.Name}, without further powers",
                "a role for rows"
            );
    }

    /// <summary>The application's role.</summary>
    /// <param name="expected">What it is called; null where no system was named.</param>
    /// <param name="role">What it may; null where there is no such role.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement Application(string? expected, RolePowers? role, HealthContext context)
    {
        if (expected is null || role is null)
        {
            return Judgement.NotKnown(
                expected is null ? "no system was named" : $"there is no role {expected}",
                expected is null
                    ? "Give --system, which says what its role is called."
                    : "`provision roles apply` makes it, with what it needs and no more."
            );
        }

        string[] found =
        [
            .. role.Powers,
            .. role.Owned.Count == 0 ? Array.Empty<string>() : [$"owns {Few(role.Owned, 3)}"],
        ];
        return Judgement.Within(
            found.Length == 0,
            context.Rule,
            found.Length == 0 ? $"{role.Name}, rows only" : $"{role.Name}: {Few(found)}",
            "rows only",
            "An error in the application can then change or drop the structure. Let the migration role own it, and "
                + "take the rest away: `provision roles apply`."
        );
    }

    /// <summary>What everybody may, roles of other databases included.</summary>
    /// <param name="powers">In PostgreSQL's words: <c>TEMPORARY on database x</c>.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement Everybody(IReadOnlyList<string> powers, HealthContext context) =>
        Judgement.Within(
            powers.Count == 0,
            context.Rule,
            powers.Count == 0 ? "nothing" : Few(powers),
            "nothing",
            "REVOKE these from PUBLIC, and GRANT them to the roles that need them: with CREATE in a schema anyone "
                + "can put a function in the way of yours."
        );
}
