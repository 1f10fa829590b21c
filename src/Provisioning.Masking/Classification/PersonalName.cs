namespace Provisioning.Masking.Classification;

/// <summary>What the name of a column says of a person.</summary>
internal static class PersonalName
{
    private static readonly (string Kind, string[] Words)[] Known =
    [
        ("email", ["email", "mail", "e_mail"]),
        ("phone", ["phone", "mobile", "tel", "telephone", "fax", "iban", "ssn", "passport", "card_number"]),
        ("ip", ["ip", "ip_address", "client_ip", "remote_addr", "ip_addr"]),
        ("url", ["avatar", "avatar_url", "photo_url", "picture_url", "homepage", "website", "profile_url"]),
        ("given", ["first_name", "firstname", "given_name"]),
        ("family", ["last_name", "lastname", "surname", "family_name"]),
        ("username", ["username", "user_name", "login", "nickname", "nick", "handle"]),
        ("company", ["company", "employer", "organisation", "organization"]),
        ("city", ["city", "town"]),
        ("street", ["street", "address", "address_line", "postal_address"]),
        ("name", ["full_name", "fullname", "display_name", "real_name", "contact_name", "person_name"]),
    ];

    /// <summary>The kind of pseudonym that fits; null where the name says nothing of a person.</summary>
    public static string? KindOf(string column)
    {
        var low = Snake(column);
        foreach (var (kind, words) in Known)
        {
            if (
                Array.Exists(words, word =>
                    low == word
                    || low.EndsWith($"_{word}", StringComparison.Ordinal)
                    || (word.Length > 4 && low.StartsWith($"{word}_", StringComparison.Ordinal))
                )
            )
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>The name in small letters with underscores: <c>firstName</c> is <c>first_name</c>.</summary>
    public static string Snake(string name) =>
        string.Concat(
            name.Select(
                (c, at) =>
                    char.IsAsciiLetterUpper(c) && at > 0 && char.IsAsciiLetterLower(name[at - 1])
                        ? $"_{char.ToLowerInvariant(c)}"
                        : $"{char.ToLowerInvariant(c)}"
            )
        );
}
