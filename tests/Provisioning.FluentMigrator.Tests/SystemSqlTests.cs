using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Migrations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Provisioning.Systems;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Holds the SQL of the shipped systems to what version 0.1.0 ran: a database that it made would count as
/// edited otherwise.</summary>
public sealed class SystemSqlTests
{
    private static readonly string[] Engines = ["postgresql", "sqlite"];

    [Fact]
    public void The_SQL_of_every_version_has_the_checksum_that_databases_remember() =>
        Approved.Matches(
            string.Join(
                '\n',
                ShippedSystems.All.SelectMany(system => Engines.SelectMany(engine => Lines(system, engine)))
            )
        );

    private static IEnumerable<string> Lines(DatabaseSystem system, string engine)
    {
        Dialect dialect = engine == "sqlite" ? new SqliteDialect(system.SqliteTypes) : new PostgreSqlDialect();
        var migrations = system.Migrations.Migrations;
        PlannedStep[] steps =
        [
            .. migrations.Select(migration => new PlannedStep(migration, Direction.Up)),
            .. migrations.Reverse().Select(migration => new PlannedStep(migration, Direction.Down)),
        ];
        return MigrationModel
            .Render(steps, dialect, DatabaseModel.Empty)
            .Select(step =>
                $"{system.Name} {engine} {step.Step.Direction.ToString().ToLowerInvariant()} {step.Migration} "
                + $"{LedgerWriter.Checksum(step.Statements)}"
            );
    }
}
