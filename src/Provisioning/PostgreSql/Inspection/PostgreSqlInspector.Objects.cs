using System.Data.Common;
using Npgsql;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Inspection;

// Objects other than tables. Views and functions are read as the server prints them, which is not as they were written.
internal static partial class PostgreSqlInspector
{
    private const string Views = $"""
        SELECT {SchemaName}, c.relname::text, pg_catalog.pg_get_viewdef(c.oid, true), c.relkind = 'm'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {UserSchemas} AND c.relkind IN ('v', 'm')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid
                  AND d.deptype = 'e')
        """;

    // A trigger that we made brings a function of its own name along.
    private const string Functions = $"""
        SELECT {SchemaName}, f.proname::text, pg_catalog.pg_get_function_result(f.oid), f.prosrc,
            pg_catalog.pg_get_function_arguments(f.oid), l.lanname::text,
               f.provolatile::text, f.prosecdef,
               (SELECT pg_catalog.substr(o, pg_catalog.length('search_path=') + 1)
                   FROM pg_catalog.unnest(f.proconfig) o WHERE o LIKE 'search\_path=%')
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace JOIN pg_language l ON l.oid = f.prolang
        WHERE {UserSchemas} AND f.prokind = 'f' AND l.lanname <> 'c' AND l.lanname <> 'internal'
              AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgfoid = f.oid AND g.tgname = f.proname)
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass::oid AND d.objid = f.oid
                  AND d.deptype = 'e')
        """;

    private const string Enums = $"""
        SELECT {SchemaName}, t.typname::text, e.enumlabel::text
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE {UserSchemas}
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass::oid AND d.objid = t.oid
                  AND d.deptype = 'e')
        ORDER BY t.oid, e.enumsortorder
        """;

    private const string Extensions = "SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql'";

    private const string Policies = $"""
        SELECT {SchemaName}, c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive,
               (SELECT pg_catalog.string_agg(r.rolname, pg_catalog.chr(10) ORDER BY r.rolname) FROM pg_roles r
                   WHERE r.oid = ANY (p.polroles)),
               pg_catalog.pg_get_expr(p.polqual, p.polrelid, true),
                   pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true)
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {UserTables}
        ORDER BY p.polname COLLATE "C"
        """;

    private static async Task<DatabaseModel> WithObjectsAsync(
        DatabaseModel model,
        NpgsqlDataReader reader,
        CancellationToken token
    )
    {
        var sequences = await NextAsync(reader, ReadSequence, token);
        var schemas = await NextAsync(reader, row => row.GetString(0), token);
        var views = await NextAsync(reader, ReadView, token);
        var functions = await NextAsync(reader, ReadFunction, token);
        var enums = (await NextAsync(reader, row => (Name: NameAt(row, 0), Value: row.GetString(2)), token)).ToLookup(
            row => row.Name,
            row => row.Value
        );
        var extensions = await NextAsync(reader, row => row.GetString(0), token);
        return model with
        {
            Sequences = model.Sequences.AddRange(
                sequences.Select(sequence => KeyValuePair.Create(sequence.Name, sequence))
            ),
            Schemas = [.. schemas],
            Views = model.Views.AddRange(views.Select(view => KeyValuePair.Create(view.Name, view))),
            Functions = model.Functions.AddRange(
                functions.Select(function => KeyValuePair.Create(function.Signature, function))
            ),
            Enums = model.Enums.AddRange(enums.Select(values => KeyValuePair.Create(values.Key, values.ToValueList()))),
            Extensions = [.. extensions],
        };
    }

    private static View ReadView(DbDataReader row) =>
        new(NameAt(row, 0), row.GetString(2).Trim().TrimEnd(';')) { IsMaterialized = row.GetBoolean(3) };

    private static Function ReadFunction(DbDataReader row) =>
        new(NameAt(row, 0), row.GetString(2), row.GetString(3))
        {
            Parameters = row.GetString(4),
            Language = row.GetString(5),
            Volatility = row.GetString(6) switch
            {
                "i" => Volatility.Immutable,
                "s" => Volatility.Stable,
                _ => Volatility.Volatile,
            },
            IsSecurityDefiner = row.GetBoolean(7),
            SearchPath = TextOrNull(row, 8),
        };

    private static Policy ReadPolicy(DbDataReader row) =>
        new(row.GetString(2))
        {
            Command = row.GetString(3) switch
            {
                "r" => PolicyCommand.Select,
                "a" => PolicyCommand.Insert,
                "w" => PolicyCommand.Update,
                "d" => PolicyCommand.Delete,
                _ => PolicyCommand.All,
            },
            IsRestrictive = !row.GetBoolean(4),
            Roles = (TextOrNull(row, 5)?.Split('\n') ?? []).ToValueList(),
            Using = TextOrNull(row, 6) is { } reading ? Unwrap(reading) : null,
            WithCheck = TextOrNull(row, 7) is { } writing ? Unwrap(writing) : null,
        };
}
