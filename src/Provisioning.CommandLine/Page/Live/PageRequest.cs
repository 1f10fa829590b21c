using System.Text;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>What a browser asks for: the first lines of a request over HTTP, all that this server reads of
/// one.</summary>
/// <param name="Method">What is to be done: <c>GET</c>.</param>
/// <param name="Path">The path: <c>/live/status</c>.</param>
/// <param name="Query">What follows the path's question mark; empty for nothing.</param>
/// <param name="Headers">The headers by name, whatever its case.</param>
internal sealed record PageRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers
)
{
    private const int Longest = 1 << 15;

    /// <summary>Reads one; null where it is none, or longer than a browser's.</summary>
    public static async Task<PageRequest?> ReadAsync(Stream stream, CancellationToken token)
    {
        var buffer = new byte[Longest];
        var length = 0;
        while (length < Longest)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), token);
            if (read == 0)
            {
                return null;
            }

            // The end may have come in two parts.
            var from = Math.Max(0, length - 3);
            length += read;
            if (buffer.AsSpan(from, length - from).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                return Parse(Encoding.Latin1.GetString(buffer, 0, from + end));
            }
        }

        return null;
    }

    /// <summary>The request of its lines; null where they are none.</summary>
    public static PageRequest? Parse(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"])
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            // Twice the same would be read one way here and another way by what is between.
            if (line.Split(':', 2) is not [{ Length: > 0 } name, var value] || !headers.TryAdd(name, value.Trim()))
            {
                return null;
            }
        }

        var parts = target.Split('?', 2);
        return new(method, parts[0], parts.Length > 1 ? parts[1] : "", headers);
    }

    /// <summary>A header; null where it is not there.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A value of the query; null where it is not there.</summary>
    public string? Value(string name) => Find(Query, '&', name) is { } value ? Uri.UnescapeDataString(value) : null;

    /// <summary>A cookie; null where it is not there.</summary>
    public string? Cookie(string name) => Find(Header("Cookie") ?? "", ';', name);

    private static string? Find(string text, char between, string name) =>
        text.Split(between, StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)
            ?[1];
}
