using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>Alembic itself on a database whose <c>alembic_version</c> is kept in step.</summary>
public sealed class AlembicInStepTests(PostgreSqlServer server)
{
    private const string Python = "/usr/bin/python3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Alembic_takes_what_was_applied_here_for_its_own_and_the_other_way_round(Engine engine)
    {
        Assert.SkipUnless(
            File.Exists(Python) && (await AlembicAsync("/", "--help")).ExitCode == 0,
            "Alembic is not installed: apt-get install alembic python3-psycopg2."
        );
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var folder = new TestFolder();
        Write(
            folder.Path,
            engine is Engine.Sqlite
                ? database.Url
                : database.Url.Replace("postgresql:", "postgresql+psycopg2:", StringComparison.Ordinal)
        );
        MigrationCatalog catalog = new([
            Step(1, "one (alembic aaaaaaaaaaaa)", "one"),
            Step(2, "two (alembic bbbbbbbbbbbb)", "two"),
            Step(3, "three (alembic cccccccccccc)", "three"),
        ]);
        await AlembicAsync(folder.Path, "upgrade", "aaaaaaaaaaaa");
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var adoption = new DatabaseAdoption(
            catalog,
            DatabaseUrl.Parse(database.Url).Scratch("adopt"),
            new(),
            TimeProvider.System
        );
        var runner = new MigrationRunner(catalog, new(), TimeProvider.System);

        await adoption.RunAsync(
            session,
            await adoption.ReviewAsync(session, new() { KeepInStep = true }, Token),
            Token
        );
        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        var ours = await AlembicAsync(folder.Path, "current");
        var theirs = await AlembicAsync(folder.Path, "upgrade", "head");
        var state = await InStepReader.ReadAsync(session, catalog, Token);
        var nothing = await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        await runner.RunAsync(session, new MigrationTarget.DownTo(1), Token);
        var down = await AlembicAsync(folder.Path, "current");
        var again = await AlembicAsync(folder.Path, "upgrade", "head");

        Assert.Contains("bbbbbbbbbbbb", ours.Output, StringComparison.Ordinal);
        Assert.True((theirs.ExitCode, again.ExitCode) == (0, 0), theirs.Output + again.Output);
        Assert.Equal([3L], state.InStep!.Added);
        Assert.Empty(nothing.Steps);
        Assert.Contains("aaaaaaaaaaaa", down.Output, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], await AppliedAsync());

        async Task<IEnumerable<string>> AppliedAsync() =>
            (await InStepReader.ReadAsync(session, catalog, Token)).Applied.Select(entry => $"{entry.Version}");
    }

    private static Steps Step(long version, string title, string table) =>
        new(version, [new CreateTable(new(table, [new("id", new(ColumnKind.Int32))]))], [new DropTable(table)])
        {
            Title = title,
        };

    private static void Write(string folder, string url)
    {
        Directory.CreateDirectory(Path.Combine(folder, "migrations", "versions"));
        File.WriteAllText(
            Path.Combine(folder, "alembic.ini"),
            $"[alembic]\nscript_location = migrations\nsqlalchemy.url = {url}\n"
        );
        File.WriteAllText(
            Path.Combine(folder, "migrations", "env.py"),
            """
            from alembic import context
            from sqlalchemy import create_engine
            with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
                context.configure(connection=connection)
                with context.begin_transaction():
                    context.run_migrations()
            """
        );
        foreach (var (at, name) in "one two three".Split(' ').Index())
        {
            var down = at == 0 ? "None" : $"'{new string((char)('a' + at - 1), 12)}'";
            File.WriteAllText(
                Path.Combine(folder, "migrations", "versions", $"{name}.py"),
                $"""
                import sqlalchemy as sa
                from alembic import op
                revision = '{new string((char)('a' + at), 12)}'
                down_revision = {down}
                def upgrade():
                    op.create_table('{name}', sa.Column('id', sa.Integer, nullable=False))
                def downgrade():
                    op.drop_table('{name}')
                """
            );
        }
    }

    private static Task<(int ExitCode, string Output)> AlembicAsync(string folder, params string[] arguments) =>
        Shell.RunInAsync(folder, [Python, "-m", "alembic", .. arguments]);
}
