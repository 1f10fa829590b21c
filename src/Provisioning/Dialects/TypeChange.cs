namespace Provisioning.Dialects;

/// <summary>What changing the type of a column costs PostgreSQL.</summary>
internal enum TypeChange
{
    /// <summary>Only the catalogue changes.</summary>
    Free,

    /// <summary>The rows stay, and the indexes on the column are built again.</summary>
    Indexes,

    /// <summary>The rows stay while the session's time zone is UTC, and the indexes on the column are built again;
    /// else everything is written again.</summary>
    TimeZone,

    /// <summary>Everything is written again.</summary>
    Rewrite,

    /// <summary>The type before is not known.</summary>
    Unknown,
}

/// <summary>Which changes of a type leave the rows as they are, as measured on PostgreSQL 15.</summary>
internal static class TypeChanges
{
    // The values stay as they are, and so does their order.
    private static readonly HashSet<(string From, string To)> Alike =
    [
        ("bit", "varbit"),
        ("cidr", "inet"),
        ("xml", "text"),
        ("xml", "varchar"),
    ];

    // The values stay as they are, sorted otherwise.
    private static readonly HashSet<(string From, string To)> OtherOrder = [("int", "oid"), ("int", "regclass")];

    /// <summary>What it costs, without a USING that computes something. Domains are not known here.</summary>
    public static TypeChange Between(PgType? from, PgType to) =>
        (from, to) switch
        {
            (null, _) => TypeChange.Unknown,
            _ when from == to => TypeChange.Free,
            ({ IsArray: true }, _) or (_, { IsArray: true }) => TypeChange.Rewrite,
            ({ IsText: true }, { IsText: true }) => Text(from, to),
            ({ Name: "timestamp" }, { Name: "timestamptz" }) or ({ Name: "timestamptz" }, { Name: "timestamp" }) =>
                to.First is null or 6 ? TypeChange.TimeZone : TypeChange.Rewrite,
            _ when from.Name == to.Name => SameName(from, to),
            _ when to.First is not null => TypeChange.Rewrite,
            _ when OtherOrder.Contains((from.Name, to.Name)) => TypeChange.Indexes,
            _ => Alike.Contains((from.Name, to.Name)) ? TypeChange.Free : TypeChange.Rewrite,
        };

    private static TypeChange Text(PgType from, PgType to) =>
        to.First is { } most && !(from.Name is "varchar" && from.First <= most) ? TypeChange.Rewrite
        : from.Name is "citext" != to.Name is "citext" ? TypeChange.Indexes
        : TypeChange.Free;

    private static TypeChange SameName(PgType from, PgType to) =>
        from.Name switch
        {
            "numeric" => to.First is null || (from.First <= to.First && (from.Second ?? 0) == (to.Second ?? 0)),
            "varbit" => to.First is null || from.First <= to.First,
            // Without a precision there are six digits.
            "time" or "timetz" or "interval" or "timestamp" or "timestamptz" => (to.First ?? 6) >= (from.First ?? 6),
            _ => false,
        }
            ? TypeChange.Free
            : TypeChange.Rewrite;
}
