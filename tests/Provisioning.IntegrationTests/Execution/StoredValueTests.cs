using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>A condition with the value that was inserted finds the row, whatever its column keeps of it.</summary>
public sealed class StoredValueTests(PostgreSqlServer server)
{
    private static readonly (string Type, object Value)[] Values =
    [
        ("float4", 0.1f),
        ("float4", 0.1),
        ("float4", 16777217.0),
        ("float4", 0.1m),
        ("float8", 0.1f),
        ("float8", 1e300),
        ("numeric(10,2)", 1.005m),
        ("numeric(10,2)", 2.675),
        ("numeric", 1.23456789012345678m),
        ("money", 1.005m),
        ("json", """{"a": [1, "it's"]}"""),
        ("jsonb", """{"a":   [1, "it's"]}"""),
        ("text", """{"a":   [1, "it's"]}"""),
        ("json", "[1,2]"),
        ("xml", "<a b=\"it's\">c</a>"),
        ("text", "<a/>"),
        ("text", "{no json"),
        ("timestamp(0)", new DateTime(2024, 1, 1, 0, 0, 0, 600, DateTimeKind.Unspecified)),
        ("timestamptz(1)", new DateTimeOffset(2024, 1, 1, 0, 0, 0, 660, TimeSpan.FromHours(2))),
        ("timestamptz", new DateTime(2024, 1, 1, 0, 0, 0, 123, DateTimeKind.Utc)),
        ("time(0)", new TimeOnly(1, 2, 3, 600)),
        ("char(5)", "ab"),
        ("varchar(5)", "ab "),
        ("boolean", true),
        ("smallint", 7),
        ("uuid", new Guid("00000000-0000-0000-0000-000000000001")),
        ("bytea", new byte[] { 1, 2 }),
        ("date", new DateOnly(2024, 1, 1)),
        ("interval", new TimeSpan(1, 2, 3)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_moment_of_a_year_stays_in_it()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var dialect = DatabaseUrl.Parse(database.Url).Dialect;
        var utc = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

        var years = await database.RowsAsync(
            $"SELECT extract(year FROM {dialect.Literal(DateTime.MaxValue)}::timestamp), "
                + $"extract(year FROM {dialect.Literal(utc)}::timestamptz AT TIME ZONE 'UTC'), "
                + $"extract(year FROM {dialect.Literal(DateTimeOffset.MaxValue)}::timestamptz AT TIME ZONE 'UTC')",
            Token
        );

        Assert.Equal(["9999|9999|9999"], years);
    }

    [Fact]
    public async Task What_was_inserted_is_found_by_its_value()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        foreach (var ((type, value), at) in Values.Select((value, at) => (value, at)))
        {
            await session.ExecuteAsync($"CREATE TABLE \"t\"\"{at}\" (id int, \"c 'x\"\"\" {type})", Token);
            var insert = new InsertRows(
                $"t\"{at}",
                [
                    [new("id", 1), new("c 'x\"", value)],
                ]
            );
            var other = new InsertRows(
                $"t\"{at}",
                [
                    [new("id", 2)],
                ]
            );
            await session.ExecuteAsync(
                [.. session.Database.Dialect.Render(insert), .. session.Database.Dialect.Render(other)],
                Token
            );

            try
            {
                await session.ExecuteAsync(session.Database.Dialect.Render(insert.Inverse!), Token);
            }
            catch (ProvisioningException error)
            {
                Assert.Fail($"{type} {value}: {error.Message}");
            }

            Assert.Equal(["2"], await database.RowsAsync($"SELECT id FROM \"t\"\"{at}\"", Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_row_that_was_changed_since_is_not_said_to_be_taken_back(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var rows = new InsertRows(
            "t",
            [
                [new("a", 1)],
                [new("a", 2)],
                [new("a", 2)],
            ]
        );
        Steps[] migrations =
        [
            new(1, [new ExecuteSql("CREATE TABLE t (a integer)")], []),
            new(2, [rows], [rows.Inverse!]),
        ];
        await RunAsync(database, migrations, new MigrationTarget.Up());
        await RunAsync(database, migrations, new MigrationTarget.DownBy(1));
        await RunAsync(database, migrations, new MigrationTarget.Up());
        await database.ExecuteAsync("UPDATE t SET a = 3 WHERE a = 1", Token);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, migrations, new MigrationTarget.DownBy(1))
        );

        Assert.Contains("not there any more as it was written", error.Message, StringComparison.Ordinal);
        Assert.Equal(["2", "2", "3"], await database.RowsAsync("SELECT a FROM t ORDER BY 1", Token));
    }

    [Theory]
    [InlineData("GENERATED ALWAYS AS IDENTITY", true)]
    [InlineData("GENERATED BY DEFAULT AS IDENTITY", true)]
    [InlineData("GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 10)", true)]
    [InlineData("GENERATED BY DEFAULT AS IDENTITY (START WITH -1 INCREMENT BY -1 MINVALUE -1000)", true)]
    [InlineData("serial_", true)]
    [InlineData("GENERATED BY DEFAULT AS IDENTITY", false)]
    public async Task Numbers_go_on_after_the_highest_that_was_written(string identity, bool isTransactional)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var type = identity is "serial_" ? "serial" : $"int {identity}";
        var rows = new InsertRows(
            "t",
            [
                [new("id", -7), new("n", 900)],
                [new("id", 105), new("n", 1)],
                [new("id", 3), new("n", 1)],
            ]
        )
        {
            Overriding = IdentityOverride.SystemValue,
        };
        Steps[] migrations =
        [
            new(1, [new ExecuteSql($"CREATE TABLE t (id {type} PRIMARY KEY, n int)"), rows], [])
            {
                Transactional = isTransactional,
            },
            new(
                2,
                [
                    new InsertRows(
                        "t",
                        [
                            [new("id", 1), new("n", 1)],
                        ]
                    )
                    {
                        Overriding = IdentityOverride.SystemValue,
                    },
                ],
                []
            ),
        ];

        await RunAsync(database, migrations, new MigrationTarget.Up());

        await database.ExecuteAsync("INSERT INTO t (n) SELECT 5 FROM generate_series(1, 20)", Token);
        Assert.Equal(["24"], await database.RowsAsync("SELECT count(*) FROM t", Token));
    }

    private static async Task RunAsync(TestDatabase database, MigrationSource[] migrations, MigrationTarget target)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new(migrations), new(), TimeProvider.System).RunAsync(session, target, Token);
    }
}
