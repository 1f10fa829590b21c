using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Operations;

/// <summary>What holds for every operation there is.</summary>
public sealed class OperationTests
{
    public static TheoryData<string> Names => [.. Samples.All.Select(Label)];

    public static TheoryData<string> Reversible =>
        [.. Samples.All.Select(Label).Where(name => Find(name).Inverse is not null)];

    [Fact]
    public void Every_operation_has_a_sample()
    {
        var kinds = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)));

        Assert.Equal(
            kinds.Select(kind => kind.Name).Order(),
            Samples.All.Select(sample => sample.GetType().Name).Distinct().Order()
        );
    }

    [Theory]
    [MemberData(nameof(Reversible))]
    public void The_inverse_of_an_inverse_is_the_operation_itself(string name)
    {
        var operation = Find(name);

        var again = operation.Inverse!.Inverse;

        Assert.Equal(operation, again);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_engine_renders_an_operation_or_refuses_it_by_name(string name)
    {
        var operation = Find(name);

        foreach (
            var dialect in (Dialect[])
                [new PostgreSqlDialect(), new SqliteDialect(), new SqliteDialect(SqliteTypes.Declared)]
        )
        {
            try
            {
                var statements = dialect.Render(operation);

                Assert.NotEmpty(statements);
                // What a condition chose has its own operation.
                Assert.All(statements, statement =>
                    Assert.True(
                        operation is Conditional
                            ? statement.Operation is not null
                            : ReferenceEquals(operation, statement.Operation)
                    )
                );
                Assert.All(statements, statement =>
                    Assert.False(statement.Text.EndsWith(';') || string.IsNullOrWhiteSpace(statement.Text))
                );
            }
            catch (OperationNotSupportedException refusal)
            {
                Assert.Contains(operation.Summary, refusal.Message, StringComparison.Ordinal);
                Assert.StartsWith(dialect.Name, refusal.Message, StringComparison.Ordinal);
                Assert.Same(operation, refusal.Operation);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Reversible))]
    public void An_operation_and_its_inverse_leave_the_model_as_it_was(string name)
    {
        var operation = Find(name);

        var after = operation.Apply(Samples.Before);
        var again = operation.Inverse!.Apply(after);

        Assert.Equal(Text(Samples.Before), Text(again));
        if (
            operation
            is not (
                InsertRows
                or DeleteRows
                or AttachPartition
                or DetachPartition
                or CreateForeignServer
                or DropForeignServer
            )
        )
        {
            Assert.NotEqual(Text(Samples.Before), Text(after));
        }
    }

    private static string Label(Operation sample, int at) => $"{at:00} {sample.Summary}";

    private static Operation Find(string label) =>
        Samples.All.Where((sample, at) => Label(sample, at) == label).Single();

    private static string Text(DatabaseModel model) =>
        string.Join(
            '\n',
            model
                .Tables.Values.Select(table => table.ToString())
                .Concat(model.Sequences.Values.Select(sequence => sequence.ToString()))
                .Concat(model.Schemas)
                .Concat(model.Views.Values.Select(view => view.ToString()))
                .Concat(model.Functions.Values.Select(function => function.ToString()))
                .Concat(model.Enums.Select(values => $"{values.Key} {values.Value}"))
                .Concat(model.Extensions)
        );
}
