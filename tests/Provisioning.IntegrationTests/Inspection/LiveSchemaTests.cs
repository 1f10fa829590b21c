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
public sealed class LiveSchemaTests(PostgreSqlServer server)
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

        var schema = LiveSchema(connection, () => null);

        Assert.True(schema.TableExists("Users") && schema.TableExists("people"));
        Assert.True(schema.ColumnExists("Users", "Email") && schema.IndexExists("Users", "uc_email"));
        Assert.True(schema.ConstraintExists("Users", "pk_users") && schema.ConstraintExists("Users", "ck_email"));
        Assert.False(
            schema.TableExists("nobody") || schema.ColumnExists("Users", "name") || schema.ColumnExists("nobody", "id")
        );
        Assert.False(
            schema.IndexExists("Users", "ck_email")
                || schema.IndexExists("nobody", "uc_email")
                || schema.ConstraintExists("nobody", "pk_users")
        );
        Assert.False(schema.ConstraintExists("Users", "fk") || schema.SequenceExists("numbers"));
        Assert.False(
            schema.TableExists(new("elsewhere", "Users"))
                || schema.ConstraintExists(new("elsewhere", "Users"), "pk_users")
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

        Assert.True(LiveSchema(connection, () => transaction).TableExists("Users"));

        await transaction.RollbackAsync(token);
        Assert.False(LiveSchema(connection, () => null).TableExists("Users"));
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

        var schema = LiveSchema(connection, () => null);

        Assert.True(
            schema.SchemaExists("other")
                && schema.TableExists(new("other", "t"))
                && schema.SequenceExists(new("other", "numbers"))
        );
        Assert.False(schema.SchemaExists("nowhere") || schema.TableExists("t") || schema.SequenceExists("numbers"));
        Assert.False(
            schema.TableExists("users")
                || schema.ColumnExists("Users", "email")
                || schema.ConstraintExists("Users", "uc_email")
        );
    }

    [Fact]
    public async Task Sqlite_takes_names_in_any_case_and_a_unique_index_for_a_constraint()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, token);
        await database.ExecuteAsync(Tables, token);
        await using var connection = await database.OpenAsync(token);

        var schema = LiveSchema(connection, () => null);

        Assert.True(
            schema.TableExists("users")
                && schema.ColumnExists("USERS", "email")
                && schema.ConstraintExists("users", "UC_email")
        );
        Assert.True(schema.SchemaExists("anything"));
    }

    private static ISchemaState LiveSchema(DbConnection connection, Func<DbTransaction?> transaction) =>
        connection is SqliteConnection sqlite
            ? new SqliteLiveSchema(sqlite, transaction)
            : new PostgreSqlLiveSchema((NpgsqlConnection)connection, transaction);
}
