using System.Text;
using Provisioning.Dialects;
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
