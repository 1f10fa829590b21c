using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

/// <summary>Reads definitions of columns and constraints.</summary>
internal static class ColumnReader
{
    private static readonly string[] Options =
    [
        "COLLATE",
        "CONSTRAINT",
        "NOT",
        "NULL",
        "DEFAULT",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "GENERATED",
        "USING",
        "COMPRESSION",
        "STORAGE",
        "AUTOINCREMENT",
        "AS",
    ];

    /// <summary>Reads a type.</summary>
    public static ColumnType Type(SqlCursor at, params ReadOnlySpan<string> end)
    {
        var text = at.Until([.. Options, .. end]);
        var type = PgType.Parse(text);
        return type switch
        {
            { IsArray: true } => new(ColumnKind.Custom, Custom: text),
            { Name: "varchar" or "text" } => new(ColumnKind.String, type.First),
            { Name: "char" } => new(ColumnKind.FixedLengthString, type.First ?? 1),
            { Name: "int" } => new(ColumnKind.Int32),
            { Name: "bigint" } => new(ColumnKind.Int64),
            { Name: "smallint" } => new(ColumnKind.Int16),
            { Name: "boolean" } => new(ColumnKind.Boolean),
            { Name: "numeric", First: { } } => new(ColumnKind.Decimal, type.First, type.Second),
            { Name: "float8" } => new(ColumnKind.Double),
            { Name: "float4" } => new(ColumnKind.Single),
            { Name: "date" } => new(ColumnKind.Date),
            { Name: "timestamp", First: null } => new(ColumnKind.DateTime),
            { Name: "timestamptz" } => new(ColumnKind.DateTimeOffset, null, type.First),
            { Name: "time", First: null } => new(ColumnKind.Time),
            { Name: "uuid" } => new(ColumnKind.Guid),
            { Name: "json" } => new(ColumnKind.Json),
            { Name: "jsonb" } => new(ColumnKind.Jsonb),
            { Name: "inet" } => new(ColumnKind.Inet),
            { Name: "xml" } => new(ColumnKind.Xml),
            { Name: "money" } => new(ColumnKind.Currency),
            { Name: "bytea" or "blob" } => new(ColumnKind.Binary),
            _ => new(ColumnKind.Custom, Custom: text.Length == 0 ? "blob" : type.ToString()),
        };
    }

    /// <summary>Reads a column of a table, with the constraints that are written beside it.</summary>
    /// <param name="at">Where its name is next.</param>
    /// <param name="table">The table.</param>
    /// <param name="constraints">Gets the constraints.</param>
    public static Column Column(SqlCursor at, ObjectName table, List<Operation> constraints)
    {
        var name = at.Word();
        var typeText = at.IsDone ? "" : at.Words[at.At].ToString();
        var column = new Column(name, Type(at))
        {
            IsNullable = true,
            Identity = IsSerial(typeText) ? Identity.ByDefault : null,
        };
        column = column.Identity is null ? column : column with { IsNullable = false };
        string? constraint = null;
        while (!at.IsDone)
        {
            if (at.Take("CONSTRAINT"))
            {
                constraint = at.Word();
                continue;
            }

            column = Option(at, column, table, constraint, constraints);
            constraint = null;
        }

        return column;
    }

    private static Column Option(
        SqlCursor at,
        Column column,
        ObjectName table,
        string? constraint,
        List<Operation> constraints
    )
    {
        if (at.Take("NOT", "NULL"))
        {
            return column with { IsNullable = false };
        }

        if (at.Take("DEFAULT"))
        {
            return column with { Default = Default(at.Until(Options)) };
        }

        if (at.Take("COLLATE"))
        {
            return column with { Collation = at.Word() };
        }

        if (at.Is("GENERATED", "AS"))
        {
            return Generated(at, column);
        }

        switch (Constraint(at, table, constraint, [column.Name]))
        {
            case { } added:
                constraints.Add(added);
                return added is AddPrimaryKey ? column with { IsNullable = false } : column;
            default:
                at.Next();
                return column;
        }
    }

    /// <summary>A default as the model has it; null for the word NULL.</summary>
    public static DefaultValue? Default(string sql) =>
        sql.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : new ExpressionDefault(sql);

    /// <summary>Reads a constraint of a table or a column; null where none of a known kind is next.</summary>
    /// <param name="at">Where its first word is next.</param>
    /// <param name="table">The table.</param>
    /// <param name="name">Its name; null for none.</param>
    /// <param name="columns">The column that it is written beside; none for a constraint of the table.</param>
    public static Operation? Constraint(SqlCursor at, ObjectName table, string? name, ValueList<string> columns)
    {
        if (at.Take("PRIMARY", "KEY"))
        {
            return new AddPrimaryKey(table, new(name, Listed()));
        }

        if (at.Take("UNIQUE"))
        {
            _ = at.Take("NULLS", "NOT", "DISTINCT") || at.Take("NULLS", "DISTINCT");
            return new AddUnique(table, new(name, Listed()));
        }

        if (at.Take("CHECK"))
        {
            return new AddCheck(table, new(name, at.InsideText()));
        }

        if (at.Take("FOREIGN", "KEY"))
        {
            columns = at.List();
        }

        if (!at.Take("REFERENCES"))
        {
            return null;
        }

        var parent = at.Name();
        return new AddForeignKey(table, new(name, columns, parent, at.List()));

        ValueList<string> Listed() => at.Is("(") ? at.List() : columns;
    }

    private static Column Generated(SqlCursor at, Column column)
    {
        at.TakeAny("GENERATED");
        _ = at.TakeAny("ALWAYS") || at.Take("BY", "DEFAULT");
        at.TakeAny("AS");
        if (at.TakeAny("IDENTITY"))
        {
            return column with { Identity = Identity.ByDefault, IsNullable = false };
        }

        if (!at.Is("("))
        {
            at.Next();
            return column;
        }

        var expression = at.InsideText();
        var isStored = at.TakeAny("STORED");
        at.TakeAny("VIRTUAL");
        return column with { Computed = new(expression, isStored) };
    }

    private static bool IsSerial(string type) =>
        type.ToLowerInvariant() is "serial" or "bigserial" or "smallserial" or "serial2" or "serial4" or "serial8";
}
