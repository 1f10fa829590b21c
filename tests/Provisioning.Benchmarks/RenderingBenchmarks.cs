using BenchmarkDotNet.Attributes;
using Provisioning.Dialects;
using Provisioning.Migrations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Benchmarks;

/// <summary>From migration classes to SQL, without a database.</summary>
[MemoryDiagnoser]
public class RenderingBenchmarks
{
    private readonly Dialect _postgreSql = new PostgreSqlDialect();
    private readonly Dialect _sqlite = new SqliteDialect(SqliteTypes.Declared);

    [Benchmark(Baseline = true)]
    public int ToWow_for_PostgreSql() => Count(_postgreSql);

    [Benchmark]
    public int ToWow_for_Sqlite() => Count(_sqlite);

    private static int Count(Dialect dialect) =>
        MigrationModel
            .Describe(ShippedSystems.All[0].Migrations.Migrations, dialect, DatabaseModel.Empty)
            .Sum(step => step.Render(dialect).Statements.Count);
}
