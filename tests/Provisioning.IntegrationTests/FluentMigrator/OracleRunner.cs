using System.Data;
using FluentMigrator;
using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Provisioning.Tests.FluentMigrator;

namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>A runner that tries chains of calls, each in a transaction of its own that is taken back.</summary>
internal sealed class OracleRunner : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IServiceScope _scope;
    private readonly IMigrationRunner _runner;

    public OracleRunner(string connection, Func<IMigrationRunnerBuilder, IMigrationRunnerBuilder> engine)
    {
        _services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => engine(runner.WithGlobalConnectionString(connection)))
            .BuildServiceProvider();
        _scope = _services.CreateScope();
        _runner = _scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
    }

    /// <summary>Why the last chain that was refused was.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Makes what the chains are about.</summary>
    public void Prepare()
    {
        _runner.Up(new Written(Tables));
        _runner.Up(new Written(Rows));
    }

    /// <summary>Makes the same as the other runner did, in an SQLite database of its own.</summary>
    public void PrepareLike(OracleRunner other)
    {
        var made = other._runner.Processor.Read(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('p', 't', 'bare')"
        );
        foreach (DataRow statement in made.Tables[0].Rows)
        {
            _runner.Processor.Execute((string)statement[0]);
        }

        _runner.Up(new Written(Rows));
    }

    /// <summary>What stands in the database after the chain; where it was refused, the server's code or
    /// nothing.</summary>
    public (bool IsRefused, string Text) Try(Action<Migration> up, string catalog)
    {
        using var scope = _runner.BeginScope();
        try
        {
            _runner.Up(new Written(up));
            return (false, Text(_runner.Processor.Read(catalog)));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Refusal = error.Message;
            return (true, Code(error));
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        _services.Dispose();
    }

    private static void Tables(Migration m)
    {
        Members.Before(m);
        m.IfDatabase("postgresql")
            .Delegate(() =>
            {
                m.Create.Schema("s");
                m.Create.Table("p")
                    .InSchema("s")
                    .WithColumn("id")
                    .AsInt32()
                    .PrimaryKey()
                    .WithColumn("x")
                    .AsInt32()
                    .Unique();
                m.Create.UniqueConstraint().OnTable("p").WithSchema("s").Columns("id", "x");
                m.Create.Table("t")
                    .InSchema("s")
                    .WithColumn("id")
                    .AsInt32()
                    .PrimaryKey()
                    .WithColumn("a")
                    .AsString(20)
                    .Nullable()
                    .WithColumn("b")
                    .AsInt32()
                    .WithDefaultValue(1)
                    .WithColumn("c")
                    .AsInt32()
                    .Nullable();
                m.Create.Table("o").InSchema("s").WithColumn("id").AsInt32().WithColumn("a").AsInt32();
                m.Create.Sequence("q").InSchema("s");
            });
    }

    private static void Rows(Migration m)
    {
        m.Insert.IntoTable("p").Row(new { id = 1, x = 1 });
        m.Insert.IntoTable("t")
            .Row(
                new
                {
                    id = 5,
                    a = "five",
                    b = 1,
                }
            );
    }

    private static string Text(DataSet read) =>
        string.Join(
            '\n',
            read.Tables[0]
                .Rows.Cast<DataRow>()
                .Select(row => string.Join('|', row.ItemArray))
                .Order(StringComparer.Ordinal)
        );

    private static string Code(Exception error) =>
        error switch
        {
            PostgresException server => server.SqlState,
            { InnerException: { } cause } => Code(cause),
            _ => "",
        };

    private sealed class Written(Action<Migration> up) : Migration
    {
        public override void Up() => up(this);

        public override void Down() { }
    }
}
