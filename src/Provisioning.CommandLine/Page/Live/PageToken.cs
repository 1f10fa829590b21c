using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>What whoever asks for a page has to know.</summary>
internal static class PageToken
{
    private const int Shortest = 32;

    /// <summary>A random one of 256 bits, as a word of a URL.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The one that a file keeps; where there is no such file, it is written with a new one, for its owner
    /// alone.</summary>
    /// <exception cref="UsageException">The file holds none.</exception>
    /// <exception cref="ProvisioningException">Others than its owner may read the file, or it cannot be read or
    /// written.</exception>
    public static string In(string file)
    {
        if (!File.Exists(file))
        {
            DurableFile.WriteNew(file, $"{New()}\n");
        }

        var token = PrivateFile.ReadText(file, "token file", allowShared: false).Trim();
        return token.Length >= Shortest && token.All(char.IsAsciiLetterOrDigit)
            ? token
            : throw new UsageException(
                $"{file} holds no token of at least {Shortest} letters and digits. Name a file that is not there yet: "
                    + "it is written."
            );
    }

    /// <summary>What a browser keeps instead, once it has shown the token; it does not say the token.</summary>
    public static string Cookie(string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "cookie"u8));

    /// <summary>Whether one is the other. Takes as long whatever is different.</summary>
    public static bool Is(string? given, string? expected) =>
        given is not null
        && expected is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
