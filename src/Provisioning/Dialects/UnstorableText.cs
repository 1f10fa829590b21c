using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>Text that no engine keeps as it is.</summary>
internal static class UnstorableText
{
    /// <summary>What the way out is.</summary>
    public const string WayOut = "Leave that character out, or keep the value as bytes.";

    /// <summary>What is wrong with the value, as the end of "holds …"; null for nothing.</summary>
    public static string? Find(object? value) =>
        value switch
        {
            string text => Find(text.AsSpan()),
            char c => Find([c]),
            SqlExpression sql => Find(sql.Sql.AsSpan()),
            LiteralDefault literal => Find(literal.Value),
            _ => null,
        };

    /// <summary>Throws where the text of a row cannot be kept.</summary>
    /// <exception cref="ProvisioningException">It cannot.</exception>
    public static void Check(string text, ObjectName table, string column)
    {
        if (Find(text.AsSpan()) is { } problem)
        {
            throw new ProvisioningException(
                $"A value of {column} in {table} holds {problem}, which no engine keeps in text. {WayOut}"
            );
        }
    }

    /// <summary>Where the text holds such a character: a NUL, or half of a surrogate pair; -1 for nowhere.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (text[at] is '\0' || char.IsSurrogate(text[at]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>What such a character is, as the end of "holds …".</summary>
    public static string Name(char c) => c is '\0' ? "a NUL character" : $"half of a surrogate pair (U+{(int)c:X4})";

    private static string? Find(ReadOnlySpan<char> text) => IndexIn(text) is >= 0 and var at ? Name(text[at]) : null;
}
