using Npgsql;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>Where databases of one engine are made, and how each tool calls them.</summary>
internal abstract class Engine
{
    /// <summary>As <c>--engine</c> takes it.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>What <c>provision</c> calls a database.</summary>
    public abstract string Url(string database);

    /// <summary>What dbmate calls it.</summary>
    public abstract string DbmateUrl(string database);

    /// <summary>What .NET's drivers call it.</summary>
    public abstract string ConnectionString(string database);

    /// <summary>The engine's plain client, running a file.</summary>
    public abstract string[] Client(string database, string script);

    /// <summary>The engine's own tool, writing the structure as SQL.</summary>
    public abstract string[] Dump(string database);

    /// <summary>Makes the database a new and empty one.</summary>
    public abstract Task RecreateAsync(string database);

    public abstract Task DropAsync(string database);
}

/// <inheritdoc/>
internal sealed class SqliteEngine(string folder) : Engine
{
    public override string Name => "sqlite";

    public override string Title => "SQLite";

    public override string Url(string database) => $"sqlite:///{File(database)}";

    public override string DbmateUrl(string database) => $"sqlite:{File(database)}";

    public override string ConnectionString(string database) => $"Data Source={File(database)}";

    public override string[] Client(string database, string script) =>
        ["sqlite3", "-bail", File(database), $".read {script}"];

    public override string[] Dump(string database) => ["sqlite3", File(database), ".schema"];

    public override Task RecreateAsync(string database) => DropAsync(database);

    public override Task DropAsync(string database)
    {
        foreach (var suffix in (string[])["", "-journal", "-wal", "-shm"])
        {
            System.IO.File.Delete(File(database) + suffix);
        }

        return Task.CompletedTask;
    }

    private string File(string database) => Path.Combine(folder, $"{database}.db");
}

/// <inheritdoc/>
internal sealed class PostgreSqlEngine(ThrowAwayServer server) : Engine
{
    public override string Name => "postgresql";

    public override string Title => "PostgreSQL";

    public override string Url(string database) => $"postgresql://postgres@127.0.0.1:{server.Port}/{database}";

    public override string DbmateUrl(string database) =>
        $"postgres://postgres@127.0.0.1:{server.Port}/{database}?sslmode=disable";

    public override string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database={database}";

    public override string[] Client(string database, string script) =>
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script, Url(database)];

    public override string[] Dump(string database) => ["pg_dump", "--schema-only", "-d", Url(database)];

    // The work that one tool leaves to the server falls on none of the others.
    public override Task RecreateAsync(string database) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)", $"CREATE DATABASE {database}", "CHECKPOINT");

    public override Task DropAsync(string database) => ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
