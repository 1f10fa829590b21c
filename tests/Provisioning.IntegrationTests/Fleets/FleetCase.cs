using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;

namespace Provisioning.IntegrationTests.Fleets;

/// <summary>A fleet of a test's own: schemas of one PostgreSQL database, or SQLite files in one folder, each empty, and
/// called t001, t002 and so on.</summary>
internal sealed class FleetCase : IAsyncDisposable
{
    private readonly TestDatabase? _around;
    private readonly TestFolder _folder = new();

    private FleetCase(Engine engine, TestDatabase? around) => (Engine, _around) = (engine, around);

    public Engine Engine { get; }

    /// <summary>The folder that commands run in, with the record of the last run.</summary>
    public string Folder => _folder.Path;

    /// <summary>The URL that the targets are found by.</summary>
    public string Url => _around?.Url ?? $"sqlite:///{Path.Combine(Folder, "any.db")}";

    /// <summary>A fleet with so many targets.</summary>
    public static async Task<FleetCase> CreateAsync(
        Engine engine,
        PostgreSqlServer server,
        int targets,
        CancellationToken token
    )
    {
        var around = engine is Engine.PostgreSql ? await TestDatabase.CreateAsync(engine, server, token) : null;
        var fleet = new FleetCase(engine, around);
        Directory.CreateDirectory(fleet.Folder);
        var names = Enumerable.Range(1, targets).Select(Name);
        if (around is not null)
        {
            await around.ExecuteAsync(string.Join(";", names.Select(name => $"CREATE SCHEMA {name}")), token);
            return fleet;
        }

        foreach (var name in names)
        {
            await fleet.ExecuteAsync(name, "CREATE TABLE first (n integer); DROP TABLE first", token);
        }

        return fleet;
    }

    /// <summary>The name of a target by its number.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"t{number:000}");

    /// <summary>Runs SQL in one target.</summary>
    public async Task ExecuteAsync(string name, string sql, CancellationToken token)
    {
        if (_around is not null)
        {
            await _around.ExecuteAsync($"SET search_path = {name}; {sql}", token);
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={File(name)};Pooling=false");
        await connection.OpenAsync(token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The versions that a target has, as both tables have them: <c>1,2,3 1,2,3</c>; empty for none.</summary>
    public async Task<string> VersionsAsync(string name, CancellationToken token)
    {
        await using var connection = _around is null
            ? new SqliteConnection($"Data Source={File(name)};Pooling=false")
            : await _around.OpenAsync(token);
        if (_around is null)
        {
            await connection.OpenAsync(token);
        }

        var prefix = _around is null ? "" : $"{name}.";
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT '1' || v."Version" || '=' || l.version FROM {prefix}"VersionInfo" v
            JOIN {prefix}provisioning_ledger l ON l.version = v."Version" AND l.finished_at IS NOT NULL
            ORDER BY v."Version"
            """;
        try
        {
            await using var reader = await command.ExecuteReaderAsync(token);
            var rows = new List<string>();
            while (await reader.ReadAsync(token))
            {
                rows.Add(reader.GetString(0)[1..].Split('=')[0]);
            }

            return string.Join(',', rows);
        }
        catch (System.Data.Common.DbException)
        {
            return "";
        }
    }

    /// <summary>The arguments of a command over all targets.</summary>
    public string[] Arguments(params string[] words) =>
        [
            "fleet",
            .. words,
            "--assembly",
            Scripted.Assembly,
            "--url",
            Url,
            Engine is Engine.Sqlite ? "--databases" : "--schemas",
            "t%",
        ];

    /// <summary>How commands are run.</summary>
    /// <param name="versions">The versions that the build has.</param>
    /// <param name="edited">The version that says something else; 0 for none.</param>
    public ProvisionOptions Options(string versions = "1,2,3", int edited = 0) =>
        new()
        {
            WorkingDirectory = Folder,
            Timeout = TimeSpan.FromMinutes(5),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["SCRIPTED_VERSIONS"] = versions,
                ["SCRIPTED_EDITED"] = edited.ToString(CultureInfo.InvariantCulture),
            },
        };

    /// <summary>Runs a command over all targets to its end.</summary>
    public Task<ProvisionRun> RunAsync(CancellationToken token, params string[] words) =>
        WarmCommand.RunAsync(Arguments(words), Options(), token);

    /// <summary>Runs a command on one target, which is no command of fleets.</summary>
    public Task<ProvisionRun> AloneAsync(string name, CancellationToken token, params string[] words)
    {
        string[] place = _around is null ? ["--url", $"sqlite:///{File(name)}"] : ["--url", Url, "--schema", name];
        return WarmCommand.RunAsync([.. words, "--assembly", Scripted.Assembly, .. place], Options(), token);
    }

    /// <summary>The document that a command prints.</summary>
    public async Task<JsonObject> JsonAsync(CancellationToken token, params string[] words)
    {
        var run = await RunAsync(token, [.. words, "--output", "json"]);
        return JsonNode.Parse(run.Output)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (_around is not null)
        {
            await _around.DisposeAsync();
        }
    }

    private string File(string name) => Path.Combine(Folder, $"{name}.db");
}
