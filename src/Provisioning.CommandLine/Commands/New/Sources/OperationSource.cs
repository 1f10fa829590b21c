using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New.Sources;

/// <summary>Operations as the source of a migration: FluentMigrator's calls and ours, and SQL where there is no call
/// for something.</summary>
/// <param name="dialect">The engine's.</param>
internal sealed partial class OperationSource(Dialect dialect)
{
    private const string Indent = "    ";

    /// <summary>The statements of a method.</summary>
    /// <param name="changes">What it does.</param>
    /// <param name="before">What exists before it.</param>
    public IReadOnlyList<string> Lines(IEnumerable<StructureChange> changes, DatabaseModel before)
    {
        var lines = new List<string>();
        foreach (var change in changes)
        {
            lines.AddRange(Statements(change.Operation, before).SelectMany(statement => statement.Split('\n')));
            before = dialect.Fold(before, change.Meaning);
        }

        return lines;
    }

    private IEnumerable<string> Statements(Operation operation, DatabaseModel before) =>
        operation switch
        {
            CreateTable o => Table(o, before),
            ExecuteSql o => [Execute(o.Sql)],
            InsertRows o => [$"{RowSource.Call(o)};"],
            _ when Call(operation, before) is { } call => [$"{call};"],
            _ => dialect.Render(operation, before).Select(statement => Execute(statement.Text)),
        };

    private IEnumerable<string> Table(CreateTable create, DatabaseModel before)
    {
        var table = create.Table;
        var key = table.PrimaryKey;
        var isInOrder =
            key is not null
            && table
                .Columns.Select(column => column.Name)
                .Where(key.Columns.Contains)
                .SequenceEqual(key.Columns, StringComparer.Ordinal);
        var first = new Table(table.Name, table.Columns)
        {
            PrimaryKey = isInOrder ? key : null,
            Options = table.Options,
            Description = table.Description,
        };
        Operation[] rest =
        [
            .. table.ForeignKeys.Select(each => new AddForeignKey(table.Name, each)),
            .. key is not null && !isInOrder ? [new AddPrimaryKey(table.Name, key)] : Array.Empty<Operation>(),
            .. table.Uniques.Select(each => new AddUnique(table.Name, each)),
            .. table.Checks.Select(each => new AddCheck(table.Name, each)),
        ];
        var model = dialect.Fold(before, new CreateTable(first with { ForeignKeys = table.ForeignKeys }));
        var whole = rest.Where(each => each is not AddForeignKey).Aggregate(model, dialect.Fold);
        if (
            Columns(first) is not { } columns
            || whole.Find(table.Name) != table
            || rest.Any(each => Call(each, whole) is null)
        )
        {
            return dialect.Render(create, before).Select(statement => Execute(statement.Text));
        }

        var call =
            $"Create.Table({Text(table.Name.Name)}){In(table.Name)}"
            + (table.Description is { } text ? $".WithDescription({Text(text)})" : "")
            + string.Concat(columns)
            + (table.Options.Contains("WITHOUT ROWID") ? $"\n{Indent}.WithoutRowId()" : "");
        return [$"{call};", .. rest.Select(each => $"{Call(each, whole)};")];
    }

    // Null where a column, an option or a key has no call.
    private List<string>? Columns(Table table)
    {
        if (
            table.Partitioning is not null
            || table.Options.Any(option => option is not "WITHOUT ROWID")
            || table.PrimaryKey is { Sorting.Count: > 0 } or { OnConflict: not null }
        )
        {
            return null;
        }

        var lines = new List<string>();
        foreach (var column in table.Columns)
        {
            if (ColumnSource.Calls(column, dialect) is not { } calls)
            {
                return null;
            }

            var key =
                table.PrimaryKey is { } primary && primary.Columns.Contains(column.Name)
                    ? $".PrimaryKey({(primary.Name is { } name ? Text(name) : "")})"
                    : "";
            lines.Add($"\n{Indent}.WithColumn({Text(column.Name)}).{string.Join('.', calls)}{key}");
        }

        return lines;
    }

    private static string Execute(string sql) => $"Execute.Sql({Sql(sql)});";

    private static string Named(string call, ObjectName name) => $"{call}({Text(name.Name)}){In(name)}";

    private static string In(ObjectName name) => name.Schema is { } schema ? $".InSchema({Text(schema)})" : "";

    private static string Text(string value) => CSharp.Text(value);

    private static string Texts(IEnumerable<string> values) => string.Join(", ", values.Select(CSharp.Text));

    // The lines of a raw string are as far in as its end.
    private static string Sql(string sql) =>
        CSharp.Sql(sql) is var text && text.Contains('\n', StringComparison.Ordinal)
            ? $"\n{Indent}{text.Replace("\n", $"\n{Indent}", StringComparison.Ordinal)}"
            : text;
}
