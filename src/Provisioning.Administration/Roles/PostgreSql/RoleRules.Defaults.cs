using static Provisioning.PostgreSql.Connection.PostgreSqlName;

namespace Provisioning.Administration.Roles.PostgreSql;

// What holds for objects that are made later, for sessions, and beyond this database.
internal sealed partial class RoleRules
{
    private static readonly (string Type, string Word, string[] Wanted)[] Later =
    [
        ("r", "TABLES", OnTables),
        ("S", "SEQUENCES", OnSequences),
        ("f", "FUNCTIONS", ["EXECUTE"]),
        ("n", "SCHEMAS", ["USAGE"]),
    ];

    private string SearchPath => string.Join(", ", [.. policy.Schemas.Select(Quote), "pg_temp"]);

    private IEnumerable<RoleFinding> Defaults()
    {
        var made = facts.Defaults.Where(d => d.Maker == Migration && d.Schema is null).ToArray();
        foreach (var (type, word, wanted) in Later)
        {
            var has = made.Where(d => d.Type == type && d.Grantee == Application).Select(d => d.Privilege);
            var list = string.Join(", ", wanted.Except(has, StringComparer.Ordinal));
            if (list.Length > 0)
            {
                yield return new(
                    RoleFindingKind.Missing,
                    Application,
                    $"default privileges of {Migration} on {word}",
                    $"What {Migration} makes later is closed to {Application}: there are no default privileges FOR "
                        + $"ROLE {Migration} that give {list} on {word}.",
                    [
                        $"ALTER DEFAULT PRIVILEGES FOR ROLE {Quote(Migration)} GRANT {list} ON {word} TO "
                            + $"{Quote(Application)}",
                    ]
                );
            }
        }

        // Without an entry the built-in default holds, by which PUBLIC may execute.
        if (!made.Any(d => d.Type == "f") || made.Any(d => d is { Type: "f", Grantee: null, Privilege: not null }))
        {
            yield return new(
                RoleFindingKind.Excess,
                Public,
                $"default privileges of {Migration} on FUNCTIONS",
                $"PUBLIC may execute the functions that {Migration} makes later.",
                [$"ALTER DEFAULT PRIVILEGES FOR ROLE {Quote(Migration)} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"]
            );
        }
    }

    // Before any object is made: one that who asks makes must not get what these give.
    private IEnumerable<RoleFinding> ForeignDefaults() =>
        from entry in facts.Defaults
        where entry.Privilege is not null && entry.Type != "T" && entry.Grantee != Migration
        where
            entry.Grantee == Application
                ? !IsWanted(entry)
                : entry.Maker == Migration && !(entry.Type == "f" && entry.Schema is null)
        group entry by (entry.Maker, entry.Schema, entry.Type, entry.Grantee) into entries
        let word = Word(entries.Key.Type)
        let list = string.Join(", ", entries.Select(entry => entry.Privilege))
        let place = entries.Key.Schema is { } schema ? $" IN SCHEMA {Quote(schema)}" : ""
        select new RoleFinding(
            RoleFindingKind.Excess,
            entries.Key.Grantee ?? Public,
            $"default privileges of {entries.Key.Maker} on {word}",
            entries.Key.Maker == Migration
                ? $"What {Migration} makes later gives {entries.Key.Grantee ?? Public} {list} on {word}, which is too "
                    + $"much."
                : $"Default privileges give {entries.Key.Grantee} {list} on {word} that {entries.Key.Maker} makes. "
                    + $"They do not reach what {Migration} makes.",
            [
                $"ALTER DEFAULT PRIVILEGES FOR ROLE {Quote(entries.Key.Maker)}{place} REVOKE {list} ON {word} FROM "
                    + $"{(entries.Key.Grantee is { } grantee ? Quote(grantee) : Public)}",
            ]
        );

    private bool IsWanted(DefaultFact entry) =>
        entry.Maker == Migration
        && Later.Any(later =>
            later.Type == entry.Type && later.Wanted.Contains(entry.Privilege, StringComparer.Ordinal)
        );

    private static string Word(string type) =>
        Later.FirstOrDefault(later => later.Type == type).Word ?? "LARGE OBJECTS";

    private IEnumerable<RoleFinding> Settings()
    {
        foreach (var role in (string[])[Application, Migration])
        {
            var pinned = facts
                .Settings.FirstOrDefault(setting =>
                    setting.Role == role && setting.Setting.StartsWith("search_path=", StringComparison.Ordinal)
                )
                .Setting;
            if (pinned is null || Bare(pinned["search_path=".Length..]) != Bare(SearchPath))
            {
                yield return new(
                    RoleFindingKind.Setting,
                    role,
                    $"search_path of {role}",
                    $"The search_path of {role} is "
                        + $"{(pinned is null ? "not pinned" : $"pinned to {pinned["search_path=".Length..]}")}: a "
                        + $"name without a schema may resolve to an object of another role.",
                    [
                        $"ALTER ROLE {Quote(role)} IN DATABASE {Quote(facts.Session.Database)} SET search_path TO "
                            + $"{SearchPath}",
                    ]
                );
            }
        }
    }

    // The server keeps quotes only where a name needs them.
    private static string Bare(string path) => path.Replace("\"", "", StringComparison.Ordinal);

    private IEnumerable<RoleFinding> Dependencies() =>
        from thing in facts.Dependencies
        select thing.IsOwner
            ? new RoleFinding(
                RoleFindingKind.Owner,
                Migration,
                thing.Object,
                $"{thing.Object} belongs to {Application}, which so may alter and drop it.",
                [$"REASSIGN OWNED BY {Quote(Application)} TO {Quote(Migration)}"]
            )
            : new RoleFinding(
                RoleFindingKind.Excess,
                Application,
                thing.Object,
                $"{Application} has privileges on {thing.Object}, which it does not need. REVOKE them by hand.",
                []
            );

    private IEnumerable<RoleFinding> OtherDatabases() =>
        from database in facts.OpenDatabases
        select new RoleFinding(
            RoleFindingKind.Excess,
            Public,
            $"DATABASE {Quote(database.Name)}",
            $"PUBLIC may connect to {database.Name}, or make temporary tables there: {Application} as well.",
            [$"REVOKE CONNECT, TEMPORARY ON DATABASE {Quote(database.Name)} FROM PUBLIC"]
        );

    private IEnumerable<string> Notes()
    {
        if (!policy.ClosesOtherDatabases && facts.OpenDatabases.Count > 0)
        {
            yield return $"PUBLIC, so {Application} too, may connect to other databases of the server: "
                + $"{string.Join(", ", facts.OpenDatabases.Select(database => database.Name))}. --close-others closes "
                + $"them to all roles without a grant of their own.";
        }
    }

    private IEnumerable<string> Obstacles()
    {
        var asks = facts.Session;
        if (asks.IsSuperuser)
        {
            yield break;
        }

        if (New().Any() && !asks.CanCreateRoles)
        {
            yield return $"{asks.User} may not create roles (CREATEROLE)";
        }
        else if (!asks.ActsAsMigration && !asks.CanJoinMigration)
        {
            yield return asks.HasMembershipOptions
                ? $"{asks.User} may not make itself a member of {Migration} (it needs ADMIN OPTION on it)"
                : $"{asks.User} may not make itself a member of {Migration} (CREATEROLE)";
        }

        foreach (
            var role in facts.Roles.Where(role =>
                role.Excess.Intersect(["SUPERUSER", "REPLICATION", "BYPASSRLS"], StringComparer.Ordinal).Any()
            )
        )
        {
            yield return $"only a superuser takes {string.Join(", ", role.Excess)} from {role.Name}";
        }

        var closed = facts
            .Objects.Where(o => !o.IsOurs && o.Owner != Migration && (Owner(o).Any() || Privileges(o).Any()))
            .GroupBy(o => o.Owner, StringComparer.Ordinal);
        foreach (var owner in closed)
        {
            var first = owner.Select(o => o.Target).Distinct(StringComparer.Ordinal).ToArray();
            yield return $"{asks.User} is no member of {owner.Key}, who owns "
                + $"{first[0]}{(first.Length > 1 ? $" and {first.Length - 1} more" : "")}";
        }

        foreach (
            var maker in facts
                .Defaults.Where(d => !d.IsOurs && d.Maker != Migration && d.Grantee == Application)
                .Select(d => d.Maker)
                .Distinct(StringComparer.Ordinal)
        )
        {
            yield return $"{asks.User} is no member of {maker}, whose default privileges are to change";
        }

        foreach (
            var database in policy.ClosesOtherDatabases ? facts.OpenDatabases.Where(database => !database.IsOurs) : []
        )
        {
            yield return $"{asks.User} does not own {database.Name}";
        }
    }
}
