using System.Globalization;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.Transfer.PostgreSql;

// The statements around the rows of an import: deferred keys, suspended triggers, numbering.
internal sealed partial class PostgreSqlTransfer
{
    // One table, so that its name needs no array.
    private const string TriggersOfTable = """
        SELECT g.tgname::text, g.tgenabled::text FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = @p0 AND c.relname = @p1 AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 4 <> 0 ORDER BY g.tgname
        """;

    private const string SequencesOfTable = """
        SELECT a.attname::text, sn.nspname::text, s.relname::text, q.seqincrement > 0
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
        JOIN pg_catalog.pg_class s ON s.oid = d.objid AND d.classid = 'pg_catalog.pg_class'::regclass AND s.relkind = 'S' JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
        WHERE n.nspname = @p0 AND c.relname = @p1 ORDER BY a.attnum
        """;

    private const string DeferrableOfKey = """
        SELECT k.condeferrable, k.condeferred FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = @p0 AND c.relname = @p1 AND k.conname = @p2
        """;

    private const string Sequences = """
        SELECT schemaname::text, sequencename::text, last_value FROM pg_catalog.pg_sequences
        WHERE last_value IS NOT NULL AND schemaname <> 'information_schema' AND schemaname NOT LIKE 'pg\_%' ORDER BY 1, 2
        """;

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TransferNumbering>> NumberingAsync(CancellationToken token) =>
        await session.QueryAsync(
            Sequences,
            row => new TransferNumbering(NameOf(row.GetString(0), row.GetString(1)).ToString(), row.GetInt64(2)),
            token
        );

    /// <inheritdoc />
    public override async Task<TransferFrame> FrameAsync(
        IReadOnlyList<Table> tables,
        IReadOnlyList<(ObjectName Table, ForeignKey Key)> circular,
        IReadOnlyList<TransferNumbering> numbering,
        CancellationToken token
    )
    {
        var (before, after) = (new List<string>(), new List<string>());
        foreach (var (table, key) in circular)
        {
            var (isDeferrable, isDeferred) = (
                await session.QueryAsync(
                    DeferrableOfKey,
                    row => (row.GetBoolean(0), row.GetBoolean(1)),
                    token,
                    table.Schema ?? "public",
                    table.Name,
                    key.Name
                )
            )[0];
            var alter = $"ALTER TABLE {Quote(table)} ALTER CONSTRAINT {Dialect.Quote(key.Name!)}";
            if (!isDeferrable)
            {
                before.Add($"{alter} DEFERRABLE INITIALLY DEFERRED");
                after.Add($"{alter} NOT DEFERRABLE");
            }
            else if (!isDeferred)
            {
                before.Add($"{alter} DEFERRABLE INITIALLY DEFERRED");
                after.Add($"{alter} DEFERRABLE INITIALLY IMMEDIATE");
            }
        }

        foreach (var table in tables)
        {
            foreach (
                var (trigger, mode) in await session.QueryAsync(
                    TriggersOfTable,
                    row => (row.GetString(0), row.GetString(1)),
                    token,
                    table.Name.Schema ?? "public",
                    table.Name.Name
                )
            )
            {
                before.Add($"ALTER TABLE {Quote(table.Name)} DISABLE TRIGGER {Dialect.Quote(trigger)}");
                after.Add(
                    $"ALTER TABLE {Quote(table.Name)} ENABLE {(mode is "A" ? "ALWAYS " : "")}TRIGGER "
                        + $"{Dialect.Quote(trigger)}"
                );
            }
        }

        // Every key that waited is checked here, and a table with checks ahead of it cannot be altered.
        if (circular.Count > 0)
        {
            after.Insert(0, "SET CONSTRAINTS ALL IMMEDIATE");
        }

        after.AddRange(await NumbersAsync(tables, numbering, token));
        return new(before.ToValueList(), after.ToValueList());
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<ObjectName>> ClaimAsync(
        IReadOnlyList<ObjectName> tables,
        bool empties,
        CancellationToken token
    )
    {
        if (tables.Count == 0)
        {
            return [];
        }

        var names = string.Join(", ", tables.Select(Quote));
        await session.ExecuteAsync(
            empties ? $"TRUNCATE TABLE {names}" : $"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE",
            token
        );
        var filled = new List<ObjectName>();
        foreach (var table in tables)
        {
            if (
                (
                    await session.QueryAsync(
                        $"SELECT EXISTS (SELECT FROM {Quote(table)})",
                        row => row.GetBoolean(0),
                        token
                    )
                )[0]
            )
            {
                filled.Add(table);
            }
        }

        return filled;
    }

    private static ObjectName NameOf(string schema, string name) => new(schema is "public" ? null : schema, name);

    private static string Regclass(ObjectName name) => Dialect.QuoteText(new PostgreSqlDialect().Quote(name));

    private string Quote(ObjectName name) => session.Database.Dialect.Quote(name);

    private async Task<IEnumerable<string>> NumbersAsync(
        IReadOnlyList<Table> tables,
        IReadOnlyList<TransferNumbering> numbering,
        CancellationToken token
    )
    {
        var statements = new List<string>();
        var here = await session.QueryAsync(
            "SELECT schemaname::text, sequencename::text, increment_by > 0 FROM pg_catalog.pg_sequences",
            row => (Name: NameOf(row.GetString(0), row.GetString(1)), Ascends: row.GetBoolean(2)),
            token
        );
        foreach (var (name, ascends) in here)
        {
            if (numbering.FirstOrDefault(known => known.Name == name.ToString()) is { } known)
            {
                statements.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SELECT pg_catalog.setval({Regclass(name)}, {Further(ascends)}({known.Last}, last_value)) "
                            + $"FROM {Quote(name)}"
                    )
                );
            }
        }

        foreach (var table in tables)
        {
            var owned = await session.QueryAsync(
                SequencesOfTable,
                row =>
                    (
                        Column: row.GetString(0),
                        Sequence: NameOf(row.GetString(1), row.GetString(2)),
                        Ascends: row.GetBoolean(3)
                    ),
                token,
                table.Name.Schema ?? "public",
                table.Name.Name
            );
            statements.AddRange(
                owned.Select(number =>
                    $"SELECT pg_catalog.setval({Regclass(number.Sequence)}, "
                    + $"{Further(number.Ascends)}({(number.Ascends ? "max" : "min")}({Dialect.Quote(number.Column)}), "
                    + $"(SELECT last_value FROM {Quote(number.Sequence)}))) "
                    + $"FROM {Quote(table.Name)} HAVING count({Dialect.Quote(number.Column)}) > 0"
                )
            );
        }

        return statements;
    }

    private static string Further(bool ascends) => ascends ? "greatest" : "least";
}
