using Provisioning.IntegrationTests.Seeding.Foreign;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Schemas of three kinds of products, of which the program has never heard, filled by their structure
/// alone.</summary>
public sealed class ForeignSchemaTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Schemas =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from schema in new[] { nameof(Bicycles), nameof(Records), nameof(Chats) }
            select (engine, schema),
        ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Every_table_is_filled_without_a_word_of_configuration(Engine engine, string schema)
    {
        var tables = schema switch
        {
            nameof(Bicycles) => Bicycles.Tables,
            nameof(Records) => Records.Tables,
            _ => Chats.Tables,
        };
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Notation.Sql(tables, engine), Token);

        var seeded = await ProvisionProcess.RunAsync(
            Token,
            "seed",
            "--auto",
            "--rows",
            "250",
            "--yes",
            "--url",
            database.Url
        );
        var found = await ProvisionProcess.RunAsync(Token, "seed", "--check", "--url", database.Url);

        var names = await database.TablesAsync(Token);
        Assert.True(names.Count >= 60, $"{names.Count}");
        Assert.True(seeded.ExitCode == 0, seeded.Output + seeded.Errors);
        Assert.True(found.ExitCode == 0, found.Output + found.Errors);
        Assert.EndsWith($"to {names.Count} tables.", seeded.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
