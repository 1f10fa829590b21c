using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// What the first words of a migration's own SQL tell about it.
public partial class SqliteDialect
{
    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropTable(DropTable o) =>
        base.DropTable(o).Select(statement => statement with { Drops = o.Table });

    /// <inheritdoc />
    protected override SqlStatement Raw(string sql)
    {
        var tokens = new SqliteTokens(sql);
        return SqlitePragma.Read(sql) is { } pragma ? Pragma(sql, pragma)
            : tokens.Is(0, "VACUUM") ? new(sql) { OutsideTransaction = true }
            : tokens.Is(0, "ATTACH") || tokens.Is(0, "DETACH")
                ? new(sql) { OutsideTransaction = true, IsSetting = true }
            : tokens.Is(0, "DROP") && tokens.Is(1, "TABLE") ? new(sql) { Drops = Dropped(tokens) }
            : new(sql);
    }

    private static ObjectName Dropped(SqliteTokens tokens)
    {
        var at = tokens.Is(2, "IF") ? 4 : 2;
        return tokens.IsSymbol(at + 1, '.')
            ? new(tokens.Name(at).ToUpperInvariant() is "MAIN" ? null : tokens.Name(at), tokens.Name(at + 2))
            : new(null, tokens.Name(at));
    }

    private SqlStatement Pragma(string sql, SqlitePragma pragma) =>
        Statement(sql, pragma) with
        {
            IsSetting = pragma.IsOfSession,
        };

    private SqlStatement Statement(string sql, SqlitePragma pragma) =>
        pragma switch
        {
            { IsPointless: true } => throw Refuse(
                new ExecuteSql(sql),
                "it is about one connection, or about a file that is made, so that nothing of it would be left after "
                    + "the run",
                "Leave it out, and let the application set it where it connects."
            ),
            { IsOutsideTransaction: true } => new(sql) { OutsideTransaction = true },
            { Name: "foreign_keys", Value: not null } => new(sql) { EnforcesForeignKeys = pragma.IsOn },
            { Name: "defer_foreign_keys", Value: not null } => new(sql) { DefersForeignKeys = true },
            _ => new(sql),
        };
}
