using System.Data.Common;
using Provisioning.Engines;
using Provisioning.ShopSystem;
using Xunit;

namespace Provisioning.Testing.Tests;

/// <summary>Databases of the shop.</summary>
internal static class Shops
{
    private static readonly Shop System = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How one is made on an engine.</summary>
    public static TestDatabaseOptions On(string engine) => new() { Engine = KnownEngines.Find(engine)! };

    /// <summary>One on an engine.</summary>
    public static Task<TestDatabase> CreateAsync(string engine, params string[] seeds) =>
        TestDatabase.CreateAsync(System, On(engine) with { Seeds = seeds }, Token);

    /// <summary>Those on an engine, and what has been left there is dropped.</summary>
    public static async Task<TestDatabases> AllAsync(string engine)
    {
        await using var any = await CreateAsync(engine);
        return await TestDatabases.OpenAsync(any.Database, Token);
    }

    /// <summary>The names of those there are.</summary>
    public static async Task<string[]> NamesAsync(string engine) =>
        [.. (await (await AllAsync(engine)).ListAsync(Token)).Select(entry => entry.Name)];

    /// <summary>Runs SQL.</summary>
    public static async Task ExecuteAsync(this TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync(Token);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Runs SQL.</summary>
    public static async Task ExecuteAsync(this DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The rows of a query, their values side by side: <c>1|Ada|NULL</c>.</summary>
    public static async Task<string[]> RowsAsync(this TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync(Token);
        return await connection.RowsAsync(sql);
    }

    /// <summary>The rows of a query, their values side by side.</summary>
    public static async Task<string[]> RowsAsync(this DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            var row = reader;
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "NULL" : $"{row.GetValue(at)}")
                )
            );
        }

        return [.. rows];
    }
}
