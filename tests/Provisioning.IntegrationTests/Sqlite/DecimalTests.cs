using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>Decimals with more digits than SQLite's numbers have are kept as text, or refused, never
/// rounded.</summary>
public sealed class DecimalTests(PostgreSqlServer server)
{
    private const decimal Long = 12345678901234567.0123456789m;

    private static readonly CreateTable Create = new(
        new(
            "t",
            [
                new("id", new(ColumnKind.Int32)),
                new("number", new(ColumnKind.Decimal, 30, 10)) { IsNullable = true },
                new("text", new(ColumnKind.String)) { IsNullable = true },
                new("real", new(ColumnKind.Custom, Custom: "REAL")) { IsNullable = true },
                new("any", new(ColumnKind.Custom, Custom: "BLOB")) { IsNullable = true },
            ]
        )
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Operation> Rounded =>
        new()
        {
            { "insert", Row("number", Long) },
            { "insert REAL", Row("real", 1234567890123456789m) },
            { "insert ulong", Row("number", ulong.MaxValue) },
            { "update", new UpdateRows("t", [new("NUMBER", -Long)], new RowFilter.All()) },
            { "update where", new UpdateRows("T", [new("id", 2)], Where("number", Long)) },
            { "delete where", new DeleteRows("t", [Where("number", 0.1234567890123456m)]) },
            {
                "default",
                new AddColumn("t", new("more", new(ColumnKind.Decimal)) { Default = new LiteralDefault(Long) })
            },
            { "changed default", new SetDefault("t", "number", new LiteralDefault(Long)) },
        };

    [Theory]
    [MemberData(nameof(Rounded))]
    public async Task What_would_be_rounded_is_refused_before_anything_runs(string what, Operation operation)
    {
        _ = what;
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await database.UpAsync(Token, Create, Row("number", 7m));

        var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            database.RunAsync(
                new Planning.MigrationTarget.Up(),
                Token,
                new Steps(1, [Create, Row("number", 7m)], []),
                new Steps(2, [new DeleteRows("t", [new RowFilter.All()])], []),
                new Steps(3, [operation], [])
            )
        );

        Assert.Contains("more digits than the 15 that SQLite keeps", error.Message, StringComparison.Ordinal);
        Assert.Equal("7", await database.TextAsync("SELECT number FROM t", Token));
    }

    [Fact]
    public async Task Text_keeps_them_and_whole_numbers_stay_whole()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        await database.UpAsync(
            Token,
            Create,
            Row("text", Long),
            Row("any", -Long),
            Row("number", 1234567890123456789.00m),
            Row("number", 123456789012.345m),
            new UpdateRows("t", [new("id", 9)], Where("text", Long)),
            new AddColumn("t", new("more", new(ColumnKind.String)) { Default = new LiteralDefault(Long) }),
            new DeleteRows("t", [Where("any", -Long)])
        );

        Assert.Equal(
            "9|NULL|12345678901234567.0123456789\n1|1234567890123456789|NULL\n1|123456789012.345|NULL",
            await database.TextAsync("SELECT id, number, text FROM t ORDER BY rowid", Token)
        );
        Assert.Equal("12345678901234567.0123456789", await database.TextAsync("SELECT DISTINCT more FROM t", Token));
    }

    [Theory]
    [InlineData("number", false)]
    [InlineData("real", false)]
    [InlineData("text", true)]
    [InlineData("any", true)]
    public async Task A_seeder_is_held_to_the_same(string column, bool isKept)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await database.UpAsync(Token, Create);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await session.BeginAsync(TransactionOptions.Default, Token);

        Task<long> WriteAsync() =>
            session.WriteAsync(
                new("t", [new("id", new(ColumnKind.Int32)), new(column, new(ColumnKind.Decimal))], [], 1, (_, row) =>
                {
                    row.Integer(1);
                    row.Decimal(Long);
                }),
                progress: null,
                Token
            );

        if (isKept)
        {
            await WriteAsync();
            await session.CommitAsync(Token);
            Assert.Equal("12345678901234567.0123456789", await database.TextAsync($"SELECT {column} FROM t", Token));
        }
        else
        {
            var error = await Assert.ThrowsAsync<ProvisioningException>(WriteAsync);
            Assert.Contains($"for {column} in t has more digits", error.Message, StringComparison.Ordinal);
        }
    }

    private static InsertRows Row(string column, object value) =>
        new(
            "t",
            [
                [new("id", 1), new(column, value)],
            ]
        );

    private static RowFilter.Matching Where(string column, object value) => new([new(column, value)]);
}
