using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What a command sends to an OpenTelemetry collector.</summary>
public sealed class TraceExportTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_sends_its_spans_and_durations_to_the_collector_within_the_trace_it_was_started_in()
    {
        await using var collector = new Collector();
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);

        var run = await RunAsync(folder, collector.Endpoint, "up", "--system", "nova", "--url", Url(folder));

        Assert.True(run.ExitCode == 0, run.Errors);
        var traces = collector.Bodies("/v1/traces");
        foreach (
            var text in (string[])
                ["provision up", "run migrations", "migrate 1", "CREATE TABLE", "db.system.name", "sqlite"]
        )
        {
            Assert.Contains(text, traces, StringComparison.Ordinal);
        }

        foreach (var id in (string[])[Trace, Parent])
        {
            Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(id)), traces, StringComparison.Ordinal);
        }

        Assert.Contains("provisioning.migration.duration", collector.Bodies("/v1/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_changes_nothing_about_the_command()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var endpoint = $"http://{closed.LocalEndpoint}";
        closed.Stop();

        var run = await RunAsync(folder, endpoint, "up", "--system", "nova", "--url", Url(folder), "--output", "json");
        var again = await RunAsync(folder, endpoint, "status", "--system", "nova", "--url", "sqlite:///missing/x.db");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        Assert.Equal(4, again.ExitCode);
    }

    private static string Url(TestFolder folder) => $"sqlite:///{folder.Path}/nova.db";

    private static Task<ProvisionRun> RunAsync(TestFolder folder, string endpoint, params string[] arguments) =>
        ProvisionProcess.RunAsync(
            arguments,
            new()
            {
                WorkingDirectory = folder.Path,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                    ["TRACEPARENT"] = $"00-{Trace}-{Parent}-01",
                },
            },
            Token
        );

    // Takes what it is sent, and says that it has.
    private sealed class Collector : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];
        private readonly Task _serving;

        public Collector()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Endpoint =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"
            );

        public string Bodies(string path) =>
            string.Concat(
                _received
                    .Where(request => request.Path == path)
                    .Select(request => Encoding.Latin1.GetString(request.Body))
            );

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                {
                    connections.Add(AnswerAsync(await _listener.AcceptSocketAsync(CancellationToken.None)));
                }
            }
            catch (SocketException)
            {
                // Stopped.
            }

            await Task.WhenAll(connections);
        }

        private async Task AnswerAsync(Socket socket)
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await HttpExchange.ReadAsync(socket, stream) is { } request)
            {
                _received.Enqueue((request.Path, request.Body));
                await request.SendAsync(200, Array.Empty<byte>());
            }
        }
    }
}
