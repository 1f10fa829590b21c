using System.Data;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Model;

namespace Provisioning.Authoring;

/// <summary>What new tables can have beyond FluentMigrator.</summary>
public static class TableExtensions
{
    /// <summary>A table of that name may be there already, and is then left as it is. FluentMigrator's own runner does
    /// not look.</summary>
    public static T IfNotExists<T>(this T table)
        where T : ICreateTableWithColumnSyntax
    {
        TableColumns.Of(table).IfNotExists = true;
        return table;
    }

    /// <summary>Keeps the rows in the primary key itself, SQLite only. FluentMigrator's own runner passes it
    /// over.</summary>
    public static T WithoutRowId<T>(this T table)
        where T : ICreateTableWithColumnSyntax
    {
        TableColumns.Of(table).WithoutRowId = true;
        return table;
    }

    /// <summary>Spreads the rows over partitions, which <c>Create.Partition</c> makes: a table without any takes no
    /// row. A primary key and unique constraints hold these columns. PostgreSQL only. FluentMigrator's own runner
    /// creates a plain table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="by">Which rows are together: those of a range, a list or a hash of the columns.</param>
    /// <param name="columns">The columns.</param>
    public static T PartitionedBy<T>(this T table, PartitionKind by, params string[] columns)
        where T : ICreateTableWithColumnSyntax
    {
        var names = columns.Select(column => $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        TableColumns.Of(table).Partitioning = $"{by.ToString().ToUpperInvariant()} ({string.Join(", ", names)})";
        return table;
    }

    /// <summary>Adds a foreign key over several columns, which is made with the table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">Its name; null for the one that conventions give it.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="references">The table that it refers to, in the same schema.</param>
    /// <param name="referencedColumns">The columns there.</param>
    /// <param name="onDelete">What becomes of a row when the one that it refers to is deleted.</param>
    public static ICreateTableWithColumnSyntax WithForeignKey(
        this ICreateTableWithColumnSyntax table,
        string? name,
        string[] columns,
        string references,
        string[] referencedColumns,
        Rule onDelete = Rule.None
    )
    {
        var builder = Chain.Builder<CreateTableExpressionBuilder>(table);
        var (column, key) = (builder.CurrentColumn, builder.CurrentForeignKey);

        // Only the builder knows where the migration's expressions go, and only its own foreign key of a column leads
        // there.
        builder.CurrentColumn = new ColumnDefinition();
        builder.ForeignKey(name, builder.Expression.SchemaName, references, "");
        builder.CurrentForeignKey.ForeignColumns = [.. columns];
        builder.CurrentForeignKey.PrimaryColumns = [.. referencedColumns];
        builder.CurrentForeignKey.OnDelete = onDelete;
        (builder.CurrentColumn, builder.CurrentForeignKey) = (column, key);
        return table;
    }
}

/// <summary>The columns of a new table with what FluentMigrator's expression has no place for.</summary>
internal sealed class TableColumns : List<ColumnDefinition>
{
    private TableColumns(IEnumerable<ColumnDefinition> columns)
        : base(columns) { }

    /// <summary>Whether a table of that name may be there already.</summary>
    public bool IfNotExists { get; set; }

    /// <summary>How rows are spread over partitions; null for no partitions.</summary>
    public string? Partitioning { get; set; }

    /// <summary>Whether rows are kept in the primary key itself.</summary>
    public bool WithoutRowId { get; set; }

    /// <summary>Those of the table that the chain of calls is about.</summary>
    public static TableColumns Of(ICreateTableWithColumnSyntax table)
    {
        var expression = Chain.Builder<CreateTableExpressionBuilder>(table).Expression;
        if (expression.Columns is not TableColumns columns)
        {
            expression.Columns = columns = new(expression.Columns);
        }

        return columns;
    }
}
