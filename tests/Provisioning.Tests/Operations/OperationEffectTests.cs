using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Operations;

/// <summary>What every operation says of structure, data and names.</summary>
public sealed class OperationEffectTests
{
    // Operations on rows, and those whose effect only the engine knows; and what an inspector says beside the model's
    // lines.
    private static readonly string[] WithoutEffectOnStructure =
    [
        "AttachPartition",
        "Backfill",
        "CreateForeignServer",
        "DeleteRows",
        "DetachPartition",
        "DropForeignServer",
        "ExecuteCode",
        "ExecuteSql",
        "InsertRows",
        "UpdateRows",
        "ValidateConstraint",
    ];

    private static readonly string[] Losing =
    [
        "AlterColumn",
        "Backfill",
        "Conditional",
        "DeleteRows",
        "DropColumn",
        "DropTable",
        "ExecuteCode",
        "ExecuteSql",
        "UpdateRows",
    ];

    // They name nothing that exists, or what only PostgreSQL has, which distinguishes case. A view that replaces one is
    // the exception, tested below.
    private static readonly string[] WithoutNames =
    [
        "AddEnumValue",
        "CreateEnumType",
        "CreateExtension",
        "CreateForeignServer",
        "CreateFunction",
        "CreateSchema",
        "CreateSequence",
        "CreateView",
        "DropEnumType",
        "DropExtension",
        "DropForeignServer",
        "DropFunction",
        "DropSchema",
        "DropSequence",
        "ExecuteCode",
        "ExecuteSql",
    ];

    public static TheoryData<int> OnStructure =>
        [.. Enumerable.Range(0, Samples.All.Count).Where(at => Samples.All[at] is not Conditional)];

    [Fact]
    public void Effects()
    {
        var text = Samples.All.Select(operation =>
            string.Join(
                '\n',
                [
                    $"== {operation.GetType().Name}: {operation.Summary}",
                    $"inverse: {operation.Inverse?.Summary ?? "none"}",
                    $"alters:  {operation.Alters?.ToString() ?? "no table"}",
                    $"loses:   {Losses(operation)}",
                    .. Changes(Samples.Before, operation.Apply(Samples.Before)),
                    "",
                ]
            )
        );

        Approved.Matches(string.Join('\n', text));
    }

    [Fact]
    public void A_sample_of_every_operation_on_structure_changes_the_model() =>
        Assert.Equal(
            WithoutEffectOnStructure,
            KindsWithoutSampleThat(operation => Changes(Samples.Before, operation.Apply(Samples.Before)).Any())
        );

    [Fact]
    public void A_sample_of_every_operation_that_can_lose_data_says_so() =>
        Assert.Equal(Losing, Kinds.Except(KindsWithoutSampleThat(operation => operation.Losses.Count > 0)));

    [Fact]
    public void A_sample_of_every_operation_that_names_something_is_respelled() =>
        Assert.Equal(WithoutNames, KindsWithoutSampleThat(o => !o.WithNames(new(InCapitals)).Equals(o)));

    [Theory]
    [MemberData(nameof(OnStructure))]
    public void Respelled_an_operation_has_the_same_effect_on_a_model_that_is_spelled_differently(int sample)
    {
        var operation = Samples.All[sample];

        var respelled = operation.WithNames(new(InCapitals)).Apply(InCapitals);

        Assert.Equal(Text(operation.Apply(Samples.Before)), Text(respelled), ignoreCase: true);
    }

    [Fact]
    public void An_operation_on_rows_is_respelled_but_for_its_SQL()
    {
        var names = new ModelNames(InCapitals);

        var delete = new DeleteRows("users", [new RowFilter.Matching([new("id", 1)]), new RowFilter.Sql("id = 2")]);
        var insert = new InsertRows(
            "users",
            [
                [new("id", 1), new("missing", "name")],
            ]
        );

        Assert.Equal(
            new("USERS", [new RowFilter.Matching([new("ID", 1)]), new RowFilter.Sql("id = 2")]),
            delete.WithNames(names)
        );
        Assert.Equal(
            new(
                "USERS",
                [
                    [new("ID", 1), new("missing", "name")],
                ]
            ),
            insert.WithNames(names)
        );
    }

    [Fact]
    public void What_an_operation_creates_keeps_its_own_spelling()
    {
        var names = new ModelNames(InCapitals);
        var users = new Table("users", []);
        var ages = new CreateView(new("ages", "SELECT 1"));

        Assert.Equal(new CreateTable(users), new CreateTable(users).WithNames(names));
        Assert.Equal("USERS", new CreateTable(users, IfNotExists: true).WithNames(names).Table.Name);
        Assert.Equal(ages, ages.WithNames(names));
        Assert.Equal("AGES", (ages with { Replaces = true }).WithNames(names).View.Name);
        Assert.Equal(new RenameTable("USERS", "Bare"), new RenameTable("users", "Bare").WithNames(names));
        Assert.Equal(new RenameColumn("USERS", "ID", "Name"), new RenameColumn("users", "id", "Name").WithNames(names));
    }

    [Fact]
    public void Changing_a_column_but_not_its_type_loses_nothing()
    {
        var was = new Column("name", new(ColumnKind.String, 10));

        Assert.Empty(new AlterColumn("t", was with { IsNullable = true }) { Was = was }.Losses);
        Assert.NotEmpty(new AlterColumn("t", was with { Type = new(ColumnKind.String, 5) }) { Was = was }.Losses);
        Assert.NotEmpty(new AlterColumn("t", was).Losses);
    }

    private static IEnumerable<string> Kinds => Samples.All.Select(sample => sample.GetType().Name).Distinct().Order();

    private static IEnumerable<string> KindsWithoutSampleThat(Func<Operation, bool> holds) =>
        Kinds.Where(kind => !Samples.All.Any(sample => sample.GetType().Name == kind && holds(sample)));

    // The same structure as the samples', with every name that SQLite knows in capitals.
    private static DatabaseModel InCapitals { get; } =
        Samples.Before with
        {
            Tables = DatabaseModel.Empty.Tables.AddRange(
                Samples.Before.Tables.Values.Select(Capitals).Select(table => KeyValuePair.Create(table.Name, table))
            ),
            Views = DatabaseModel.Empty.Views.AddRange(
                Samples
                    .Before.Views.Values.Select(view => view with { Name = Capitals(view.Name) })
                    .Select(view => KeyValuePair.Create(view.Name, view))
            ),
        };

    private static Table Capitals(Table table) =>
        table.Columns.Aggregate(table, (t, column) => t.WithColumnRenamed(column.Name, Capitals(column.Name)!)) with
        {
            Name = Capitals(table.Name),
            PrimaryKey = table.PrimaryKey is { } key ? new(Capitals(key.Name), Capitals(key.Columns)) : null,
            Uniques =
            [
                .. table.Uniques.Select(unique => new UniqueConstraint(
                    Capitals(unique.Name),
                    Capitals(unique.Columns)
                )),
            ],
            Indexes =
            [
                .. table.Indexes.Select(index =>
                    index with
                    {
                        Name = Capitals(index.Name)!,
                        Columns = [.. index.Columns.Select(column => column with { Name = Capitals(column.Name)! })],
                    }
                ),
            ],
            Triggers = [.. table.Triggers.Select(trigger => trigger with { Name = trigger.Name.ToUpperInvariant() })],
        };

    private static ObjectName Capitals(ObjectName name) => new(name.Schema, name.Name.ToUpperInvariant());

    private static string? Capitals(string? name) => name?.ToUpperInvariant();

    private static ValueList<string> Capitals(ValueList<string> names) => [.. names.Select(name => Capitals(name)!)];

    private static string Losses(Operation operation) =>
        string.Join(", ", operation.Losses.Select(loss => loss.Summary).DefaultIfEmpty("nothing"));

    private static IEnumerable<string> Changes(DatabaseModel before, DatabaseModel after)
    {
        var (was, now) = (Lines(before), Lines(after));
        return was.Except(now).Select(line => $"- {line}").Concat(now.Except(was).Select(line => $"+ {line}"));
    }

    private static string Text(DatabaseModel model) =>
        string.Join('\n', Lines(model).Order(StringComparer.OrdinalIgnoreCase));

    private static List<string> Lines(DatabaseModel model) =>
        [
            .. ModelText
                .Lines(model, new PostgreSqlDialect())
                .Select(line => $"{line.Of}: {line.Text.ReplaceLineEndings(" ")}"),
        ];
}
