using FluentMigrator;
using Provisioning.Authoring.Collecting;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Takes what a test writes as a migration's Up, and shows what comes of it.</summary>
internal static class Describing
{
    public static readonly PostgreSqlDialect PostgreSqlDialect = new();
    public static readonly SqliteDialect SqliteDialect = new();

    public static MigrationContext On(Dialect dialect, ISchemaState? schema = null) =>
        new(dialect.Aliases, schema ?? DatabaseModel.Empty, "");

    public static IReadOnlyList<Operation> Up(
        Action<Migration> up,
        Dialect? dialect = null,
        ISchemaState? schema = null
    ) =>
        MigrationClassSource.Describe(
            new Written(up),
            "1 Written",
            Direction.Up,
            On(dialect ?? PostgreSqlDialect, schema)
        );

    public static Operation Single(Action<Migration> up) => Assert.Single(Up(up));

    /// <summary>The SQL for PostgreSQL, a statement a line.</summary>
    public static string PostgreSql(Action<Migration> up) => Sql(up, PostgreSqlDialect);

    /// <summary>The SQL for SQLite, a statement a line.</summary>
    public static string Sqlite(Action<Migration> up) => Sql(up, SqliteDialect);

    public static string Sql(IEnumerable<Operation> operations, Dialect dialect) =>
        string.Join('\n', operations.SelectMany(dialect.Render).Select(statement => $"{statement.Text};"));

    public static IReadOnlyList<string> Problems(Action<Migration> up) =>
        Assert.Throws<MigrationInvalidException>(() => Up(up)).Problems;

    private static string Sql(Action<Migration> up, Dialect dialect) => Sql(Up(up, dialect), dialect);

    private sealed class Written(Action<Migration> up) : Migration
    {
        public override void Up() => up(this);

        public override void Down() { }
    }
}
