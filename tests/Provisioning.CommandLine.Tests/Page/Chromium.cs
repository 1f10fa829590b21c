using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Xunit;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>A Chromium without a window, driven by the protocol of its developer tools.</summary>
/// <remarks>Where it is not installed, tests are skipped; with CI=true they fail.</remarks>
public sealed class Chromium : IAsyncLifetime
{
    private const string Missing = "Chromium is not installed: apt-get install chromium";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _profile = Directory.CreateTempSubdirectory("provisioning-chromium-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly ConcurrentDictionary<string, Channel<JsonNode>> _events = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private Task _draining = Task.CompletedTask;
    private int _last;

    private static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }, Path.Combine)
            .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        _process = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={_profile}",
                    "about:blank",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        const string mark = "DevTools listening on ";
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.StartsWith(mark, StringComparison.Ordinal))
            {
                await _socket.ConnectAsync(new(line[mark.Length..].Trim()), CancellationToken.None);
                _reading = ReadAsync();
                // A full pipe would stop it.
                _draining = Task.WhenAll(
                    _process.StandardError.ReadToEndAsync(CancellationToken.None),
                    _process.StandardOutput.ReadToEndAsync(CancellationToken.None)
                );
                return;
            }
        }
    }

    /// <summary>Opens a page in a window of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fragment">What follows its address: <c>#/t/users</c>.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="height">Its height.</param>
    public async Task<BrowserPage> OpenAsync(string path, string fragment = "", int width = 1400, int height = 900)
    {
        Assert.SkipWhen(Program is null && Environment.GetEnvironmentVariable("CI") is not "true", Missing);
        Assert.True(Program is not null, Missing);
        var target = await SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var session = await SendAsync(
            "Target.attachToTarget",
            new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true }
        );
        var page = new BrowserPage(this, (string)session["sessionId"]!, new Uri(path).AbsoluteUri + fragment);
        await page.OpenAsync(width, height);
        return page;
    }

    /// <summary>Sends a command of the protocol, and returns its result.</summary>
    internal async Task<JsonNode> SendAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(message.ToJsonString()),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>What a session reports.</summary>
    internal ChannelReader<JsonNode> Events(string session) => EventsOf(session).Reader;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            await _reading;
            await _draining;
            _process.Dispose();
        }

        _socket.Dispose();
        _sending.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private Channel<JsonNode> EventsOf(string session) =>
        _events.GetOrAdd(session, static _ => Channel.CreateUnbounded<JsonNode>());

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                await message.WriteAsync(buffer.AsMemory(0, part.Count), CancellationToken.None);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // It was ended.
        }
    }

    private void Take(JsonNode message)
    {
        if ((int?)message["id"] is { } id && _waiting.TryRemove(id, out var waiting))
        {
            if (message["error"] is { } error)
            {
                waiting.SetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                waiting.SetResult(message["result"]!);
            }
        }
        else if ((string?)message["sessionId"] is { } session)
        {
            EventsOf(session).Writer.TryWrite(message);
        }
    }
}
