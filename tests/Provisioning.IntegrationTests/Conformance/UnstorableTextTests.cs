using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>Text that no engine keeps is refused by name before anything runs.</summary>
public sealed class UnstorableTextTests(PostgreSqlServer server)
{
    private static readonly CreateTable Create = new(
        new("words", [new("id", new(ColumnKind.Int32)), new("word", new(ColumnKind.String)) { IsNullable = true }])
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, Operation, string> Texts =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from text in ((object, string)[])
                [
                    ("a\0b", "a NUL character"),
                    ("a\ud83d", "half of a surrogate pair (U+D83D)"),
                    ("\ude00\ud83d", "half of a surrogate pair (U+DE00)"),
                    ('\0', "a NUL character"),
                ]
            from operation in (Operation[])
                [
                    new InsertRows(
                        "words",
                        [
                            [new("id", 1), new("word", text.Item1)],
                        ]
                    ),
                    new UpdateRows("words", [new("word", text.Item1)], new RowFilter.All()),
                    new DeleteRows("words", [new RowFilter.Matching([new("word", text.Item1)])]),
                    new AddColumn(
                        "words",
                        new("more", new(ColumnKind.String)) { Default = new LiteralDefault(text.Item1) }
                    ),
                ]
            select (engine, operation, text.Item2),
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task It_is_refused_in_a_migration(Engine engine, Operation operation, string problem)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(
            new([new Steps(1, [Create], []), new Steps(2, [operation], [])]),
            new(),
            TimeProvider.System
        );

        var error = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("words", error.Message, StringComparison.Ordinal);
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Theory]
    [InlineData(Engine.Sqlite, double.NaN, "which SQLite would store as NULL")]
    [InlineData(Engine.Sqlite, float.NaN, "which SQLite would store as NULL")]
    [InlineData(Engine.Sqlite, new[] { 1, 2 }, "is a System.Int32[]")]
    [InlineData(Engine.PostgreSql, new[] { 1, 2 }, "is a System.Int32[]")]
    [InlineData(Engine.PostgreSql, typeof(string), "which SQL has no word for")]
    public async Task A_value_that_would_be_another_is_refused_before_anything_runs(
        Engine engine,
        object value,
        string problem
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Operation[] operations =
        [
            new InsertRows(
                "words",
                [
                    [new("id", value)],
                ]
            ),
            new UpdateRows("words", [new("id", value)], new RowFilter.All()),
        ];

        foreach (var operation in operations)
        {
            var error = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
                new MigrationRunner(
                    new([new Steps(1, [Create], []), new Steps(2, [operation], [])]),
                    new(),
                    TimeProvider.System
                ).RunAsync(session, new MigrationTarget.Up(), Token)
            );

            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.Contains("id in words", error.Message, StringComparison.Ordinal);
            Assert.Empty(await database.TablesAsync(Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_seeder_is_held_to_the_same(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new([new Steps(1, [Create], [])]), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        await session.BeginAsync(TransactionOptions.Default, Token);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            session.WriteAsync(
                new("words", [new("word", new(ColumnKind.String))], [], 1, (_, row) => row.Text("x\ud800")),
                progress: null,
                Token
            )
        );

        Assert.Contains(
            "A value of word in words holds half of a surrogate pair",
            error.Message,
            StringComparison.Ordinal
        );
    }
}
