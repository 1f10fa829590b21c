namespace Provisioning.Administration.Roles.PostgreSql;

/// <summary>What the catalogue says that matters to two roles.</summary>
internal sealed record RoleFacts(
    SessionFact Session,
    IReadOnlyList<RoleFact> Roles,
    IReadOnlyList<(string Member, string Group)> Memberships,
    IReadOnlyList<SecurableFact> Objects,
    IReadOnlyList<DefaultFact> Defaults,
    IReadOnlyList<(string Role, string Setting)> Settings,
    IReadOnlyList<(string Role, bool IsOwner, string Object)> Dependencies,
    IReadOnlyList<OpenDatabaseFact> OpenDatabases
);

/// <summary>Who asks, and where.</summary>
/// <param name="ServerVersion">The server's version as a number: 150018.</param>
/// <param name="User">Who is connected.</param>
/// <param name="IsSuperuser">Whether that is a superuser.</param>
/// <param name="CanCreateRoles">Whether it may create roles.</param>
/// <param name="Database">The database.</param>
/// <param name="ActsAsMigration">Whether it is, or inherits from, the migration role; false where there is
/// none.</param>
/// <param name="CanJoinMigration">Whether it may make itself a member of the migration role, should there be
/// one.</param>
internal sealed record SessionFact(
    int ServerVersion,
    string User,
    bool IsSuperuser,
    bool CanCreateRoles,
    string Database,
    bool ActsAsMigration,
    bool CanJoinMigration
)
{
    /// <summary>Whether memberships say what they are good for: PostgreSQL 16 and later.</summary>
    public bool HasMembershipOptions => ServerVersion >= 160_000;
}

/// <summary>A role's attributes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Excess">The attributes that make it more powerful than any role of a system should be, as ALTER ROLE
/// names them.</param>
/// <param name="CanLogin">Whether it may log in.</param>
/// <param name="IsExpired">Whether its password is past its time.</param>
internal sealed record RoleFact(string Name, IReadOnlyList<string> Excess, bool CanLogin, bool IsExpired);

/// <summary>Something that has an owner and privileges.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Schema">Its schema; for a schema itself its name; null for a database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Target">It, as GRANT and ALTER name it: <c>TABLE public.users</c>.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="IsLinked">Whether its owner follows a table's.</param>
/// <param name="IsOurs">Whether who asks may act as its owner.</param>
/// <param name="Column">The column that the privileges are on; null for all.</param>
internal sealed record SecurableFact(
    SecurableKind Kind,
    string? Schema,
    string Name,
    string Target,
    string Owner,
    bool IsLinked,
    bool IsOurs,
    string? Column
)
{
    /// <summary>The privileges that PUBLIC, whose name is null, and the two roles have.</summary>
    public IReadOnlyList<PrivilegeFact> Privileges { get; init; } = [];
}

/// <summary>The kinds of what has privileges.</summary>
internal enum SecurableKind
{
    Database,
    Schema,
    Table,
    Column,
    Sequence,
    Routine,
    Type,
}

/// <summary>A privilege of a role or of PUBLIC.</summary>
/// <param name="Grantee">Who; null for PUBLIC.</param>
/// <param name="Grantor">Who gave it.</param>
/// <param name="Privilege">Which.</param>
/// <param name="IsGrantable">Whether the grantee may grant it to others.</param>
internal sealed record PrivilegeFact(string? Grantee, string Grantor, string Privilege, bool IsGrantable);

/// <summary>A privilege that will be given on what a role makes later; one without a privilege says only that the
/// defaults differ from the built-in ones.</summary>
/// <param name="Maker">The role that makes it.</param>
/// <param name="Schema">In which schema; null for any.</param>
/// <param name="Type">On what, in the catalogue's letters: r, S, f, n, T.</param>
/// <param name="Grantee">Who gets it; null for PUBLIC.</param>
/// <param name="Privilege">Which; null for none.</param>
/// <param name="IsOurs">Whether who asks may change it.</param>
internal sealed record DefaultFact(
    string Maker,
    string? Schema,
    string Type,
    string? Grantee,
    string? Privilege,
    bool IsOurs
);

/// <summary>Another database of the server that PUBLIC may connect to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOurs">Whether who asks may close it.</param>
internal sealed record OpenDatabaseFact(string Name, bool IsOurs);
