using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// What a script needs that a run does without.
public partial class SqliteDialect
{
    private const string Unit = """
        -- The sqlite3 shell goes on after an error, but not inside a line or a unit of lines. So that it stops at the first
        -- error and keeps nothing of that migration, no line ends with a semicolon before the last one.

        """;

    /// <inheritdoc />
    public override IEnumerable<string> Transaction(
        IReadOnlyList<SqlStatement> statements,
        IReadOnlyList<SqlStatement> record
    )
    {
        var isChecked = statements.Any(statement =>
            statement is { EnforcesForeignKeys: not null } or { DefersForeignKeys: true } or { Drops: not null }
        );
        if (!isChecked && !statements.Any(statement => statement.SuspendsForeignKeys))
        {
            return base.Transaction(statements, record);
        }

        var dropped = statements.Select(statement => statement.Drops).OfType<ObjectName>().Select(table => table.Name);
        return
        [
            "PRAGMA foreign_keys = OFF",
            "BEGIN",
            .. isChecked ? ForeignKeySql.Before : [],
            .. Texts(statements),
            .. isChecked ? ForeignKeySql.After(dropped) : [],
            .. Texts(record),
            "COMMIT",
            "PRAGMA foreign_keys = ON",
        ];
    }

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> ResetInside(IReadOnlyList<SqlStatement> statements) =>
        [
            .. statements.Select(Temporary).OfType<SqlStatement>().Reverse(),
            .. Defaults(statements).Where(setting => !SqlitePragma.IsRefusedInTransactions(setting.Key)).Select(Set),
        ];

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> ResetOutside(IReadOnlyList<SqlStatement> statements) =>
        [
            .. Defaults(statements).Where(setting => SqlitePragma.IsRefusedInTransactions(setting.Key)).Select(Set),
            .. Attached(statements).Select(name => new SqlStatement($"DETACH {Quote(name)}")),
        ];

    private static SqlStatement Set(KeyValuePair<string, string> setting) =>
        new($"PRAGMA {setting.Key} = {setting.Value}");

    private static IEnumerable<KeyValuePair<string, string>> Defaults(IReadOnlyList<SqlStatement> statements) =>
        statements
            .Where(statement => statement is { Operation: ExecuteSql, IsSetting: true, EnforcesForeignKeys: null })
            .Select(statement => SqlitePragma.Read(statement.Text)?.Name)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, SqlitePragma.OfSession[name]));

    private static HashSet<string> Attached(IReadOnlyList<SqlStatement> statements)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var tokens in statements.Where(statement => statement.IsSetting).Select(each => new SqliteTokens(each.Text))
        )
        {
            if (tokens.Is(0, "ATTACH"))
            {
                names.Add(tokens.Name(tokens.Count - 1));
            }
            else if (tokens.Is(0, "DETACH"))
            {
                names.Remove(tokens.Name(tokens.Count - 1));
            }
        }

        return names;
    }

    private static SqlStatement? Temporary(SqlStatement statement)
    {
        var tokens = new SqliteTokens(statement.Text);
        var isTemporary = tokens.Is(1, "TEMP") || tokens.Is(1, "TEMPORARY");
        var at = isTemporary ? 2 : 1;
        if (statement.Operation is not ExecuteSql || !tokens.Is(0, "CREATE"))
        {
            return null;
        }

        var type = tokens.Is(at, "VIRTUAL") ? tokens.Name(++at) : tokens.Name(at);
        at += tokens.Is(at + 1, "IF") ? 4 : 1;
        var isQualified = tokens.IsSymbol(at + 1, '.');
        return
            type.ToUpperInvariant() is "TABLE" or "VIEW" or "TRIGGER"
            && (isTemporary || (isQualified && tokens.Name(at).ToUpperInvariant() is "TEMP" or "TEMPORARY"))
            ? new($"DROP {type} IF EXISTS temp.{Quote(tokens.Name(isQualified ? at + 2 : at))}")
            : null;
    }

    /// <inheritdoc />
    public override string Join(IReadOnlyList<(string Name, IReadOnlyList<string> Statements)> migrations)
    {
        var text = new StringBuilder();
        var end = "";
        foreach (var (name, statements) in migrations)
        {
            text.Append(text.Length == 0 ? Unit : "\n\n").Append("-- ").Append(name).Append('\n');
            foreach (var statement in statements)
            {
                var tokens = new SqliteTokens(statement);
                text.Append(tokens.Count == 0 ? $"\n{statement}" : $"{end}{Closed(statement[tokens.Start(0)..])}");
                // SQLite keeps the text of an index up to the semicolon.
                end =
                    tokens.Is(0, "CREATE") && (tokens.Is(1, "INDEX") || tokens.Is(2, "INDEX")) ? ";"
                    : tokens.Count > 0 ? "\n;"
                    : end;
            }

            end = ";";
        }

        return text.Length == 0 ? "" : text.Append("\n;\n").ToString();
    }
}
