using Provisioning.Security.Files;

namespace Provisioning.Backup.Format;

/// <summary>The keys at hand, found by their ids, so that what was sealed with an older key stays readable.</summary>
public sealed class BackupKeyring
{
    // All files of a repository have the same. Each takes up to seconds, and whoever can write to the store could ask
    // for any number of them.
    private const int MostSettings = 8;

    private readonly Dictionary<string, BackupKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackupKey> _derived = new(StringComparer.Ordinal);
    private readonly BackupKey? _first;
    private readonly string? _passphrase;

    private BackupKeyring(IReadOnlyList<BackupKey> keys, string? passphrase)
    {
        (_first, _passphrase) = (keys.Count > 0 ? keys[0] : null, passphrase);
        foreach (var key in keys)
        {
            _keys[key.Id] = key;
        }
    }

    /// <summary>No key: nothing is sealed, and nothing sealed can be read.</summary>
    public static BackupKeyring Empty { get; } = new([], passphrase: null);

    /// <summary>Whether there is no key in it.</summary>
    public bool IsEmpty => _first is null && _passphrase is null;

    /// <summary>The ids of the keys that need no passphrase.</summary>
    internal IReadOnlyList<string> Ids => [.. _keys.Keys];

    /// <summary>The keys; new backups are sealed with the first.</summary>
    public static BackupKeyring Of(params IReadOnlyList<BackupKey> keys) => new(keys, passphrase: null);

    /// <summary>Keys and a passphrase from files that only their owner may read. New backups are sealed with the first
    /// key, where there is none with the passphrase.</summary>
    /// <param name="keyFiles">Files as <see cref="BackupKey.Export"/> makes their text.</param>
    /// <param name="passphraseFile">A file with a passphrase; null for none.</param>
    /// <exception cref="ProvisioningException">A file is missing, others may read it, or it holds no key.</exception>
    public static BackupKeyring Load(IReadOnlyList<string> keyFiles, string? passphraseFile) =>
        new(
            [.. keyFiles.Select(BackupKey.Load)],
            passphraseFile is null
                ? null
                : PrivateFile.ReadText(passphraseFile, "passphrase file", allowShared: false).Trim()
        );

    /// <summary>The key that new backups are sealed with; null for none.</summary>
    /// <param name="settings">How a passphrase becomes a key.</param>
    public BackupKey? ForWriting(PassphraseSettings settings) =>
        _first ?? (_passphrase is null ? null : Derived(_passphrase, settings));

    /// <summary>The key of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="settings">How it comes from a passphrase; null for a key of its own.</param>
    /// <param name="what">What was sealed with it, for the message.</param>
    /// <exception cref="WrongKeyException">It is not among the keys.</exception>
    /// <exception cref="BackupDamagedException">The settings ask for more or less work than any passphrase
    /// does.</exception>
    internal BackupKey Find(string id, PassphraseSettings? settings, string what)
    {
        if (settings is { IsSane: false })
        {
            throw new BackupDamagedException(
                $"{what} asks for {settings.Iterations:N0} rounds to make its key, which no backup does."
            );
        }

        var key =
            settings is not null && _passphrase is not null
                ? Derived(_passphrase, settings)
                : _keys.GetValueOrDefault(id);
        return key is not null && key.Id == id
            ? key
            : throw new WrongKeyException(
                what,
                id,
                [.. _keys.Keys, .. key is null ? Array.Empty<string>() : [key.Id]],
                settings is not null
            );
    }

    /// <summary>The key of an id, of its own or from the passphrase; null where it is not at hand.</summary>
    internal BackupKey? TryFind(string id, PassphraseSettings settings) =>
        _keys.GetValueOrDefault(id)
        ?? (_passphrase is not null && Derived(_passphrase, settings) is { } key && key.Id == id ? key : null);

    private BackupKey Derived(string passphrase, PassphraseSettings settings)
    {
        var name = $"{settings.Iterations} {settings.Salt}";
        return _derived.TryGetValue(name, out var key) ? key
            : _derived.Count < MostSettings ? _derived[name] = BackupKey.FromPassphrase(passphrase, settings)
            : throw new BackupDamagedException(
                $"More than {MostSettings} ways to make a key of the passphrase are asked for here, and a repository "
                    + "has one."
            );
    }
}
