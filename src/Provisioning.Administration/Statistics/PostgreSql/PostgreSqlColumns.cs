using Provisioning.Databases;
using Provisioning.Linting;
using Provisioning.Schema;

namespace Provisioning.Administration.Statistics.PostgreSql;

/// <summary>What the values of columns are like, from the planner's statistics: no table is read.</summary>
internal static class PostgreSqlColumns
{
    // Bounds and frequent values of numbers and times alone, and of no column that tells rows apart or refers to
    // others. The text of a value is read back by the session that made it.
    private const string Columns = """
        WITH known AS (
            SELECT n.nspname, c.relname, a.attname, a.attnum, s.null_frac, s.avg_width, s.histogram_bounds::text::text[] AS bounds,
                s.most_common_vals::text::text[] AS frequent, s.most_common_freqs AS shares,
                CASE
                    WHEN EXISTS (SELECT FROM pg_catalog.pg_index i
                        WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)) THEN NULL
                    WHEN EXISTS (SELECT FROM pg_catalog.pg_constraint k
                        WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)) THEN NULL
                    WHEN t.typname IN ('int2', 'int4', 'int8', 'numeric', 'float4', 'float8') THEN 'number'
                    WHEN t.typname IN ('date', 'timestamp', 'timestamptz') THEN 'time'
                END AS kind
            FROM pg_catalog.pg_stats s
            JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            WHERE s.inherited = (c.relkind = 'p') AND c.relkind IN ('r', 'p')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        )
        SELECT nullif(nspname, current_schema()), relname, attname, null_frac::float8, avg_width::float8, kind,
            CASE kind
                WHEN 'number' THEN (SELECT array_agg(v::float8 ORDER BY v::float8) FROM unnest(bounds) v)
                WHEN 'time' THEN (SELECT array_agg(extract(epoch FROM v::timestamptz)::float8 / 86400 ORDER BY v::timestamptz)
                    FROM unnest(bounds) v)
            END,
            CASE kind
                WHEN 'number' THEN (SELECT array_agg(v::float8 ORDER BY at) FROM unnest(frequent) WITH ORDINALITY u (v, at))
                WHEN 'time' THEN (SELECT array_agg(extract(epoch FROM v::timestamptz)::float8 / 86400 ORDER BY at)
                    FROM unnest(frequent) WITH ORDINALITY u (v, at))
            END,
            shares::float8[]
        FROM known
        ORDER BY 1 NULLS FIRST, 2, attnum
        """;

    /// <summary>The columns of each table.</summary>
    public static async Task<ILookup<ObjectName, ColumnStatistics>> ReadAsync(
        DatabaseSession session,
        CancellationToken token
    )
    {
        var found = await session.QueryAsync(
            Columns,
            row =>
            {
                double[] Numbers(int at) => row.IsDBNull(at) ? [] : row.GetFieldValue<double[]>(at);
                var (nulls, isTime) = (row.GetDouble(3), !row.IsDBNull(5) && row.GetString(5) is "time");
                var column = new ColumnStatistics(
                    row.GetString(2),
                    nulls,
                    row.GetDouble(4),
                    Histogram(Numbers(6), row.IsDBNull(5) ? [] : [.. Numbers(7).Zip(Numbers(8))], 1 - nulls)
                )
                {
                    IsTime = isTime,
                };
                return (Table: new ObjectName(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)), column);
            },
            token
        );
        return found.ToLookup(each => each.Table, each => each.column);
    }

    // The planner keeps the most frequent values apart from the bounds of the others.
    private static ValueList<double> Histogram(
        double[] bounds,
        IReadOnlyList<(double Value, double Share)> frequent,
        double all
    )
    {
        var others = Math.Max(0, all - frequent.Sum(each => each.Share));
        var weights = frequent
            .Concat(bounds.Select(bound => (Value: bound, Share: others / bounds.Length)))
            .Where(each => double.IsFinite(each.Value))
            .OrderBy(each => each.Value)
            .ToList();
        var total = weights.Sum(each => each.Share);
        if (weights.Count == 0 || total <= 0)
        {
            return [];
        }

        var histogram = new List<double>();
        var (at, sum) = (0, weights[0].Share);
        for (var part = 0; part <= ColumnStatistics.Parts; part++)
        {
            while (at < weights.Count - 1 && sum < total * part / ColumnStatistics.Parts)
            {
                sum += weights[++at].Share;
            }

            histogram.Add(weights[at].Value);
        }

        return [.. histogram];
    }
}
