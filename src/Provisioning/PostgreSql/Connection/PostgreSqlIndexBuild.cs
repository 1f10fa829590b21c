using System.Text.RegularExpressions;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>CREATE INDEX CONCURRENTLY and DROP INDEX CONCURRENTLY, which leave an index that cannot be used where they
/// stop half way. The server's catalogue says what is there.</summary>
internal sealed partial class PostgreSqlIndexBuild
{
    private const string DuplicateTable = "42P07";
    private const string Unusable = "55000";

    // Blanks and comments; a name.
    private const string Space = @"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)";
    private const string Word = """(?:"(?:[^"]|"")+"|[\w$]+)""";

    private readonly SqlStatement _statement;
    private readonly Match _match;

    private PostgreSqlIndexBuild(SqlStatement statement, Match match) => (_statement, _match) = (statement, match);

    /// <summary>Whether it drops the index.</summary>
    public bool IsDrop => _match.Groups["drop"].Success;

    private bool IsLenient => _match.Groups["lenient"].Success;

    /// <summary>The name of the index, as the statement has it.</summary>
    public string Name => _match.Groups["name"].Value;

    /// <summary>Its table, as the statement has it.</summary>
    public string Table => _match.Groups["table"].Value;

    // CREATE INDEX names the index alone: it goes where its table is.
    private string Rest => _statement.Text[(_match.Groups["table"].Index + Table.Length)..];

    /// <summary>What the statement does to an index; null for another statement, and for one that leaves the name to
    /// the server.</summary>
    public static PostgreSqlIndexBuild? Of(SqlStatement statement) =>
        Pattern().Match(statement.Text) is { Success: true } match ? new(statement, match) : null;

    /// <summary>Removes what an earlier attempt has left of the index. True: nothing is left to do.</summary>
    /// <param name="session">The session; no transaction is open on it.</param>
    /// <param name="isRepeated">Whether an earlier attempt may have done it, and was not recorded.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="StatementFailedException">Something else has the name.</exception>
    public async Task<bool> PrepareAsync(DatabaseSession session, bool isRepeated, CancellationToken token)
    {
        var found = await FindAsync(session, token);
        if (IsDrop)
        {
            return isRepeated && found is null;
        }

        if (found is null)
        {
            return false;
        }

        var isSame = found.IsOnTable && found.IsIndex && await IsSameAsync(session, found, token);
        if (isSame && found.Builder is { } builder)
        {
            throw Refuse(
                $"the index {Name} is being built by process {builder}. Wait until it is done",
                DuplicateTable
            );
        }

        if (isSame && !found.IsUsable)
        {
            await session.ExecuteAsync($"DROP INDEX CONCURRENTLY IF EXISTS {found.QualifiedName}", token);
            return false;
        }

        return isSame && isRepeated ? true
            : found.IsOnTable || !IsLenient ? false
            : throw Refuse(
                $"{found.QualifiedName} exists and is {found.What}, so that IF NOT EXISTS would leave {Table} "
                    + $"without the "
                    + "index. It was left alone; give the index another name",
                DuplicateTable
            );
    }

    /// <summary>What an attempt has left of the index. Changes nothing.</summary>
    public async Task<Leftover> LeftAsync(DatabaseSession session, CancellationToken token)
    {
        var found = await FindAsync(session, token);
        return found is null ? new(null, IsDrop ? $"the index {Name} is gone, and what it was is not known" : null)
            : IsDrop && found.IsUsable ? new(null, null)
            : IsDrop ? new(found.QualifiedName, $"the index {found.QualifiedName} was being dropped and is invalid now")
            : !found.IsOnTable || !found.IsIndex ? new(null, null)
            : found.Builder is { } builder
                ? new(found.QualifiedName, $"the index {found.QualifiedName} is being built by process {builder}")
            : found.IsUsable
                ? new(
                    found.QualifiedName,
                    $"the index {found.QualifiedName} is there and can be used, and whether this migration made it is "
                        + "not known"
                )
            : await IsSameAsync(session, found, token) ? new(found.QualifiedName, null)
            : new(
                found.QualifiedName,
                $"the index {found.QualifiedName} is invalid, and is not the one that this migration makes"
            );
    }

    /// <summary>Makes sure that the index can be used.</summary>
    /// <exception cref="StatementFailedException">It cannot.</exception>
    public async Task VerifyAsync(DatabaseSession session, CancellationToken token)
    {
        if (!IsDrop && await FindAsync(session, token) is { IsIndex: true, IsUsable: false } found)
        {
            throw Refuse(
                $"the index {found.QualifiedName} is there and is invalid, and it is not the one that this "
                    + $"statement makes: "
                    + "it was left alone. Drop it, or give this one another name",
                Unusable
            );
        }
    }

    private async Task<Found?> FindAsync(DatabaseSession session, CancellationToken token)
    {
        var schema = IsDrop
            ? "NULL::oid"
            : $"(SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({Quoted(Table)}))";
        var oid = IsDrop
            ? $"pg_catalog.to_regclass({Quoted(Name)})"
            : $"(SELECT oid FROM pg_catalog.pg_class WHERE relnamespace = {schema} "
                + $"AND relname = (pg_catalog.parse_ident({Quoted(Name)}))[1]::name)";
        var rows = await session.QueryAsync(
            $"""
            SELECT c.oid::int8, pg_catalog.format('%I.%I', n.nspname, c.relname), i.indexrelid IS NOT NULL,
                   coalesce(i.indisvalid AND i.indisready AND i.indislive, false),
                   coalesce(i.indrelid = pg_catalog.to_regclass({Quoted(IsDrop ? Name : Table)}), false),
                   CASE WHEN i.indrelid IS NULL THEN 'no index' ELSE 'an index of ' || i.indrelid::regclass::text END,
                   (SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid LIMIT 1)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid = {oid}
            """,
            row => new Found(
                row.GetInt64(0),
                row.GetString(1),
                IsIndex: row.GetBoolean(2),
                IsUsable: row.GetBoolean(3),
                IsOnTable: row.GetBoolean(4),
                row.GetString(5),
                row.IsDBNull(6) ? null : row.GetInt32(6)
            ),
            token
        );
        return rows is [var found] ? found : null;
    }

    // The server says of both what they are: the statement's is made on an empty copy of the table, and rolled back.
    private async Task<bool> IsSameAsync(DatabaseSession session, Found found, CancellationToken token)
    {
        const string Copy = "provisioning_index_copy";
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                [
                    new($"CREATE TEMPORARY TABLE {Copy} (LIKE {Table})"),
                    new($"CREATE {_match.Groups["unique"].Value} INDEX {Copy}_ix ON pg_temp.{Copy}{Rest}"),
                ],
                token
            );
            var definitions = await session.QueryAsync(
                $"""
                SELECT pg_catalog.concat_ws('|', am.amname, i.indisunique, i.indnkeyatts, i.indclass, i.indcollation,
                    i.indoption,
                         pg_catalog.to_jsonb(i) -> 'indnullsnotdistinct'::text, c.reloptions, c.reltablespace,
                         (SELECT pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false), ','
                             ORDER BY k)
                          FROM pg_catalog.generate_series(1, i.indnatts) k),
                         pg_catalog.pg_get_expr(i.indpred, i.indrelid))
                FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am am
                    ON am.oid = c.relam
                WHERE i.indexrelid IN ({found.Oid}, 'pg_temp.{Copy}_ix'::regclass)
                """,
                row => row.GetString(0),
                token
            );
            return definitions is [var first, var second] && first == second;
        }
        catch (StatementFailedException)
        {
            // The role may make no temporary table, or the statement itself is wrong: what is there stays.
            return false;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private StatementFailedException Refuse(string reason, string code) =>
        new(_statement, reason, code, position: 0, new InvalidOperationException(reason));

    private static string Quoted(string text) => PostgreSqlName.Literal(text);

    private sealed record Found(
        long Oid,
        string QualifiedName,
        bool IsIndex,
        bool IsUsable,
        bool IsOnTable,
        string What,
        int? Builder
    );

    [GeneratedRegex(
        $"""
            ^{Space}*(?:CREATE{Space}+(?:(?<unique>UNIQUE){Space}+)?INDEX{Space}+CONCURRENTLY{Space}+
              (?:(?<lenient>IF{Space}+NOT{Space}+EXISTS){Space}+)?(?<name>{Word}){Space}*
              \bON\b{Space}*(?:(?<only>ONLY)\b{Space}*)?(?<table>{Word}(?:\s*\.\s*{Word})?)
            |(?<drop>DROP){Space}+INDEX{Space}+CONCURRENTLY{Space}+(?:(?<lenient>IF{Space}+EXISTS){Space}+)?
              (?<name>{Word}(?:\s*\.\s*{Word})?){Space}*(?:RESTRICT{Space}*)?$)
            """,
        RegexOptions.IgnoreCase
            | RegexOptions.IgnorePatternWhitespace
            | RegexOptions.Singleline
            | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Pattern();
}
