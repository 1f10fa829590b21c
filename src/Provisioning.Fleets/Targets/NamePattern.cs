namespace Provisioning.Fleets.Targets;

/// <summary>Names as LIKE of SQL chooses them: <c>%</c> for any characters, <c>_</c> for one, and a backslash before
/// either for itself. Upper and lower case differ.</summary>
internal static class NamePattern
{
    /// <summary>Whether the name is one of those.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // Where the last % began, to try it again with one character more.
        var (at, in_, star, from) = (0, 0, -1, 0);
        while (in_ < name.Length)
        {
            var isEscaped = at + 1 < pattern.Length && pattern[at] == '\\';
            if (at < pattern.Length && pattern[at] == '%')
            {
                (star, from) = (at++, in_);
            }
            else if (isEscaped ? pattern[at + 1] == name[in_] : at < pattern.Length && IsOne(pattern[at], name[in_]))
            {
                at += isEscaped ? 2 : 1;
                in_++;
            }
            else if (star >= 0)
            {
                (at, in_) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('%').IsEmpty;
    }

    private static bool IsOne(char pattern, char name) => pattern == '_' || pattern == name;
}
