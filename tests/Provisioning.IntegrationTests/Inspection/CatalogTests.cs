using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.IntegrationTests.Support;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Xunit;

namespace Provisioning.IntegrationTests.Inspection;

/// <summary>What the live catalogues answer, on both engines.</summary>
public sealed class CatalogTests(PostgreSqlServer server)
{
    private const string Tables = """
        CREATE TABLE "Users" (id integer CONSTRAINT pk_users PRIMARY KEY, "Email" text, CONSTRAINT ck_email CHECK ("Email" <> ''));
        CREATE UNIQUE INDEX uc_email ON "Users" ("Email");
        CREATE VIEW people AS SELECT * FROM "Users";
        """;

    [Theory, OnBothEngines]
    public async Task What_is_there_exists_and_what_is_not_does_not(Engine engine)
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(engine, server, token);
        await database.ExecuteAsync(Tables, token);
        await using var connection = await database.OpenAsync(token);

        var catalog = Catalog(connection, () => null);

        Assert.True(catalog.TableExists("Users") && catalog.TableExists("people"));
        Assert.True(catalog.ColumnExists("Users", "Email") && catalog.IndexExists("Users", "uc_email"));
        Assert.True(catalog.ConstraintExists("Users", "pk_users") && catalog.ConstraintExists("Users", "ck_email"));
        Assert.False(
            catalog.TableExists("nobody")
                || catalog.ColumnExists("Users", "name")
                || catalog.ColumnExists("nobody", "id")
        );
        Assert.False(
            catalog.IndexExists("Users", "ck_email")
                || catalog.IndexExists("nobody", "uc_email")
                || catalog.ConstraintExists("nobody", "pk_users")
        );
        Assert.False(catalog.ConstraintExists("Users", "fk") || catalog.SequenceExists("numbers"));
        Assert.False(
            catalog.TableExists(new("elsewhere", "Users"))
                || catalog.ConstraintExists(new("elsewhere", "Users"), "pk_users")
        );
    }

    [Theory, OnBothEngines]
    public async Task The_open_transaction_is_seen_into(Engine engine)
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(engine, server, token);
        await using var connection = await database.OpenAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (Tables, transaction);
        await command.ExecuteNonQueryAsync(token);

        Assert.True(Catalog(connection, () => transaction).TableExists("Users"));

        await transaction.RollbackAsync(token);
        Assert.False(Catalog(connection, () => null).TableExists("Users"));
    }

    [Fact]
    public async Task PostgreSql_goes_by_schema_and_case_and_knows_sequences()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, token);
        await database.ExecuteAsync(
            Tables + "CREATE SCHEMA other CREATE SEQUENCE numbers CREATE TABLE t (id integer)",
            token
        );
        await using var connection = await database.OpenAsync(token);

        var catalog = Catalog(connection, () => null);

        Assert.True(
            catalog.SchemaExists("other")
                && catalog.TableExists(new("other", "t"))
                && catalog.SequenceExists(new("other", "numbers"))
        );
        Assert.False(catalog.SchemaExists("nowhere") || catalog.TableExists("t") || catalog.SequenceExists("numbers"));
        Assert.False(
            catalog.TableExists("users")
                || catalog.ColumnExists("Users", "email")
                || catalog.ConstraintExists("Users", "uc_email")
        );
    }

    [Fact]
    public async Task Sqlite_takes_names_in_any_case_and_a_unique_index_for_a_constraint()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, token);
        await database.ExecuteAsync(Tables, token);
        await using var connection = await database.OpenAsync(token);

        var catalog = Catalog(connection, () => null);

        Assert.True(
            catalog.TableExists("users")
                && catalog.ColumnExists("USERS", "email")
                && catalog.ConstraintExists("users", "UC_email")
        );
        Assert.True(catalog.SchemaExists("anything"));
    }

    private static ISchemaState Catalog(DbConnection connection, Func<DbTransaction?> transaction) =>
        connection is SqliteConnection sqlite
            ? new SqliteCatalog(sqlite, transaction)
            : new PostgreSqlCatalog((NpgsqlConnection)connection, transaction);
}
