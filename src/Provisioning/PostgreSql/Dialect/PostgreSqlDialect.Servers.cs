using Provisioning.Dialects;
using Provisioning.Operations;

namespace Provisioning.PostgreSql.Dialect;

// Databases of other servers, by postgres_fdw.
public sealed partial class PostgreSqlDialect
{
    /// <summary>How the comment on a server begins that names the variable its address is from.</summary>
    internal const string AddressFrom = "address from ";

    /// <summary>The options of a server that are its address, as a list of SQL. All others stay as they are.</summary>
    internal const string AddressOptions =
        "'host', 'port', 'dbname', 'sslmode', 'sslrootcert', 'connect_timeout', 'application_name'";

    /// <summary>The setting in which a run hands over what a variable says, as JSON: <c>server</c> and <c>user</c> with
    /// the options of each.</summary>
    internal static string AddressSetting(string variable) => $"provisioning.{variable.ToLowerInvariant()}";

    /// <inheritdoc />
    // The text is kept in the ledger, and perhaps in the server's log; the password is in neither.
    protected override IEnumerable<SqlStatement> CreateForeignServer(CreateForeignServer o) =>
        [
            new(
                $"""
                DO $server$
                DECLARE address jsonb := pg_catalog.current_setting({QuoteText(AddressSetting(o.Variable))})::jsonb;
                BEGIN
                  {(o.Replaces ? ChangeServer(o.Name) : MakeServer(o.Name))}
                  IF address ? 'user' THEN
                    EXECUTE {QuoteText($"CREATE USER MAPPING FOR PUBLIC SERVER {Quote(o.Name)} OPTIONS (")} || (
                      SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', key, value), ', ')
                      FROM pg_catalog.jsonb_each_text(address -> 'user')) || ')';
                  END IF;
                END $server$
                """
            ),
            new($"COMMENT ON SERVER {Quote(o.Name)} IS {QuoteText($"{AddressFrom}{o.Variable}")}"),
        ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropForeignServer(DropForeignServer o) =>
        [new($"DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER {Quote(o.Name)}"), new($"DROP SERVER {Quote(o.Name)}")];

    private static string MakeServer(string name) =>
        $"""
            EXECUTE {QuoteText($"CREATE SERVER {Quote(name)} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (")} || (
                SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', key, value), ', ')
                FROM pg_catalog.jsonb_each_text(address -> 'server')) || ')';
            """;

    private static string ChangeServer(string name) =>
        $"""
            EXECUTE {QuoteText($"ALTER SERVER {Quote(name)} OPTIONS (")} || (
                WITH old AS (SELECT o.option_name FROM pg_catalog.pg_foreign_server s,
                               pg_catalog.pg_options_to_table(s.srvoptions) o WHERE s.srvname = {QuoteText(name)}),
                  change (option) AS (
                    SELECT pg_catalog.format('%s %I %L',
                      CASE WHEN o.option_name IS NULL THEN 'ADD' ELSE 'SET' END, n.key, n.value)
                    FROM pg_catalog.jsonb_each_text(address -> 'server') n LEFT JOIN old o ON o.option_name = n.key
                    UNION ALL
                    SELECT pg_catalog.format('DROP %I', o.option_name) FROM old o
                    WHERE o.option_name IN ({AddressOptions}) AND NOT address -> 'server' ? o.option_name)
                SELECT pg_catalog.string_agg(option, ', ') FROM change) || ')';
              EXECUTE {QuoteText($"DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER {Quote(name)}")};
            """;

    // PostgreSQL looks at the other server when rows are asked for, and not before: the second statement asks. Where
    // there is no way to connect, as in a temporary copy, it does not.
    private IEnumerable<SqlStatement> CreateForeignPartition(CreatePartition o, string server)
    {
        var remote = o.RemoteTable ?? o.Partition;
        var (at, table) = (remote.Schema ?? o.Partition.Schema ?? schema, remote.Name);
        yield return new(
            $"CREATE FOREIGN TABLE {Quote(o.Partition)} PARTITION OF {Quote(o.Table)} {Closed(o.Bounds)} SERVER "
                + $"{Quote(server)} OPTIONS (schema_name {QuoteText(at)}, table_name {QuoteText(table)})"
        );
        yield return new(
            $"""
            DO $there$ DECLARE reason text; BEGIN
              IF EXISTS (SELECT FROM pg_catalog.pg_user_mappings
                         WHERE srvname = {QuoteText(server)} AND (umuser = 0 OR usename = current_user)) THEN
                PERFORM * FROM {Quote(o.Partition)} LIMIT 1;
              END IF;
            EXCEPTION WHEN OTHERS THEN
              GET STACKED DIAGNOSTICS reason = PG_EXCEPTION_DETAIL;
              RAISE EXCEPTION USING ERRCODE = 'HV000', MESSAGE = pg_catalog.concat(
                {QuoteText($"the table {at}.{table} of server {server} cannot be read: ")}, SQLERRM,
                ': ' || nullif(reason, '')),
                HINT = 'Apply the migrations of that server first: they make the table.';
            END $there$
            """
        );
    }
}
