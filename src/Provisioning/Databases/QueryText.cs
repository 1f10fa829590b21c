using System.Text.RegularExpressions;

namespace Provisioning.Databases;

/// <summary>The text of a query of another session, which may be shown.</summary>
internal static partial class QueryText
{
    /// <summary>The text without the passwords that stand in it, also where it was cut off inside one.</summary>
    public static string Masked(string sql) =>
        InConnection().Replace(Literal().Replace(sql, "${before}'***'"), "${before}***");

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
