using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Databases;

/// <summary>The names of temporary databases: random, with a proof at the end that we made them, so that no other
/// database is ever taken for one.</summary>
internal static class ScratchName
{
    private const int Digits = 16;

    /// <summary>A name that no other run has: <c>provisioning_check_</c> and 32 hexadecimal digits.</summary>
    /// <param name="purpose">What the database is for: <c>check</c>.</param>
    public static string New(string purpose)
    {
        var start = Start(purpose) + RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        return start + Proof(start);
    }

    /// <summary>The beginning of every name of that purpose, which others' names may have as well.</summary>
    public static string Start(string purpose) => $"provisioning_{purpose}_";

    /// <summary>Whether we made the name, for that purpose.</summary>
    public static bool IsOurs(string name, string purpose) =>
        name.StartsWith(Start(purpose), StringComparison.Ordinal)
        && name.Length == Start(purpose).Length + (2 * Digits)
        && name[^Digits..] == Proof(name[..^Digits]);

    private static string Proof(string start) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"temporary database of {start}")))[..Digits];
}
