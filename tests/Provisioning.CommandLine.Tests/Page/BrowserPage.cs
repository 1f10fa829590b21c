using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>A page that is open in a browser.</summary>
public sealed class BrowserPage(Chromium browser, string session, string address)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Opens it, and returns once its scripts have run.</summary>
    internal async Task OpenAsync(int width, int height)
    {
        await SendAsync("Page.enable");
        await SendAsync("Network.enable");
        await SendAsync("Runtime.enable");
        await SendAsync("Log.enable");
        await SendAsync(
            "Emulation.setDeviceMetricsOverride",
            ("width", width),
            ("height", height),
            ("deviceScaleFactor", 1),
            ("mobile", false)
        );
        await SendAsync("Page.navigate", ("url", address));
        await UntilAsync("document.readyState === 'complete'");
    }

    /// <summary>The value of an expression of JavaScript; a promise is waited for.</summary>
    public async Task<JsonNode?> ValueAsync(string expression)
    {
        var answer = await SendAsync(
            "Runtime.evaluate",
            ("expression", expression),
            ("awaitPromise", true),
            ("returnByValue", true),
            ("userGesture", true)
        );
        Assert.True(answer["exceptionDetails"] is null, answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>The text of the first element that a selector finds.</summary>
    public async Task<string> TextAsync(string selector) =>
        (string?)await ValueAsync($"document.querySelector({Quoted(selector)})?.textContent") ?? "";

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        var until = DateTime.UtcNow + Patience;
        while ((bool?)await ValueAsync($"!!({expression})") is not true)
        {
            Assert.True(DateTime.UtcNow < until, $"It did not come to {expression}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Clicks where an element is, as a person does.</summary>
    public async Task ClickAsync(string selector)
    {
        var (x, y) = await MiddleAsync(selector);
        await MouseAsync("mousePressed", x, y);
        await MouseAsync("mouseReleased", x, y);
    }

    /// <summary>Drags an element.</summary>
    public async Task DragAsync(string selector, int right, int down)
    {
        var (x, y) = await MiddleAsync(selector);
        await MouseAsync("mousePressed", x, y);
        await MouseAsync("mouseMoved", x + (right / 2), y + (down / 2));
        await MouseAsync("mouseMoved", x + right, y + down);
        await MouseAsync("mouseReleased", x + right, y + down);
    }

    /// <summary>Presses a key.</summary>
    /// <param name="key">Its name: <c>Enter</c>, <c>k</c>.</param>
    /// <param name="modifiers">2 for Ctrl, 8 for Shift.</param>
    public async Task PressAsync(string key, int modifiers = 0)
    {
        var code =
            key.Length == 1
                ? char.ToUpperInvariant(key[0])
                : key switch
                {
                    "Enter" => 13,
                    "Escape" => 27,
                    "Tab" => 9,
                    "ArrowLeft" => 37,
                    "ArrowUp" => 38,
                    "ArrowRight" => 39,
                    "ArrowDown" => 40,
                    _ => 0,
                };
        foreach (var type in (string[])["rawKeyDown", "keyUp"])
        {
            await SendAsync(
                "Input.dispatchKeyEvent",
                ("type", type),
                ("key", key),
                ("windowsVirtualKeyCode", code),
                ("modifiers", modifiers)
            );
        }
    }

    /// <summary>Types text where the keyboard is.</summary>
    public Task TypeAsync(string text) => SendAsync("Input.insertText", ("text", text));

    /// <summary>Takes colours or sizes of other surroundings: <c>prefers-color-scheme</c> is <c>dark</c>.</summary>
    public Task PretendAsync(string feature, string value) =>
        browser.SendAsync(
            "Emulation.setEmulatedMedia",
            new() { ["features"] = new JsonArray(new JsonObject { ["name"] = feature, ["value"] = value }) },
            session
        );

    /// <summary>What it looks like, as a PNG.</summary>
    public async Task<byte[]> PictureAsync() =>
        Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot"))["data"]!);

    /// <summary>What it prints, as a PDF.</summary>
    public async Task<byte[]> PrintAsync() =>
        Convert.FromBase64String((string)(await SendAsync("Page.printToPDF"))["data"]!);

    /// <summary>The addresses that it has asked for, and what the browser has complained of, until now.</summary>
    public (IReadOnlyList<string> Requests, IReadOnlyList<string> Complaints) Heard()
    {
        var requests = new List<string>();
        var complaints = new List<string>();
        while (browser.Events(session).TryRead(out var heard))
        {
            switch ((string?)heard["method"])
            {
                case "Network.requestWillBeSent":
                    requests.Add((string)heard["params"]!["request"]!["url"]!);
                    break;
                case "Runtime.exceptionThrown" or "Log.entryAdded":
                    complaints.Add(heard["params"]!.ToJsonString());
                    break;
            }
        }

        return (requests, complaints);
    }

    /// <summary>A text as JavaScript has it.</summary>
    public static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    private async Task<(double X, double Y)> MiddleAsync(string selector)
    {
        await UntilAsync($"document.querySelector({Quoted(selector)})");
        var at = (string)
            (
                await ValueAsync(
                    $$"""
                    (() => { const e = document.querySelector({{Quoted(
                        selector
                    )}}); e.scrollIntoView({ block: 'center' });
                    const r = e.getBoundingClientRect(); return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2); })()
                    """
                )
            )!;
        var parts = at.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }

    private Task<JsonNode> MouseAsync(string type, double x, double y) =>
        SendAsync(
            "Input.dispatchMouseEvent",
            ("type", type),
            ("x", x),
            ("y", y),
            ("button", "left"),
            ("buttons", type is "mouseReleased" ? 0 : 1),
            ("clickCount", 1)
        );

    private Task<JsonNode> SendAsync(string method, params (string Name, JsonNode? Value)[] parameters) =>
        browser.SendAsync(
            method,
            new(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))),
            session
        );
}
