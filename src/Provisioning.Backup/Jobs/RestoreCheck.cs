using Provisioning.Backup.Repository;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.Backup.Jobs;

/// <summary>Compares a restored database with what was backed up.</summary>
/// <param name="versions">What the table of applied versions is called.</param>
/// <param name="encrypted">The columns whose values the application encrypts.</param>
/// <param name="fieldKey">The key of the encrypted columns; null: their values are not looked at.</param>
public sealed class RestoreCheck(
    VersionTable versions,
    ValueList<EncryptedColumn> encrypted,
    EncryptionKey? fieldKey = null
)
{
    private const int Sample = 20;

    /// <summary>What the table of applied versions is called.</summary>
    internal VersionTable Versions => versions;

    /// <summary>Whether damage that was backed up is accepted: the engine's own checks are left out.</summary>
    public bool AcceptsDamage { get; init; }

    /// <summary>What is wrong with the restored database, a sentence each: damage that its engine finds, another
    /// version, structure, number of rows or answer to a query than before, encrypted values that the key does not
    /// decrypt.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(
        BackupEngine restored,
        BackupContents before,
        CancellationToken token
    )
    {
        var damage = AcceptsDamage ? [] : await restored.CheckAsync(token);
        var found = damage.Except(before.Damage, StringComparer.Ordinal).ToList();
        if (found.Count > 0 && !before.IsChecked)
        {
            found.Add(
                "This was not checked when it was backed up. If it was damaged before, an earlier set may be "
                    + "undamaged; `provision restore --damaged` brings this one back as it is."
            );
        }

        try
        {
            var checks = new BackupProfile
            {
                Checks = before.Checks.Select(check => new CheckQuery(check.Name, check.Sql)).ToValueList(),
            };
            await using var session = await restored.Database.OpenAsync(token);
            var now = await ContentsReader.ReadAsync(
                before.Engine,
                before.EngineVersion,
                before.Bytes,
                session,
                new(checks, versions),
                token
            );
            found.AddRange(before.DifferencesTo(now));
            foreach (
                var column in encrypted.Where(column =>
                    fieldKey is not null
                    && before.Encrypted.Any(had =>
                        had.Table == column.Table.ToString() && had.Column == column.Column && had.Values > 0
                    )
                )
            )
            {
                if (await UnreadableAsync(session, column, token) is > 0 and var unreadable)
                {
                    found.Add(
                        $"{unreadable} of the first {Sample} values of {column.Column} of {column.Table} cannot be "
                            + $"decrypted with {fieldKey}. Give the key that the application has."
                    );
                }
            }
        }
        catch (Databases.StatementFailedException error)
        {
            found.Add($"A query fails that succeeded before: {error.Message}.");
        }

        return found;
    }

    private async Task<int> UnreadableAsync(
        Databases.DatabaseSession session,
        EncryptedColumn column,
        CancellationToken token
    )
    {
        var name = Dialects.Dialect.Quote(column.Column);
        var values = await session.QueryAsync(
            $"SELECT {name} FROM {session.Database.Dialect.Quote(column.Table)} WHERE {name} IS NOT NULL LIMIT "
                + $"{Sample}",
            row => row.GetString(0),
            token
        );
        return values.Count(value => !IsReadable(value, column.Scheme));
    }

    private bool IsReadable(string value, EncryptionScheme scheme)
    {
        try
        {
            var text =
                scheme is EncryptionScheme.FernetInBase64
                    ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(value))
                    : value;
            _ = ColumnCipher.For(text, fieldKey!).Decrypt(text);
            return true;
        }
        catch (Exception error) when (error is DecryptionException or FormatException)
        {
            return false;
        }
    }
}
