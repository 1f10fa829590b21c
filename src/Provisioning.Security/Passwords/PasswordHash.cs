using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace Provisioning.Security.Passwords;

/// <summary>Password hashes as applications keep them: bcrypt, <c>$2b$</c>.</summary>
public static class PasswordHash
{
    private const int Longest = 72;
    private const int Salt = 16;

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password, at most 72 bytes in UTF-8: bcrypt would pass over the rest without a word.</param>
    /// <param name="cost">The logarithm of the rounds, 4 to 31; 12 takes about a third of a second.</param>
    /// <param name="salt">16 bytes; null for random ones.</param>
    /// <exception cref="ProvisioningException">The password is longer than 72 bytes.</exception>
    public static string Bcrypt(string password, int cost = 12, byte[]? salt = null) =>
        Encoding.UTF8.GetByteCount(password) > Longest
            ? throw new ProvisioningException($"The password is longer than the {Longest} bytes that bcrypt reads. Choose a shorter one.")
            : OpenBsdBCrypt.Generate("2b", password.ToCharArray(), salt ?? RandomNumberGenerator.GetBytes(Salt), cost);

    /// <summary>Whether the hash is the password's.</summary>
    public static bool Verify(string password, string hash) => OpenBsdBCrypt.CheckPassword(hash, password.ToCharArray());
}
