using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

/// <summary>SQLite 3.35 and later.</summary>
// Open for an engine that speaks SQLite under a name of its own.
#pragma warning disable MA0053
public partial class SqliteDialect(SqliteTypes types = SqliteTypes.FluentMigrator) : Dialects.Dialect
#pragma warning restore MA0053
{
    /// <inheritdoc />
    public override string Name => "sqlite";

    /// <inheritdoc />
    public override IReadOnlyList<string> Aliases { get; } = ["sqlite"];

    /// <inheritdoc />
    public override Dialects.Dialect Plain => types is SqliteTypes.FluentMigrator ? this : new SqliteDialect();

    /// <inheritdoc />
    public override IEnumerable<Dialects.Dialect> Variants =>
        [this, .. Enum.GetValues<SqliteTypes>().Where(kind => kind != types).Select(kind => new SqliteDialect(kind))];

    /// <inheritdoc />
    public override string Clock => Now;

    /// <inheritdoc />
    public override string UtcNow => "CURRENT_TIMESTAMP";

    /// <inheritdoc />
    public override string MillisecondsSince(DateTimeOffset moment) =>
        $"max(0, CAST(round((julianday('now') - julianday({Literal(moment)})) * 86400000) AS INTEGER))";

    /// <inheritdoc />
    protected override bool BackslashEscapes => false;

    /// <inheritdoc />
    protected override bool KeepsText => true;

    /// <inheritdoc />
    public override bool HasSchemas => false;

    /// <inheritdoc />
    public override bool LocksTables => false;

    /// <inheritdoc />
    // The name stays in the table's text, and no statement takes it.
    public override bool NamesPrimaryKeys => false;

    /// <inheritdoc />
    public override int MostParameters => 32_766;

    /// <inheritdoc />
    public override string Quote(ObjectName name) =>
        name.Schema is null ? Quote(name.Name) : $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <inheritdoc />
    public override string TypeName(ColumnType type) =>
        types switch
        {
            SqliteTypes.Declared => Declared(type),
            SqliteTypes.Strict => Strict(type),
            _ => Affinity(type),
        };

    /// <inheritdoc />
    protected override string Literal(bool value) => value ? "1" : "0";

    /// <inheritdoc />
    protected override string Literal(byte[] value) => $"X'{Convert.ToHexStringLower(value)}'";

    /// <inheritdoc />
    // Text in UTC, so that moments from different zones sort and compare.
    protected override string Literal(DateTimeOffset value) =>
        $"'{value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}'";

    /// <inheritdoc />
    protected override string NotFinite(double value) =>
        double.IsNaN(value) ? "NULL"
        : value > 0 ? "9e999"
        : "-9e999";

    /// <inheritdoc />
    protected override string Function(SystemFunction function, Operation operation) =>
        function switch
        {
            SystemFunction.NewGuid or SystemFunction.NewSequentialId => NewGuid,
            SystemFunction.CurrentDateTime => "(datetime('now','localtime'))",
            SystemFunction.CurrentDateTimeOffset or SystemFunction.CurrentUtcDateTime => UtcNow,
            SystemFunction.Now => Now,
            _ => throw Refuse(
                operation,
                "SQLite has no users",
                "Give the column another default, or guard the call with IfDatabase(\"postgresql\")."
            ),
        };

    /// <inheritdoc />
    // SQLite takes literals and a few keywords bare, everything else only in parentheses.
    protected override string Default(DefaultValue value, Operation operation) =>
        value is ExpressionDefault { Sql: var sql } && !IsBare(sql)
            ? $"({Closed(sql)})"
            : base.Default(value, operation);

    /// <inheritdoc />
    protected override string Referenced(ObjectName table) => Quote(table.Name);

    private const string Now = "(strftime('%Y-%m-%d %H:%M:%f','now'))";

    private const string NewGuid =
        "(lower(hex(randomblob(4))||'-'||hex(randomblob(2))||'-4'||substr(hex(randomblob(2)),2)||'-'"
        + "||substr('89AB',1+(abs(random())%4),1)||substr(hex(randomblob(2)),2)||'-'||hex(randomblob(6))))";

    private static bool IsBare(string sql)
    {
        var text = sql.Trim();
        return IsWhole(text)
            || text.ToUpperInvariant()
                is "NULL"
                    or "TRUE"
                    or "FALSE"
                    or "CURRENT_TIMESTAMP"
                    or "CURRENT_DATE"
                    or "CURRENT_TIME"
            || (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && (char.IsAsciiDigit(text[^1]) || text[^1] is '.')
            );
    }

    // Whether the first parenthesis or quote is closed by the last character.
    private static bool IsWhole(string text)
    {
        var depth = 0;
        var quoted = false;
        for (var at = 0; at < text.Length && text[0] is '(' or '\''; at++)
        {
            quoted ^= text[at] == '\'';
            depth += quoted
                ? 0
                : text[at] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
            // A doubled quote opens again what it closes.
            if (!quoted && depth == 0 && text.AsSpan(at + 1) is not ['\'', ..])
            {
                return at == text.Length - 1;
            }
        }

        return false;
    }

    private static string Affinity(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.Binary => "BLOB",
            ColumnKind.Boolean or ColumnKind.Byte or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 =>
                "INTEGER",
            ColumnKind.Currency or ColumnKind.Decimal or ColumnKind.Double or ColumnKind.Single => "NUMERIC",
            ColumnKind.Date or ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.Time => "DATETIME",
            ColumnKind.Guid => "UNIQUEIDENTIFIER",
            ColumnKind.Custom => type.Custom!,
            _ => "TEXT",
        };

    private static string Strict(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.Double or ColumnKind.Single => "REAL",
            ColumnKind.Currency
            or ColumnKind.Decimal
            or ColumnKind.Date
            or ColumnKind.DateTime
            or ColumnKind.DateTimeOffset
            or ColumnKind.Time
            or ColumnKind.Guid => "TEXT",
            _ => Affinity(type),
        };

    private static string Declared(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.AnsiString or ColumnKind.String when type.Size is > 0 and < int.MaxValue =>
                $"VARCHAR({type.Size})",
            ColumnKind.FixedLengthAnsiString or ColumnKind.FixedLengthString => $"CHAR({type.Size})",
            ColumnKind.Boolean => "BOOLEAN",
            ColumnKind.Int16 => "SMALLINT",
            ColumnKind.Int64 => "BIGINT",
            ColumnKind.Decimal when type.Size is not null => type.Scale is null
                ? $"NUMERIC({type.Size})"
                : $"NUMERIC({type.Size},{type.Scale})",
            ColumnKind.Double or ColumnKind.Single => "REAL",
            ColumnKind.Date => "DATE",
            ColumnKind.Time => "TIME",
            ColumnKind.Guid => "TEXT",
            ColumnKind.Json or ColumnKind.Jsonb => "JSON",
            _ => Affinity(type),
        };
}
