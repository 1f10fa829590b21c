using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// Indexes, constraints, schemas, sequences, triggers, rows.
public sealed partial class PostgreSqlDialect
{
    private static readonly System.Globalization.CultureInfo Invariant = System
        .Globalization
        .CultureInfo
        .InvariantCulture;

    /// <inheritdoc />
    protected override SqlStatement CreateIndex(CreateIndex o)
    {
        var index = o.Index;
        var text = new StringBuilder(
            $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX{Concurrently(o.IsConcurrent)} {Quote(index.Name)}"
        );
        text.Append(
            $" ON{(o.IsOnly ? " ONLY" : "")} {Quote(o.Table)}{(index.Method is null ? "" : $" USING {index.Method}")}"
        );
        text.Append($" ({IndexColumns(index, index.Method is null or "BTREE")})");
        text.Append(index.Includes.Count == 0 ? "" : $" INCLUDE ({Names(index.Includes)})");
        text.Append(
            index.NullsDistinct switch
            {
                true => " NULLS DISTINCT",
                false => " NULLS NOT DISTINCT",
                null => "",
            }
        );
        text.Append(index.Parameters.Count == 0 ? "" : $" WITH ( {string.Join(", ", index.Parameters)} )");
        text.Append(index.Tablespace is null ? "" : $" TABLESPACE {Quote(index.Tablespace)}");
        text.Append(index.Filter is null ? "" : $" WHERE {index.Filter}");
        return new(text.ToString()) { OutsideTransaction = o.IsConcurrent };
    }

    /// <inheritdoc />
    protected override SqlStatement DropIndex(DropIndex o) =>
        new($"DROP INDEX{Concurrently(o.IsConcurrent)} {Quote(new ObjectName(o.Table.Schema, o.Index))}")
        {
            OutsideTransaction = o.IsConcurrent,
        };

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddPrimaryKey(AddPrimaryKey o, DatabaseModel before) =>
        [Alter(o.Table, $"ADD {Constraint(o.Key.Name)}PRIMARY KEY {Indexed(o.Key.Columns, o.UsingIndex)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddUnique(AddUnique o) =>
        [Alter(o.Table, $"ADD {Constraint(o.Unique.Name)}UNIQUE {Indexed(o.Unique.Columns, o.UsingIndex)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddCheck(AddCheck o, DatabaseModel before) =>
        [
            Alter(
                o.Table,
                $"ADD {Constraint(o.Check.Name)}CHECK ({Closed(o.Check.Expression)}){NotValid(o.Check.IsNotValid)}"
            ),
        ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddForeignKey(AddForeignKey o, DatabaseModel before) =>
        [Alter(o.Table, $"ADD {ForeignKeyClause(o.Key)}{NotValid(o.Key.IsNotValid)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropConstraint(DropConstraint o, DatabaseModel before) =>
        [
            Alter(o.Table, $"DROP CONSTRAINT {Quote(o.Name)}"),
            .. o.LeftIndex is { } index ? [CreateIndex(new CreateIndex(o.Table, index))] : Array.Empty<SqlStatement>(),
        ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> ValidateConstraint(ValidateConstraint o, DatabaseModel before) =>
        [Alter(o.Table, $"VALIDATE CONSTRAINT {Quote(o.Name)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateSchema(CreateSchema o) =>
        [new($"CREATE SCHEMA {Quote(o.Name)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropSchema(DropSchema o) => [new($"DROP SCHEMA {Quote(o.Name)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateSequence(CreateSequence o)
    {
        var s = o.Sequence;
        var text = new StringBuilder($"CREATE SEQUENCE {SequenceName(s.Name)}");
        text.Append(s.Increment is null ? "" : $" INCREMENT BY {s.Increment}");
        text.Append(s.MinValue is null ? "" : $" MINVALUE {s.MinValue}");
        text.Append(s.MaxValue is null ? "" : $" MAXVALUE {s.MaxValue}");
        text.Append(s.StartWith is null ? "" : $" START WITH {s.StartWith}");
        text.Append(s.Cache is null ? " CACHE 1" : $" CACHE {s.Cache}");
        text.Append(s.Cycle ? " CYCLE" : "");
        return [new(text.ToString())];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropSequence(DropSequence o) =>
        [new($"DROP SEQUENCE {SequenceName(o.Sequence)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateTrigger(CreateTrigger o)
    {
        var trigger = o.Trigger;
        var function = Quote(new ObjectName(o.Table.Schema, trigger.Name));
        var body = trigger.Touches is { } column
            ? Touch(Quote(column))
            : $"BEGIN\n{trigger.Body}\nRETURN {(trigger.Event is TriggerEvent.Delete ? "OLD" : "NEW")};\nEND";
        var when = trigger.When is null ? "" : $" WHEN ({Closed(trigger.When)})";
        // Dropping a table with its triggers leaves their functions, unless the operation says what the table was.
        yield return new(
            $"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {DollarQuoted(body)}"
        );
        yield return new(
            $"CREATE TRIGGER {Quote(trigger.Name)} {trigger.Timing.ToString().ToUpperInvariant()} "
                + $"{trigger.Event.ToString().ToUpperInvariant()} "
                + $"ON {Quote(o.Table)} FOR EACH ROW{when} EXECUTE FUNCTION {function}()"
        );
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropTrigger(DropTrigger o) =>
        [new($"DROP TRIGGER {Quote(o.Trigger)} ON {Quote(o.Table)}"), DropFunction(o.Table, o.Trigger)];

    private SqlStatement DropFunction(ObjectName table, string trigger) =>
        new($"DROP FUNCTION {Quote(new ObjectName(table.Schema, trigger))}()");

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> InsertRows(InsertRows o)
    {
        var overriding = o.Overriding switch
        {
            IdentityOverride.SystemValue => " OVERRIDING SYSTEM VALUE",
            IdentityOverride.UserValue => " OVERRIDING USER VALUE",
            _ => "",
        };
        return o.Rows.Select(row => new SqlStatement(InsertText(o, row, overriding)));
    }

    /// <inheritdoc />
    public override SqlStatement? NumberOn(InsertRows rows)
    {
        var given = rows
            .Rows.SelectMany(row => row)
            .Where(value => value.Value is sbyte or byte or short or ushort or int or uint or long)
            .GroupBy(value => value.Column, StringComparer.Ordinal)
            .Select(column => (column.Key, Numbers: column.Select(value => Convert.ToInt64(value.Value, Invariant))))
            .Select(column => $"({QuoteText(Bare(column.Key))}, {column.Numbers.Min()}, {column.Numbers.Max()})")
            .ToArray();
        if (given.Length == 0 || rows.Overriding is IdentityOverride.UserValue)
        {
            return null;
        }

        // The next number of a sequence that was not used yet is its start.
        return new(
            $"""
            SELECT pg_catalog.setval(q.seqrelid::regclass, CASE WHEN q.seqincrement > 0 THEN g.most ELSE g.least END)
            FROM (VALUES {string.Join(", ", given)}) AS g (name, least, most)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.to_regclass({QuoteText(
                Quote(rows.Table)
            )}) AND a.attname = g.name
            JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = a.attrelid
                                       AND d.refobjsubid = a.attnum AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
            JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
            CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.pg_sequence_last_value(q.seqrelid) + q.seqincrement, q.seqstart)) AS n (next)
            WHERE CASE WHEN q.seqincrement > 0 THEN g.most >= n.next AND g.most <= q.seqmax ELSE g.least <= n.next AND g.least >= q.seqmin END
            """
        );
    }

    private static string Bare(string name) =>
        name is ['"', _, .., '"'] ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    // A type may keep less than the literal says (float4, numeric(10,2), timestamp(0)), and json has no equality.
    /// <inheritdoc />
    protected override string IsStored(ObjectName table, ColumnValue value, string literal)
    {
        var column = Quote(value.Column);
        return value.Value switch
        {
            float or double or decimal when literal.Contains('\'', StringComparison.Ordinal) => $"{column} = {literal}",
            float or double => Narrowed(literal),
            decimal number when number != decimal.Truncate(number) => Narrowed(literal),
            DateTime { Ticks: var ticks } when ticks % TimeSpan.TicksPerSecond != 0 => Narrowed(JsonText(literal)),
            DateTimeOffset { Ticks: var ticks } when ticks % TimeSpan.TicksPerSecond != 0 => Narrowed(
                JsonText(literal)
            ),
            TimeOnly { Ticks: var ticks } when ticks % TimeSpan.TicksPerSecond != 0 => Narrowed(JsonText(literal)),
            string text when IsJson(text) => $"({column}::text = {literal} OR "
                + $"pg_catalog.to_jsonb({column}) = {literal}::jsonb)",
            string text when text.TrimStart().StartsWith('<') => $"{column}::text = {literal}",
            _ => base.IsStored(table, value, literal),
        };

        string Narrowed(string json) =>
            $"{column} = (pg_catalog.jsonb_populate_record(NULL::{Quote(table)}, "
            + $"{QuoteText($"{{{JsonText(Bare(value.Column))}: {json}}}")})).{column}";
    }

    private static string JsonText(string text) =>
        $"\"{System.Text.Json.JsonEncodedText.Encode(text is ['\'', .., '\''] ? text[1..^1] : text)}\"";

    private static bool IsJson(string text)
    {
        if (text.TrimStart() is not ['{' or '[', ..])
        {
            return false;
        }

        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    internal static string Touch(string column) =>
        $"BEGIN\n  IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN NEW.{column} = now(); END IF;\n  RETURN "
        + $"NEW;\nEND";

    private static string DollarQuoted(string body)
    {
        var tag = "$$";
        // A dollar sign at the end of the body would begin the end of its quote.
        for (var n = 0; $"{body}{tag[..^1]}".Contains(tag, StringComparison.Ordinal); n++)
        {
            tag = $"$body{n}$";
        }

        return $"{tag}{body}{tag}";
    }

    /// <inheritdoc />
    internal override ObjectName Modelled(ObjectName name) =>
        name.Schema == schema ? name with { Schema = null } : name;

    /// <inheritdoc />
    internal override string KeyText(string column) => $"{column}::text";

    /// <inheritdoc />
    // A literal takes the type of what it is compared with.
    internal override string KeyLiteral(string text) => QuoteText(text);

    private static string Indexed(ValueList<string> columns, string? index) =>
        index is null ? $"({Names(columns)})" : $"USING INDEX {Quote(index)}";

    private static string NotValid(bool isNotValid) => isNotValid ? " NOT VALID" : "";

    private static string Concurrently(bool isConcurrent) => isConcurrent ? " CONCURRENTLY" : "";

    // Unlike a table, a sequence without a schema goes where the search path says, as FluentMigrator has it.
    private string SequenceName(ObjectName name) => name.Schema is null ? Quote(name.Name) : Quote(name);
}
