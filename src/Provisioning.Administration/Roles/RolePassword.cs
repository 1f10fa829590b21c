using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Files;

namespace Provisioning.Administration.Roles;

/// <summary>A password of a role on a PostgreSQL server: at least 16 printable ASCII characters, upper and lower case,
/// digit and special ones among them. Never prints itself.</summary>
public sealed class RolePassword
{
    /// <summary>The least length that is taken.</summary>
    public const int LeastLength = 16;

    private const int GeneratedLength = 32;
    private const int Iterations = 4096;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    // Nothing among the special ones that a URL, a shell or a .env file would read as more than a character.
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Special = "-_.~";

    private readonly string _text;

    private RolePassword(string text) => _text = text;

    /// <summary>A new one of 32 characters from the system's random numbers.</summary>
    public static RolePassword Generate()
    {
        while (true)
        {
            var text = RandomNumberGenerator.GetString(Letters + Digits + Special, GeneratedLength);
            // A leading dash would be read as an option.
            if (char.IsAsciiLetter(text[0]) && Lacks(text).Count == 0)
            {
                return new(text);
            }
        }
    }

    /// <summary>A password chosen by the user. A line break at its end, as files have it, does not count.</summary>
    /// <exception cref="ProvisioningException">It is weaker than the policy asks. The message holds nothing of
    /// it.</exception>
    public static RolePassword Parse(string text)
    {
        var trimmed = text.TrimEnd('\r', '\n');
        var lacks = Lacks(trimmed);
        return lacks.Count == 0
            ? new(trimmed)
            : throw new ProvisioningException(
                $"The password given for a role lacks {string.Join(", ", lacks)}. Give a stronger one, or let one be "
                    + $"generated."
            );
    }

    /// <summary>Reads a password from a file that only its owner may read.</summary>
    /// <exception cref="ProvisioningException">There is no such file, others may read it, or the password is weaker
    /// than the policy asks.</exception>
    public static RolePassword Load(string path) =>
        Parse(PrivateFile.ReadText(path, "password file", allowShared: false));

    /// <summary>A password that is in use already, whatever it is.</summary>
    internal static RolePassword Kept(string text) => new(text);

    /// <summary>The password itself, for the file that keeps it. Not to be shown unasked.</summary>
    public string Reveal() => _text;

    /// <summary>What the server keeps to verify the password by, and all that it is ever sent: SCRAM-SHA-256 of RFC
    /// 5802 and 7677 in PostgreSQL's form.</summary>
    /// <param name="salt">16 bytes; null for random ones.</param>
    public string Verifier(byte[]? salt = null)
    {
        salt ??= RandomNumberGenerator.GetBytes(SaltLength);
        // Printable ASCII is what SASLprep leaves as it is.
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(_text),
            salt,
            Iterations,
            HashAlgorithmName.SHA256,
            HashLength
        );
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:"
            + $"{Convert.ToBase64String(server)}";
    }

    /// <inheritdoc />
    public override string ToString() => "***";

    private static List<string> Lacks(string text)
    {
        var lacks = new List<string>();
        void Require(bool has, string what)
        {
            if (!has)
            {
                lacks.Add(what);
            }
        }

        Require(text.Length >= LeastLength, $"characters: {LeastLength} is the least");
        Require(text.Any(char.IsAsciiLetterUpper), "an upper-case letter");
        Require(text.Any(char.IsAsciiLetterLower), "a lower-case letter");
        Require(text.Any(char.IsAsciiDigit), "a digit");
        Require(text.Any(c => c is > ' ' and <= '~' && !char.IsAsciiLetterOrDigit(c)), "a special character");
        Require(text.All(c => c is >= ' ' and <= '~'), "nothing but printable ASCII characters");
        return lacks;
    }
}
