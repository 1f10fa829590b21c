using Provisioning.CommandLine.Commands.Structure;
using Provisioning.Differences;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands.Structure;

/// <summary>What a person is asked about renames.</summary>
public sealed class RenameOptionsTests
{
    private static readonly DatabaseModel Before = DatabaseModel.Empty.WithTable(Of("client", "id", "mail", "phone"));
    private static readonly DatabaseModel After = DatabaseModel.Empty.WithTable(Of("customer", "id", "email", "phone"));

    [Fact]
    public void A_table_and_a_column_that_are_alike_may_be_renamed()
    {
        var alike = DatabaseModel.Empty.WithTable(Of("customer", "id", "mail", "phone", "more"));

        Assert.Equal(["client=customer"], Rename.Guess(Before, alike).Select(rename => $"{rename}"));
        // Of four columns two are in both: too few.
        Assert.Empty(Rename.Guess(Before, After));
        Assert.Equal(
            ["client.mail=email"],
            Rename
                .Guess(Before, DatabaseModel.Empty.WithTable(Of("client", "id", "email", "phone")))
                .Select(rename => $"{rename}")
        );
    }

    [Fact]
    public async Task Columns_of_a_table_that_is_not_renamed_are_not_asked_about()
    {
        Rename[] guesses = [new("client", null, "customer"), new("customer", "mail", "email")];

        Assert.Empty(await AskAsync(guesses, "n", "y"));
        Assert.Equal(guesses, await AskAsync(guesses, "y", "Y"));
        Assert.Equal(guesses[..1], await AskAsync(guesses, "y", null));
    }

    private static Task<IReadOnlyList<Rename>> AskAsync(IReadOnlyList<Rename> guesses, params string?[] answers)
    {
        var left = new Queue<string?>(answers);
        return RenameOptions.AskAsync(guesses, Before, [], left.Dequeue, TestContext.Current.CancellationToken);
    }

    private static Table Of(string name, params string[] columns) =>
        new(name, [.. columns.Select(column => new Column(column, new(ColumnKind.String)))]);
}
