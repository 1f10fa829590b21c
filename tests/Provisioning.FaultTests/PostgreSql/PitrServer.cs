using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.FaultTests.PostgreSql;

/// <summary>A server of a test's own, and <c>provision</c> as the user whom PostgreSQL runs as.</summary>
internal sealed class PitrServer : IAsyncDisposable
{
    private readonly ThrowAwayServer _server;

    private PitrServer(ThrowAwayServer server, string folder) => (_server, Folder) = (server, folder);

    /// <summary>A folder that belongs to that user.</summary>
    public string Folder { get; }

    /// <summary>The port that it listens at.</summary>
    public int Port => _server.Port;

    public string Url =>
        $"postgresql://postgres@127.0.0.1:{_server.Port.ToString(CultureInfo.InvariantCulture)}/postgres";

    public static async Task<PitrServer> StartAsync(string settings = "")
    {
        var server = await ThrowAwayServer.StartAsync(settings: settings);
        Assert.SkipWhen(server is null, "Going back to a moment needs the server's binaries on this machine.");
        var folder = (
            await ShellAsync("mktemp -d /tmp/provisioning-pitr-XXXXXX", CancellationToken.None)
        ).Output.Trim();
        return new(server!, folder);
    }

    /// <summary>Runs the command to its end.</summary>
    public static Task<ProvisionRun> RunAsync(CancellationToken token, params string[] arguments) =>
        ShellAsync(Command(arguments), token);

    /// <summary>Starts the command and lets it run; ended by disposing it.</summary>
    public static BackgroundRun Background(params string[] arguments) =>
        new(Process.Start(Redirected($"exec {Command(arguments)}"))!);

    /// <summary>Runs the command that a text has between backticks, in this server's folder.</summary>
    public async Task<ProvisionRun> PrintedAsync(string text, string start, string more, CancellationToken token)
    {
        var command = text.Split('`')
            .FirstOrDefault(part => part.StartsWith(start, StringComparison.Ordinal) && !part.Contains('\n'));
        Assert.True(command is not null, $"{start} is not in: {text}");
        var run = await ShellAsync($"cd {Folder}; provision() {{ {Command()} \"$@\"; }}\n{command}{more}", token);
        Assert.True(run.ExitCode == 0, $"{command}: {run.ExitCode}\n{run.Errors}{run.Output}");
        return run;
    }

    public async Task ExecuteAsync(string sql, CancellationToken token) => await QueryAsync(sql, token);

    /// <summary>The first value of a query, as text.</summary>
    public async Task<string> QueryAsync(string sql, CancellationToken token)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={_server.Port};Username=postgres;Database=postgres;Pooling=false"
        );
        await connection.OpenAsync(token);
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync(token)}";
    }

    /// <summary>Starts a restored server, asks it, and stops it again.</summary>
    public static async Task<string> AskAsync(string data, string sql, CancellationToken token)
    {
        var bin = await PgBench.FolderAsync();
        var run = await ShellAsync(
            $"""
            set -e; cd {data}; S=$(mktemp -d); trap 'rm -rf "$S"' EXIT
            {bin}/pg_ctl -D {data} -w -s -l "$S/log" -o "-p 5432 -k $S -c listen_addresses=" start >/dev/null
            {bin}/psql -X -A -t -h "$S" -U postgres -d postgres -c "{sql}"
            {bin}/pg_ctl -D {data} -w -s -m fast stop >/dev/null
            """,
            token
        );
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public static async Task<ProvisionRun> ShellAsync(string script, CancellationToken token)
    {
        using var process = Process.Start(Redirected(script))!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>The command as a line of a shell script.</summary>
    public static string Command(params string[] arguments)
    {
        var command = new ProvisionOptions().Command(arguments);
        return string.Join(' ', command.ArgumentList.Prepend(command.FileName).Select(Quoted));
    }

    /// <summary>A word for a shell, in quotes.</summary>
    public static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static ProcessStartInfo Redirected(string script)
    {
        var start = Shell.Redirected(ServerBinaries.AsOrdinaryUser(script));
        start.WorkingDirectory = "/tmp";
        start.Environment.Remove("DATABASE_URL");
        return start;
    }

    internal sealed class BackgroundRun(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }
}
