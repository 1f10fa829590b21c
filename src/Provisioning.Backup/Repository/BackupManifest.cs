using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>What is known of a set without its key. Its manifest is written last and makes it a set: without it there
/// is none.</summary>
/// <param name="Format">The version of the layout.</param>
/// <param name="Repository">The id of the repository.</param>
/// <param name="Id">The set's id: when it was begun, and 32 random hexadecimal digits.</param>
/// <param name="Sequence">Its number among the repository's sets, from 1.</param>
/// <param name="Previous">SHA-256 of the manifest before it; null for the first.</param>
/// <param name="System">The system that it is of.</param>
/// <param name="Engine">The database's engine.</param>
/// <param name="EngineVersion">The version of the server or library that it was read with.</param>
/// <param name="ToolVersion">The version of this program.</param>
/// <param name="SchemaVersion">The version that the database was at.</param>
/// <param name="Started">When its snapshot had been taken and it was begun: nothing later is in it.</param>
/// <param name="Finished">When its last object was written.</param>
/// <param name="Tags">What it is kept as: <c>daily</c>, <c>release</c>.</param>
/// <param name="Parent">The set whose pages it shares; null where it stores all of its own.</param>
/// <param name="IsWithoutSecrets">Whether secrets were left out of it.</param>
/// <param name="Key">The id of its key; null where it is not encrypted.</param>
/// <param name="Passphrase">How the key comes from a passphrase; null for a key of its own.</param>
/// <param name="PlainBytes">How large its parts are before they are compressed.</param>
/// <param name="StoredBytes">How much was written for it; what it shares with its parent does not count.</param>
/// <param name="Result">OK.</param>
/// <param name="Objects">Every object that a restore needs, those that it shares with others among them.</param>
public sealed record BackupManifest(
    int Format,
    string Repository,
    string Id,
    long Sequence,
    string? Previous,
    string System,
    string Engine,
    string EngineVersion,
    string ToolVersion,
    long SchemaVersion,
    DateTimeOffset Started,
    DateTimeOffset Finished,
    IReadOnlyList<string> Tags,
    string? Parent,
    bool IsWithoutSecrets,
    string? Key,
    PassphraseSettings? Passphrase,
    long PlainBytes,
    long StoredBytes,
    string Result,
    IReadOnlyList<ManifestObject> Objects
)
{
    /// <summary>The most bytes that a manifest may have: enough for a database of a terabyte.</summary>
    internal const int Most = 64 << 20;

    /// <summary>HMAC of the rest with the key; null where the set is not encrypted.</summary>
    public string? Mac { get; init; }

    /// <summary>SHA-256 of the rest.</summary>
    public string? Check { get; init; }

    /// <summary>The name of the object that a set's manifest is.</summary>
    internal static string NameOf(string id) => $"sets/{id}/manifest.json";

    /// <summary>The document as bytes, signed.</summary>
    internal byte[] ToBytes(BackupKey? key)
    {
        var signed = this with { Mac = key is null ? null : MacOf(key), Check = null };
        return RepositoryJson.Write(
            signed with
            {
                Check = RepositoryJson.Hash(signed.Bare()),
            },
            RepositoryJson.Default.BackupManifest
        );
    }

    /// <summary>Reads the document. Whether its key made it is for <see cref="EnsureMadeBy"/>.</summary>
    /// <exception cref="BackupDamagedException">It was changed, or is another set's.</exception>
    internal static BackupManifest Parse(ReadOnlySpan<byte> bytes, string id, string what)
    {
        var manifest = RepositoryJson.Read(bytes, RepositoryJson.Default.BackupManifest, what);
        var sound =
            manifest.Check == RepositoryJson.Hash((manifest with { Check = null }).Bare())
            && manifest.Id == id
            && manifest.Key is null == manifest.Mac is null
            && manifest.Objects.All(item => item?.IsSane(id) is true)
            && manifest.Objects.Any(item => item.Name == $"sets/{id}/report.dbk")
            && manifest.Objects.DistinctBy(item => item.Name, StringComparer.Ordinal).Count() == manifest.Objects.Count
            && manifest.Texts.All(text => text?.Any(char.IsControl) is false)
            && manifest is { PlainBytes: >= 0, StoredBytes: >= 0, SchemaVersion: >= 0, Sequence: > 0 };
        return manifest.Format != 1
                ? throw new BackupDamagedException(
                    $"{what} is of version {manifest.Format} of the layout, and this program knows version 1."
                )
            : sound ? manifest
            : throw new BackupDamagedException($"{what} was changed since it was written.");
    }

    /// <summary>Returns if the manifest was made with its key.</summary>
    /// <exception cref="WrongKeyException">The key is not at hand.</exception>
    /// <exception cref="BackupDamagedException">It was made or changed without the key.</exception>
    internal void EnsureMadeBy(BackupKeyring keys)
    {
        if (
            Key is not null
            && !CryptographicOperations.FixedTimeEquals(
                Convert.FromHexString(MacOf(keys.Find(Key, Passphrase, $"Set {Id}"))),
                MacBytes()
            )
        )
        {
            throw new BackupDamagedException(
                $"The manifest of set {Id} was not made with its key, or was changed since."
            );
        }
    }

    // What is shown to people.
    private IEnumerable<string?> Texts =>
        [System, Engine, EngineVersion, ToolVersion, Result, Parent ?? "", Previous ?? "", Key ?? "", .. Tags];

    private byte[] MacBytes() =>
        Mac is { Length: 64 } && Mac.All(char.IsAsciiHexDigit) ? Convert.FromHexString(Mac) : [];

    private string MacOf(BackupKey key) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(key.Derive([], "dbk1 manifest"u8), (this with { Mac = null, Check = null }).Bare())
        );

    private byte[] Bare() => RepositoryJson.Write(this, RepositoryJson.Default.BackupManifest);
}

/// <summary>An object that a set needs.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
public sealed record ManifestObject(string Name, long Bytes, string Sha256)
{
    /// <summary>Whether the object is one that a set of this id may have.</summary>
    internal bool IsSane(string id) =>
        Bytes >= 0
        && Sha256.Length == 64
        && Stores.StoreNames.IsValid(Name)
        && (
            Name.StartsWith($"sets/{id}/", StringComparison.Ordinal)
            || Name.StartsWith("packs/", StringComparison.Ordinal)
            || Name.StartsWith("leaves/", StringComparison.Ordinal)
        );
}
