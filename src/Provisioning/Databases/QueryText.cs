using System.Text;
using System.Text.RegularExpressions;
using Provisioning.Dialects;

namespace Provisioning.Databases;

/// <summary>The text of a query of another session, which may be shown.</summary>
internal static partial class QueryText
{
    /// <summary>The text without the passwords that stand in it, also where it was cut off inside one.</summary>
    public static string Masked(string sql) =>
        InConnection().Replace(Literal().Replace(sql, "${before}'***'"), "${before}***");

    /// <summary>The text with a mark in place of every string and number, also of one that was cut off.</summary>
    public static string WithoutValues(string sql)
    {
        var text = new StringBuilder();
        var last = 0;
        foreach (var (from, to) in SqlText.Tokens(sql, postgres: true))
        {
            var token = sql.AsSpan(from, to - from);
            text.Append(sql, last, from - last)
                .Append(
                    token is ['\'', ..] or [_, '\'', ..] or ['$', _, ..] ? "'…'"
                    : char.IsAsciiDigit(token[0]) ? "…"
                    : token
                );
            last = to;
        }

        return text.Append(sql, last, sql.Length - last).ToString();
    }

    [GeneratedRegex(
        @"(?<before>\bpassword\s*(=>?\s*)?)([eun]?&?'([^'\\]|''|\\.)*('|$)|\$(?<tag>\w*)\$.*?(\$\k<tag>\$|$))",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"(?<before>\b(password|passwd|pwd)\s*=\s*)(?!'\*)[^\s;']+|(?<=://[^\s/:@']*:)[^\s@']+(?=@)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InConnection();
}
