using System.Net;
using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Serve;

/// <summary>A <c>provision serve</c> that runs.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    private ServedPage(ProvisionProcess process, Uri url) => (Process, Url) = (process, url);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ProvisionProcess Process { get; }

    /// <summary>The address that it printed, with its token.</summary>
    public Uri Url { get; }

    public string Token => Url.Query["?token=".Length..];

    /// <summary>Starts it, and returns once it has printed its address.</summary>
    public static async Task<ServedPage> StartAsync(params IReadOnlyList<string> arguments)
    {
        var process = ProvisionProcess.Start(["serve", .. arguments], new());
        return new(process, new(await process.WaitForLineAsync("http://127.0.0.1:", Cancel)));
    }

    /// <summary>Asks for a path of it.</summary>
    /// <param name="path">The path: <c>live/status</c>.</param>
    /// <param name="headers">What is sent besides.</param>
    public async Task<(HttpStatusCode Status, string Text, string? Cookie)> AskAsync(
        string path,
        params IReadOnlyList<(string Name, string Value)> headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, $"/{path}"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request, Cancel);
        return (
            answer.StatusCode,
            await answer.Content.ReadAsStringAsync(Cancel),
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single().Split(';')[0] : null
        );
    }

    /// <summary>What it answers, with its token.</summary>
    public async Task<JsonObject> LiveAsync(string name)
    {
        var (status, text, _) = await AskAsync(
            $"live/{name}{(name.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={Token}"
        );
        Assert.True(status is HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
    }
}
