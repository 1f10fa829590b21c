using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>The repository's own document, <c>repo.json</c>: written once, with the first backup.</summary>
/// <param name="Format">The version of the repository's layout.</param>
/// <param name="Id">What tells the repository from others: 32 hexadecimal digits.</param>
/// <param name="Created">When it was made.</param>
/// <param name="IsEncrypted">Whether everything in it is encrypted; if so, nothing that is not is taken from
/// it.</param>
/// <param name="Passphrase">How a passphrase becomes its key.</param>
public sealed record RepositoryInfo(
    int Format,
    string Id,
    DateTimeOffset Created,
    bool IsEncrypted,
    PassphraseSettings Passphrase
)
{
    /// <summary>The name of the object.</summary>
    internal const string Name = "repo.json";

    /// <summary>SHA-256 of the rest.</summary>
    public string? Check { get; init; }

    /// <summary>A new repository.</summary>
    internal static RepositoryInfo Make(DateTimeOffset now, bool isEncrypted) =>
        new(
            1,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            now,
            isEncrypted,
            PassphraseSettings.Generate()
        );

    /// <summary>The document as bytes.</summary>
    internal byte[] ToBytes() =>
        RepositoryJson.Write(this with { Check = Sum() }, RepositoryJson.Default.RepositoryInfo);

    /// <summary>Reads the document.</summary>
    internal static RepositoryInfo Parse(ReadOnlySpan<byte> bytes, string what)
    {
        var info = RepositoryJson.Read(bytes, RepositoryJson.Default.RepositoryInfo, what);
        return info.Format != 1
                ? throw new BackupDamagedException(
                    $"{what} is of version {info.Format} of the layout, and this program knows version 1."
                )
            : info.Check != info.Sum() || !info.Passphrase.IsSane
                ? throw new BackupDamagedException($"{what} was changed since it was written.")
            : info;
    }

    private string Sum() =>
        RepositoryJson.Hash(RepositoryJson.Write(this with { Check = null }, RepositoryJson.Default.RepositoryInfo));
}
