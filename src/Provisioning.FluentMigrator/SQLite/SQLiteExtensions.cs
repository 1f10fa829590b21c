using FluentMigrator.Builders.Create.Table;
using Provisioning.Authoring;

namespace FluentMigrator.SQLite;

/// <summary>What only SQLite has; without effect on PostgreSQL.</summary>
public static class SQLiteExtensions
{
    /// <summary>Makes the primary key the table itself, without row numbers. The table needs a primary key that is not an identity.</summary>
    public static ICreateTableWithColumnSyntax WithoutRowId(this ICreateTableWithColumnSyntax expression)
    {
        Chain.Behind<CreateTableExpressionBuilder>(expression).Expression.Options.Add("WITHOUT ROWID");
        return expression;
    }
}
