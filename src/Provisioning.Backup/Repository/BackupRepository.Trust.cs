using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <content>Which keys a set needs, and whether its manifest was signed with one.</content>
public sealed partial class BackupRepository
{
    /// <summary>Returns if every signature could be checked, or no key was given.</summary>
    /// <exception cref="WrongKeyException">A key was given, and it is not that of a set.</exception>
    public void EnsureKeysFit(IEnumerable<BackupSet> sets)
    {
        if (!_keys.IsEmpty && sets.FirstOrDefault(set => !set.IsChecked)?.Manifest is { } stranger)
        {
            EnsureTrusted(stranger);
        }
    }

    /// <summary>Returns if the signature of at least one set could be checked, or no key was given.</summary>
    /// <exception cref="WrongKeyException">A key was given, and it is that of no set.</exception>
    public void EnsureKeyFitsOne(IReadOnlyList<BackupSet> sets)
    {
        if (!sets.Any(set => set is { Manifest: not null, IsChecked: true }))
        {
            EnsureKeysFit(sets);
        }
    }

    /// <summary>The key of a set; null where it is not encrypted.</summary>
    internal BackupKey? KeyOf(BackupManifest manifest) =>
        manifest.Key is null ? null : _keys.Find(manifest.Key, manifest.Passphrase, $"Set {manifest.Id}");

    /// <summary>The key that signs what is not a set's; null where nothing is encrypted.</summary>
    internal BackupKey? SigningKey() => Info.IsEncrypted ? _keys.ForWriting(Info.Passphrase) : null;

    /// <summary>The key of that id, where it is at hand.</summary>
    internal BackupKey? KeyNamed(string? id) => id is null ? null : _keys.TryFind(id, Info.Passphrase);

    /// <summary>Returns if a document that is no set's was signed with one of the keys, or no key was given: `list`
    /// works without.</summary>
    /// <exception cref="BackupDamagedException">It was not, or its key is not among those given.</exception>
    internal void EnsureSigned(string name, string? id, string? mac, Func<BackupKey?, string> macOf)
    {
        var key = KeyNamed(id);
        if (id is not null && key is null && HasKeys)
        {
            throw new BackupDamagedException(
                $"{name} in {Store.Location} is signed with key {id}, which was not given, and counts for nothing."
            );
        }

        if ((id is null && Info.IsEncrypted) || ((id is null || key is not null) && mac != macOf(key)))
        {
            throw new BackupDamagedException(
                $"{name} in {Store.Location} was not made with the key, or was changed since."
            );
        }
    }

    /// <summary>Returns if the set was made with the key, as this repository requires.</summary>
    internal void EnsureTrusted(BackupManifest manifest)
    {
        if (manifest.Key is null && Info.IsEncrypted)
        {
            throw new BackupDamagedException(
                $"Set {manifest.Id} is not encrypted, and everything in {Store.Location} is. It was made without the "
                    + $"key."
            );
        }

        if (manifest.Repository != Info.Id)
        {
            throw new BackupDamagedException(
                $"Set {manifest.Id} belongs to another repository than the one in {Store.Location}."
            );
        }

        manifest.EnsureMadeBy(_keys);
        if (manifest.Result != "OK")
        {
            throw new BackupDamagedException($"Set {manifest.Id} says of itself that it is {manifest.Result}, not OK.");
        }
    }

    private BackupSet Judge(BackupSet set)
    {
        try
        {
            if (set.Manifest is { } manifest)
            {
                EnsureTrusted(manifest);
            }

            return set with
            {
                IsChecked = true,
            };
        }
        catch (WrongKeyException)
        {
            return set;
        }
        catch (BackupDamagedException error)
        {
            return new(set.Id, Manifest: null, error.Message) { IsChecked = true };
        }
    }
}
