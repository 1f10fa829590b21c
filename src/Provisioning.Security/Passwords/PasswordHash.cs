using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Security.Passwords;

/// <summary>Password hashes as applications keep them: bcrypt, <c>$2b$</c>.</summary>
public static class PasswordHash
{
    private const int Longest = 72;
    private const int Salt = 16;
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string Letters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password, at most 72 bytes in UTF-8: bcrypt ignores the rest.</param>
    /// <param name="cost">The logarithm of the rounds, 4 to 31; 12 takes about a third of a second.</param>
    /// <param name="salt">16 bytes; null for random ones.</param>
    /// <exception cref="ProvisioningException">The password is longer than 72 bytes.</exception>
    public static string Bcrypt(string password, int cost = 12, byte[]? salt = null) =>
        Encoding.UTF8.GetByteCount(password) > Longest
            ? throw new ProvisioningException(
                $"The password is longer than the {Longest} bytes that bcrypt reads. Choose a shorter one."
            )
            : BCrypt.Net.BCrypt.HashPassword(
                password,
                $"$2b${cost:00}${Encoded(salt ?? RandomNumberGenerator.GetBytes(Salt))}"
            );

    // bcrypt has the bits of Base64 in letters of its own.
    private static string Encoded(byte[] salt) =>
        string.Concat(
            Convert
                .ToBase64String(salt)
                .TrimEnd('=')
                .Select(letter => Letters[Base64.IndexOf(letter, StringComparison.Ordinal)])
        );
}
