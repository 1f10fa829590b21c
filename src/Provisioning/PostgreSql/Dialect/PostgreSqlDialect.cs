using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

/// <summary>PostgreSQL 13 and later.</summary>
/// <param name="identities">What a numbered column becomes where its migration does not say how; null where that is
/// left open, for always generated.</param>
/// <param name="schema">Where names without a schema live.</param>
public sealed partial class PostgreSqlDialect(
    PostgreSqlIdentities? identities = null,
    string schema = PostgreSqlDialect.PublicSchema
) : Dialects.Dialect
{
    /// <summary>Where names without a schema live, unless one is named.</summary>
    internal const string PublicSchema = "public";

    /// <summary>The longest varchar that PostgreSQL takes; longer ones are text.</summary>
    private const int LongestVarchar = 10_485_760;

    /// <inheritdoc />
    public override string Name => "postgresql";

    /// <inheritdoc />
    public override IReadOnlyList<string> Aliases { get; } =
    ["postgresql", "Postgres", "Postgres92", "PostgreSQL10_0", "PostgreSQL11_0", "PostgreSQL15_0"];

    /// <inheritdoc />
    public override IEnumerable<Dialects.Dialect> Variants =>
        [
            this,
            .. Enum.GetValues<PostgreSqlIdentities>()
                .Where(kind => kind != (identities ?? PostgreSqlIdentities.Always))
                .Select(kind => new PostgreSqlDialect(kind, schema)),
        ];

    /// <inheritdoc />
    internal override IReadOnlyDictionary<string, string> ChosenSettings =>
        identities is { } kind
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["identity"] = Word(kind) }
            : base.ChosenSettings;

    /// <inheritdoc />
    internal override IReadOnlyDictionary<string, string> DefaultSettings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["identity"] = Word(PostgreSqlIdentities.Always) };

    /// <inheritdoc />
    internal override string RowDigest(ObjectName table) =>
        "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) || ' ' || "
        + $"coalesce(sum(hashtextextended(t::text, 1)::numeric), 0) FROM {Quote(table)} t";

    private static string Word(PostgreSqlIdentities kind) =>
        kind switch
        {
            PostgreSqlIdentities.ByDefault => "by-default",
            PostgreSqlIdentities.Serial => "serial",
            _ => "always",
        };

    /// <inheritdoc />
    public override string Clock => "clock_timestamp()";

    /// <inheritdoc />
    public override string CurrentRole => "session_user::text";

    /// <inheritdoc />
    internal override IEnumerable<SqlStatement> Close(ObjectName table) =>
        [
            new(
                $"""
                DO $close$ DECLARE role text; BEGIN
                  FOR role IN
                    SELECT DISTINCT CASE a.grantee WHEN 0::oid THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END
                    FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
                    LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                    WHERE c.oid = {Literal(Quote(table))}::regclass::oid AND a.grantee <> c.relowner
                  LOOP
                    EXECUTE {Literal($"REVOKE ALL ON TABLE {Quote(table)} FROM ")} || role;
                  END LOOP;
                END $close$
                """
            ),
        ];

    /// <inheritdoc />
    public override string UtcNow => "(now() at time zone 'UTC')";

    /// <inheritdoc />
    // The moment is this machine's, the clock the server's: the two may disagree by a little.
    public override string MillisecondsSince(DateTimeOffset moment) =>
        $"greatest(0, extract(epoch FROM clock_timestamp() - {Literal(moment)}::timestamptz) * 1000)::bigint";

    /// <inheritdoc />
    protected override bool BackslashEscapes => true;

    /// <inheritdoc />
    protected override string IndexSeparator => ",";

    /// <inheritdoc />
    public override bool HasSchemas => true;

    /// <inheritdoc />
    public override string OverridesIdentity => " OVERRIDING SYSTEM VALUE";

    /// <inheritdoc />
    public override int MostParameters => 65_535;

    /// <inheritdoc />
    public override string Quote(ObjectName name) => $"{Quote(name.Schema ?? schema)}.{Quote(name.Name)}";

    /// <inheritdoc />
    public override string TypeName(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.AnsiString or ColumnKind.String => type.Size is > 0 and <= LongestVarchar
                ? $"varchar({type.Size})"
                : "text",
            ColumnKind.FixedLengthAnsiString or ColumnKind.FixedLengthString => $"char({type.Size})",
            ColumnKind.Binary => "bytea",
            ColumnKind.Boolean => "boolean",
            ColumnKind.Byte or ColumnKind.Int16 => "smallint",
            ColumnKind.Int32 => "integer",
            ColumnKind.Int64 => "bigint",
            ColumnKind.Currency => "money",
            ColumnKind.Decimal => (type.Size, type.Scale) switch
            {
                (null, _) => "decimal(19,5)",
                (_, null) => $"decimal({type.Size})",
                _ => $"decimal({type.Size},{type.Scale})",
            },
            ColumnKind.Double => "float8",
            ColumnKind.Single => "float4",
            ColumnKind.Date => "date",
            ColumnKind.DateTime => "timestamp",
            ColumnKind.DateTimeOffset => type.Scale is null ? "timestamptz" : $"timestamptz({type.Scale})",
            ColumnKind.Time => "time",
            ColumnKind.Guid => "uuid",
            ColumnKind.Xml => "xml",
            ColumnKind.Json => "json",
            ColumnKind.Jsonb => "jsonb",
            ColumnKind.Inet => "inet",
            _ => type.Custom!,
        };

    /// <inheritdoc />
    protected override string Literal(bool value) => value ? "true" : "false";

    /// <inheritdoc />
    // A column without a time zone ignores the offset.
    protected override string Literal(DateTime value) =>
        value.Kind is DateTimeKind.Utc
            ? Literal(new DateTimeOffset(value))
            : base.Literal(new DateTime(Whole(value.Ticks), value.Kind));

    /// <inheritdoc />
    protected override string Literal(DateTimeOffset value) =>
        base.Literal(new DateTimeOffset(Whole(value.Ticks), value.Offset));

    // The server would round what is less than its microseconds: the last moment of .NET into the year 10000.
    private static long Whole(long ticks) => ticks - (ticks % TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc />
    protected override string Literal(byte[] value) => $@"E'\\x{Convert.ToHexString(value)}'";

    /// <inheritdoc />
    protected override string NotFinite(double value) =>
        double.IsNaN(value) ? "'NaN'"
        : double.IsPositiveInfinity(value) ? "'Infinity'"
        : "'-Infinity'";

    /// <inheritdoc />
    protected override string Function(SystemFunction function, Operation operation) =>
        function switch
        {
            // Built in since PostgreSQL 13; the uuid-ossp functions would need an extension, and the order of a
            // sequential id is lost.
            SystemFunction.NewGuid or SystemFunction.NewSequentialId => "gen_random_uuid()",
            SystemFunction.CurrentDateTime or SystemFunction.Now => "now()",
            SystemFunction.CurrentDateTimeOffset => "current_timestamp",
            SystemFunction.CurrentUtcDateTime => UtcNow,
            _ => "current_user",
        };

    /// <inheritdoc />
    protected override SqlStatement Raw(string sql) =>
        Words(sql) is var words
        && words.All("pg_advisory_unlock_all").Concat(words.All("\"pg_advisory_unlock_all\"")).Any()
            ? throw Refuse(
                new ExecuteSql(sql),
                "it would release the lock that keeps a second run away as well",
                "Release a lock by its number (pg_advisory_unlock), or leave it out: what a migration has locked is "
                    + "released when it ends."
            )
            : new(sql)
            {
                OutsideTransaction = PostgreSqlTransactionRules.Forbid(sql),
                IsSetting = PostgreSqlTransactionRules.IsSetting(sql),
            };
}
