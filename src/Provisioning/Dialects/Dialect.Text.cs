using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// Names, literals and clauses that engines spell alike.
public abstract partial class Dialect
{
    /// <summary>The separator between two columns of an index.</summary>
    protected virtual string IndexSeparator => ", ";

    /// <summary>An identifier in quotes. A name that is already properly quoted stays as it is.</summary>
    public static string Quote(string identifier)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        if (identifier.Contains('\0', StringComparison.Ordinal))
        {
            throw new ProvisioningException(
                $"The name \"{identifier.Replace('\0', '?')}\" holds a NUL character, which no engine takes. Choose "
                    + $"another name."
            );
        }

        return IsQuoted(identifier) ? identifier : $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>The name of a table or another object, in quotes and with its schema.</summary>
    public abstract string Quote(ObjectName name);

    /// <summary>The type as the engine spells it.</summary>
    public abstract string TypeName(ColumnType type);

    /// <summary>A value as an SQL literal.</summary>
    /// <exception cref="ArgumentException">The value's type has no literal.</exception>
    public string Literal(object? value) =>
        value switch
        {
            null or DBNull => "NULL",
            SqlExpression e => Closed(e.Sql),
            string s => QuoteText(s),
            char c => QuoteText(c.ToString()),
            bool b => Literal(b),
            byte[] b => Literal(b),
            Guid g => Literal(g),
            DateTime t => Literal(t),
            DateTimeOffset t => Literal(t),
            DateOnly d => $"'{d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
            TimeOnly t => $"'{t.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}'",
            TimeSpan t => $"'{t.ToString("c", CultureInfo.InvariantCulture)}'",
            Enum e => QuoteText(e.ToString()),
            double d when !double.IsFinite(d) => NotFinite(d),
            float f when !float.IsFinite(f) => NotFinite(f),
            sbyte or byte or short or ushort or int or uint or long or ulong or decimal or double or float or Int128 =>
                ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException(
                $"A value of type {value.GetType()} has no SQL literal. {LiteralWayOut}",
                nameof(value)
            ),
        };

    private const string LiteralWayOut = "Hand it over as text, a number, a date or bytes.";

    private static bool HasLiteral(object? value) =>
        value
            is null
                or DBNull
                or DefaultValue
                or SqlExpression
                or string
                or char
                or bool
                or byte[]
                or Guid
                or DateTime
                or DateTimeOffset
                or DateOnly
                or TimeOnly
                or TimeSpan
                or Enum
                or sbyte
                or byte
                or short
                or ushort
                or int
                or uint
                or long
                or ulong
                or decimal
                or double
                or float
                or Int128;

    /// <summary>A truth value as a literal.</summary>
    protected abstract string Literal(bool value);

    /// <summary>Bytes as a literal.</summary>
    protected abstract string Literal(byte[] value);

    /// <summary>A date with its time as a literal.</summary>
    protected virtual string Literal(DateTime value) =>
        $"'{value.ToString(value.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss"
            : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}'";

    /// <summary>A moment as a literal.</summary>
    protected virtual string Literal(DateTimeOffset value) =>
        $"'{value.ToString(value.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:sszzz"
            : "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)}'";

    /// <summary>A UUID as a literal.</summary>
    protected virtual string Literal(Guid value) => $"'{value}'";

    /// <summary>Infinity or not-a-number as a literal.</summary>
    protected abstract string NotFinite(double value);

    /// <summary>Text as a literal. A backslash is kept, as in standard SQL.</summary>
    public static string QuoteText(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A column as a line for people.</summary>
    internal string ColumnText(Table table, Column column)
    {
        var about = new AddColumn(table.Name, column);
        var collation = column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}";
        var value =
            column.Computed is { } computed
                ? $" GENERATED ALWAYS AS ({computed.Expression}){(computed.IsStored ? " STORED" : "")}"
            : column.Default is { } given ? $" DEFAULT {Default(given, about)}"
            : "";
        var identity = column.Identity is { } kind ? $" IDENTITY {kind.ToString().ToUpperInvariant()}" : "";
        return $"{column.Name} "
            + $"{TypeName(column.Type)}{collation}{(column.IsNullable is true ? "" : " NOT NULL")}{value}{identity}";
    }

    /// <summary>The default clause's expression.</summary>
    protected virtual string Default(DefaultValue value, Operation operation) =>
        value switch
        {
            _ when UnstorableText.Find(value) is { } problem => throw Refuse(
                operation,
                $"a default holds {problem}, which no engine keeps in text",
                UnstorableText.WayOut
            ),
            LiteralDefault d when !HasLiteral(d.Value) => throw Refuse(
                operation,
                $"a default is a {d.Value!.GetType()}, which SQL has no word for",
                LiteralWayOut
            ),
            LiteralDefault d => Literal(d.Value),
            ExpressionDefault d => Closed(d.Sql),
            FunctionDefault d => Function(d.Function, operation),
            _ => throw new System.Diagnostics.UnreachableException(value.GetType().Name),
        };

    /// <summary>The engine's expression for a value that it makes itself.</summary>
    protected abstract string Function(SystemFunction function, Operation operation);

    /// <summary>Names in quotes with a separator between them.</summary>
    protected static string Names(IEnumerable<string> names, string separator = ", ") =>
        string.Join(separator, names.Select(Quote));

    /// <summary><c>CONSTRAINT "name" </c>, or nothing for a constraint that the engine names.</summary>
    protected static string Constraint(string? name) => name is null ? "" : $"CONSTRAINT {Quote(name)} ";

    /// <summary>The clause of a foreign key, after its name.</summary>
    protected string ForeignKeyClause(ForeignKey key)
    {
        var text = new StringBuilder(
            $"{Constraint(key.Name)}FOREIGN KEY ({Names(key.Columns)}) REFERENCES {Referenced(key.References)}"
        );
        text.Append(key.ReferencedColumns.Count == 0 ? "" : $" ({Names(key.ReferencedColumns)})");
        AppendAction(text, " ON DELETE ", key.OnDelete);
        AppendAction(text, " ON UPDATE ", key.OnUpdate);
        text.Append(key.IsDeferred ? " DEFERRABLE INITIALLY DEFERRED" : "");
        return text.ToString();
    }

    /// <summary>The name of the table that a foreign key refers to.</summary>
    protected virtual string Referenced(ObjectName table) => Quote(table);

    /// <summary>The columns of an index with their directions.</summary>
    protected string IndexColumns(Schema.Index index, bool directions = true) =>
        string.Join(IndexSeparator, index.Columns.Select(column => IndexColumn(column, directions)));

    private static string IndexColumn(IndexColumn column, bool direction)
    {
        var text = new StringBuilder(column.IsExpression ? $"({Closed(column.Name)})" : Quote(column.Name));
        text.Append(column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}");
        text.Append(column.OperatorClass is null ? "" : $" {column.OperatorClass}");
        text.Append(
            direction
                ? column.IsDescending
                    ? " DESC"
                    : " ASC"
                : ""
        );
        text.Append(
            column.NullsFirst switch
            {
                true => " NULLS FIRST",
                false => " NULLS LAST",
                null => "",
            }
        );
        return text.ToString();
    }

    private static void AppendAction(StringBuilder text, string clause, ReferentialAction action)
    {
        if (action is not ReferentialAction.None)
        {
            text.Append(clause)
                .Append(
                    action switch
                    {
                        ReferentialAction.Cascade => "CASCADE",
                        ReferentialAction.SetNull => "SET NULL",
                        ReferentialAction.SetDefault => "SET DEFAULT",
                        _ => "RESTRICT",
                    }
                );
        }
    }

    [SuppressMessage("Style", "IDE0078", Justification = "Reads as the three conditions that it is.")]
    private static bool IsQuoted(string name) =>
        name.Length > 2
        && name[0] == '"'
        && name[^1] == '"'
        && !name[1..^1].Replace("\"\"", "", StringComparison.Ordinal).Contains('"', StringComparison.Ordinal);
}
