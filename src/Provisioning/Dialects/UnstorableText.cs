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

    private static string? Find(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return "a NUL character";
        }

        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return $"half of a surrogate pair (U+{(int)text[at]:X4})";
            }
        }

        return null;
    }
}
