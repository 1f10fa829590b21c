using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Runs statements in a temporary database, each in a savepoint of its migration's transaction, and asks the
/// server after each which locks are held, which relations have a new file, and which were read.</summary>
internal sealed partial class PostgreSqlObserver(PostgreSqlSession session, PostgreSqlDatabase database)
    : StatementObserver
{
    private const string User = "n.nspname <> 'information_schema' AND n.nspname::text NOT LIKE 'pg\\_%'";

    private const string Relation =
        "c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.relfilenode::bigint, "
        + "pg_catalog.pg_stat_get_xact_numscans(c.oid), i.indrelid::bigint";

    private const string Relations = $"""
        SELECT {Relation} FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE {User}
        """;

    // What is dropped has no row in the catalogue any more.
    private const string Held = $"""
        SELECT l.relation::bigint, l.mode, {Relation}
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
        WHERE l.locktype = 'relation' AND l.database <> 0 AND (c.oid IS NULL OR {User}) AND l.pid =
        """;

    // 1214 is pg_shdepend, which every object has a row in.
    private const string ChangesServer =
        "SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND database = 0 AND pid = "
        + "pg_catalog.pg_backend_pid() AND mode <> 'AccessShareLock' AND relation <> 1214";

    private readonly Dictionary<long, SeenRelation> _before = [];
    private readonly Dictionary<long, LockMode> _held = [];
    private bool _isTransactional;
    private bool _mayHaveChanged;

    private NpgsqlConnection Connection => (NpgsqlConnection)session.Connection;

    /// <inheritdoc />
    public override async Task BeginAsync(bool isTransactional, CancellationToken token)
    {
        _isTransactional = isTransactional;
        _before.Clear();
        _held.Clear();
        if (isTransactional)
        {
            await session.BeginAsync(TransactionOptions.Default, token);
            await session.ExecuteAsync("SET LOCAL synchronous_commit = off", token);
        }

        foreach (var relation in await session.QueryAsync(Relations, row => SeenRelation.Read(row, 0), token))
        {
            _before[relation.Id] = relation;
        }
    }

    /// <inheritdoc />
    public override async Task<Observation> RunAsync(
        IReadOnlyList<SqlStatement> statements,
        StatementFacts expected,
        CancellationToken token
    )
    {
        var statement = statements[0];
        if (statement.IsCode || ServerWideSql.IsIn(statement.Text))
        {
            return new(
                Existing(expected),
                statement.IsCode ? "code is not run in a copy" : "it reaches beyond the database"
            );
        }

        _mayHaveChanged |=
            statement.Operation is null or ExecuteSql or InsertRows or UpdateRows or DeleteRows or Conditional;
        return _isTransactional
            ? await InsideAsync(statements, expected, token)
            : await OutsideAsync(statement, expected, token);
    }

    /// <inheritdoc />
    public override async Task EndAsync(CancellationToken token)
    {
        if (_isTransactional && session.IsInTransaction)
        {
            var changed = await session.QueryAsync(ChangesServer, row => row.GetInt64(0), token);
            // Roles and the like belong to the server, and not to the copy.
            if (changed[0] == 0)
            {
                try
                {
                    await session.CommitAsync(token);
                }
                catch (StatementFailedException)
                {
                    // A deferred check over rows that the copy has not.
                }
            }

            await session.RollbackAsync();
        }

        if (_mayHaveChanged)
        {
            await session.ExecuteAsync(session.Reset(), token);
            _mayHaveChanged = false;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => new(session.RollbackAsync());

    private async Task<Observation> InsideAsync(
        IReadOnlyList<SqlStatement> statements,
        StatementFacts expected,
        CancellationToken token
    )
    {
        var statement = statements[0];
        await session.HandOverAsync(statements, token);
        await using var batch = new NpgsqlBatch(Connection, (NpgsqlTransaction)session.Transaction!);
        batch.BatchCommands.Add(new("SAVEPOINT provisioning_statement"));
        foreach (var each in statements)
        {
            batch.BatchCommands.Add(new(each.Text));
        }

        batch.BatchCommands.Add(new("RELEASE SAVEPOINT provisioning_statement"));
        batch.BatchCommands.Add(new($"{Held} pg_catalog.pg_backend_pid()"));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(token);
            var facts = await SeenAsync(reader, expected, token);
            if (!IsPlanned(statement.Text))
            {
                return new(facts);
            }

            // How rows are found depends on how many there are, and here are none; what code does with them, too.
            facts = facts with { Scans = Existing(expected).Scans };
            return expected.Basis is FactBasis.Unknown
                ? new(facts with { Basis = FactBasis.Unknown }, "it may do more where there are rows")
                : new(facts);
        }
        catch (PostgresException error) when (!PostgreSqlErrors.EndsSession(error))
        {
            await session.ExecuteAsync("ROLLBACK TO SAVEPOINT provisioning_statement", token);
            return new(Existing(expected), $"it fails in the copy, which has no rows: {error.MessageText}");
        }
        catch (NpgsqlException error)
        {
            throw session.Explain(error, statement, token);
        }
    }

    private static bool IsPlanned(string sql) =>
        !new SqlWords(sql[..Math.Min(sql.Length, 200)], postgres: true).Is(
            0,
            "ALTER",
            "CREATE",
            "DROP",
            "REINDEX",
            "CLUSTER",
            "REFRESH"
        );

    private async Task<StatementFacts> SeenAsync(
        NpgsqlDataReader reader,
        StatementFacts expected,
        CancellationToken token
    )
    {
        // The statement may return rows of its own: what was asked comes last.
        var seen = new List<(long Id, LockMode Mode, SeenRelation? Now)>();
        do
        {
            var isAsked = reader is { FieldCount: 9 } && reader.GetName(8) == "indrelid" && reader.GetName(1) == "mode";
            seen.Clear();
            while (await reader.ReadAsync(token))
            {
                if (isAsked)
                {
                    seen.Add(ReadLock(reader));
                }
            }
        } while (await reader.NextResultAsync(token));

        return Facts(seen, expected);
    }

    private static (long Id, LockMode Mode, SeenRelation? Now) ReadLock(DbDataReader row) =>
        (row.GetInt64(0), ModeOf(row.GetString(1)), row.IsDBNull(2) ? null : SeenRelation.Read(row, 2));

    // AccessShareLock, as the server names it.
    private static LockMode ModeOf(string name) => Enum.Parse<LockMode>(name[..^"Lock".Length]);

    private StatementFacts Facts(List<(long Id, LockMode Mode, SeenRelation? Now)> seen, StatementFacts expected)
    {
        var (locks, rewrites, scans) = (
            new Dictionary<long, LockMode>(),
            new List<ObjectName>(),
            new List<ObjectName>()
        );
        var heldBefore = new Dictionary<long, LockMode>(_held);
        foreach (var (id, mode, now) in seen)
        {
            if (!_before.TryGetValue(id, out var was))
            {
                continue;
            }

            if (!heldBefore.TryGetValue(id, out var held) || held < mode)
            {
                locks[id] = locks.TryGetValue(id, out var other) && other > mode ? other : mode;
                _held[id] = _held.TryGetValue(id, out var most) && most > mode ? most : mode;
            }

            if (now is not null && (now.File != was.File || now.Scans != was.Scans))
            {
                if (now.File != was.File && was.Kind is 'r' or 'm')
                {
                    rewrites.Add(NameOf(was));
                }

                if (now.Scans != was.Scans && was.Kind is 'r' or 'm')
                {
                    scans.Add(NameOf(was));
                }

                _before[id] = was with { File = now.File, Scans = now.Scans };
            }
        }

        return Together(locks, rewrites, scans, expected);
    }

    // A lock that the transaction held already is not seen again, and some only show where there are rows.
    private StatementFacts Together(
        Dictionary<long, LockMode> locks,
        List<ObjectName> rewrites,
        List<ObjectName> scans,
        StatementFacts expected
    )
    {
        var known = Existing(expected);
        var all = Shown(locks).ToDictionary(taken => taken.Table);
        var ids = _before.Values.GroupBy(NameOf).ToDictionary(group => group.Key, group => group.First().Id);
        foreach (var taken in known.Locks)
        {
            var isHeld = _held.TryGetValue(ids[taken.Table], out var held) && held >= taken.Mode;
            var isByRow = taken.Mode is LockMode.RowShare or LockMode.RowExclusive;
            if (!all.ContainsKey(taken.Table) && (isHeld || isByRow))
            {
                all[taken.Table] = taken;
            }
        }

        return new()
        {
            Basis = FactBasis.Observed,
            Locks = [.. all.Values.OrderBy(taken => taken.Table.ToString(), StringComparer.Ordinal)],
            Rewrites = [.. rewrites.Distinct().OrderBy(name => name.ToString(), StringComparer.Ordinal)],
            Scans = [.. scans.Union(known.Scans).OrderBy(name => name.ToString(), StringComparer.Ordinal)],
        };
    }

    // An index is shown where it is locked more strongly than its table.
    private IEnumerable<TableLock> Shown(Dictionary<long, LockMode> locks) =>
        from pair in locks
        let relation = _before[pair.Key]
        where relation.Of is not { } table || !_held.TryGetValue(table, out var mode) || mode < pair.Value
        select new TableLock(NameOf(relation), pair.Value) { Kind = relation.RelationKind };

    // What the migration itself has made is in no one's way.
    private StatementFacts Existing(StatementFacts facts)
    {
        var names = _before.Values.Select(NameOf).ToHashSet();
        return facts with
        {
            Locks = [.. facts.Locks.Where(taken => names.Contains(taken.Table))],
            Rewrites = [.. facts.Rewrites.Where(names.Contains)],
            Scans = [.. facts.Scans.Where(names.Contains)],
        };
    }

    private ObjectName NameOf(SeenRelation relation) =>
        new(relation.Schema == database.Schema ? null : relation.Schema, relation.Name);

    private sealed record SeenRelation(long Id, string Schema, string Name, char Kind, long File, long Scans, long? Of)
    {
        public RelationKind RelationKind =>
            Kind switch
            {
                'i' or 'I' => RelationKind.Index,
                'S' => RelationKind.Sequence,
                'v' or 'm' => RelationKind.View,
                'c' => RelationKind.Type,
                _ => RelationKind.Table,
            };

        public static SeenRelation Read(DbDataReader row, int at) =>
            new(
                row.GetInt64(at),
                row.GetString(at + 1),
                row.GetString(at + 2),
                row.GetString(at + 3)[0],
                row.GetInt64(at + 4),
                row.GetInt64(at + 5),
                row.IsDBNull(at + 6) ? null : row.GetInt64(at + 6)
            );
    }
}
