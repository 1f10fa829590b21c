using FsCheck;
using FsCheck.Fluent;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.FaultTests.Conformance;

/// <summary>Whatever operations follow each other, the engines and the model agree on what comes of them, and the way
/// down brings back what was.</summary>
public sealed class RandomOperationTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Operations_at_random_leave_the_same_structure_on_both_engines_and_in_the_model()
    {
        var sequences = Gen.Choose(0, 1_000_000).ArrayOf(14).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(Ladder.IsFull ? 500 : 25).WithReplay(20261124, 7);

        Prop.ForAll(sequences, choices => HoldsAsync(RandomOperations.From(choices)).GetAwaiter().GetResult())
            .Check(config);
    }

    private static string Shape(DatabaseModel model) =>
        string.Join(
            '\n',
            model.Tables.Values.Select(table =>
                string.Join(
                    "; ",
                    [
                        $"{table.Name}",
                        .. table.Columns.Select(column =>
                            $"{column.Name}{(column.IsNullable is true ? "?" : "")}"
                            + $"{(column.Default is null ? "" : "=")}"
                        ),
                        $"key {table.PrimaryKey?.Columns}",
                        .. Uniques(table).Order(StringComparer.Ordinal),
                        .. table.Checks.Select(check => $"check {check.Name}").Order(StringComparer.Ordinal),
                        .. table
                            .ForeignKeys.Select(key => $"{key.Name} {key.Columns} {key.References} {key.OnDelete}")
                            .Order(StringComparer.Ordinal),
                        .. table
                            .Indexes.Where(index => !index.IsUnique || index.Filter is not null)
                            .Select(index =>
                                $"index {index.Name} "
                                + $"{string.Join(',',
                                    index.Columns.Select(part => $"{part.Name}{part.IsDescending}"))} "
                                + $"{index.Filter is not null}"
                            )
                            .Order(StringComparer.Ordinal),
                    ]
                )
            )
        );

    // SQLite keeps a unique constraint that was added later as a unique index.
    private static IEnumerable<string> Uniques(Table table) =>
        [
            .. table.Uniques.Select(unique => $"unique {unique.Name} {string.Join(',', unique.Columns)}"),
            .. table
                .Indexes.Where(index => index is { IsUnique: true, Filter: null })
                .Select(index => $"unique {index.Name} {string.Join(',', index.Columns.Select(part => part.Name))}"),
        ];

    private static async Task<DatabaseModel> MadeAsync(DatabaseSession session) =>
        (await session.InspectAsync(Token)).WithoutLedger(new(), session.Database.Dialect);

    private async Task<bool> HoldsAsync(Operation[] operations)
    {
        var shapes = new List<string>();
        foreach (var engine in Enum.GetValues<Engine>())
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
            var half = operations.Length / 2;
            var runner = new MigrationRunner(
                new([Step(1, operations[..half]), Step(2, operations[half..])]),
                new(),
                TimeProvider.System
            );
            await runner.RunAsync(session, new MigrationTarget.Up(1), Token);
            var before = Shape(await MadeAsync(session));
            await runner.RunAsync(session, new MigrationTarget.Up(), Token);
            shapes.Add(Shape(await MadeAsync(session)));
            await runner.RunAsync(session, new MigrationTarget.DownTo(1), Token);
            Assert.Equal(before, Shape(await MadeAsync(session)));
        }

        shapes.Add(Shape(operations.Aggregate(DatabaseModel.Empty, (model, operation) => operation.Apply(model))));
        Assert.Equal(shapes[0], shapes[1]);
        Assert.Equal(shapes[0], shapes[2]);
        return true;
    }

    private static Steps Step(long version, Operation[] up) =>
        new(version, up, [.. up.Reverse().Select(operation => operation.Inverse!)]);
}
