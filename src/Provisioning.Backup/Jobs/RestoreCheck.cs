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

    /// <summary>Whether what is wrong is reported and accepted; the engine's own checks are left out.</summary>
    public bool AcceptsDamage { get; init; }

    /// <summary>Compares the restored database, which is not in use yet.</summary>
    public async Task<RestoreFindings> RunAsync(BackupEngine restored, BackupContents before, CancellationToken token)
    {
        var damage = AcceptsDamage ? [] : await restored.CheckAsync(token);
        var found = damage.Except(before.Damage, StringComparer.Ordinal).ToList();
        IReadOnlyList<string> structure = [];
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
                new(checks, versions) { IsComplete = true },
                token
            );
            found.AddRange(before.DifferencesTo(now));
            structure = await StructureAsync(before, now, session, token);
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

        return AcceptsDamage ? new([], [.. found, .. structure]) : new(found, structure);
    }

    private static async Task<IReadOnlyList<string>> StructureAsync(
        BackupContents before,
        BackupContents now,
        Databases.DatabaseSession session,
        CancellationToken token
    )
    {
        if (before.IsPrintedLike(now))
        {
            return [];
        }

        if (before.Structure is not { } structure)
        {
            return
            [
                "Its structure is printed otherwise than when it was backed up, and the set, of an earlier version, "
                    + "does not say where. `provision check` compares it with its migrations.",
            ];
        }

        var found = await StructureComparison.OfAsync(structure, now.Structure!, session, token);
        return
        [
            .. found.Missing.Select(line => $"Of {line.Of} the backup had: {line.Text}."),
            .. found.Extra.Select(line => $"Of {line.Of} the backup did not have: {line.Text}."),
        ];
    }

    private async Task<int> UnreadableAsync(
        Databases.DatabaseSession session,
        EncryptedColumn column,
        CancellationToken token
    )
    {
        var name = Dialects.Dialect.Quote(column.Column);
        var values = await session.QueryAsync(
            $"SELECT {name} FROM {session.Database.Dialect.Quote(column.Table)} WHERE {name} <> '' LIMIT {Sample}",
            row => row.GetString(0),
            token
        );
        return values.Count(value => !IsReadable(value));
    }

    private bool IsReadable(string value)
    {
        try
        {
            _ = ColumnCipher.For(value, fieldKey!).DecryptBytes(value);
            return true;
        }
        catch (DecryptionException)
        {
            return false;
        }
    }
}

/// <summary>How a restored database differs from what was backed up, a sentence each.</summary>
/// <param name="Wrong">What is wrong with it: damage that its engine finds, another version, number of rows or answer
/// to a query than before, encrypted values that the key does not decrypt.</param>
/// <param name="Told">What a user should know, and no reason to keep the database from them: differences in its
/// structure.</param>
public sealed record RestoreFindings(IReadOnlyList<string> Wrong, IReadOnlyList<string> Told)
{
    /// <summary>Both.</summary>
    public IReadOnlyList<string> All => [.. Wrong, .. Told];
}
