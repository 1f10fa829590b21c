using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.Seeds.ToWow;

/// <summary>A sentence with places in it: <c>{0}</c> … <c>{9}</c>.</summary>
internal sealed partial class Template(string text)
{
    // Odd parts are the numbers of places.
    private readonly byte[][] _parts = [.. Places().Split(text).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Adds the sentence to a line with the values in their places.</summary>
    public void Fill(Utf8Line line, params ReadOnlySpan<byte[]> values)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            line.Add(i % 2 == 0 ? _parts[i] : values[_parts[i][0] - '0']);
        }
    }

    [GeneratedRegex(@"\{(?<place>\d)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Places();
}
