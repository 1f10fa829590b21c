using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a backup or an export without secrets leaves out.</summary>
/// <param name="Tables">The tables whose rows it leaves out.</param>
/// <param name="Columns">The columns whose values it replaces.</param>
internal sealed record OmittedSecrets(IReadOnlySet<ObjectName> Tables, IReadOnlyList<SecretColumn> Columns)
{
    /// <summary>Nothing is left out.</summary>
    public static OmittedSecrets None { get; } = new(new HashSet<ObjectName>(), []);

    /// <summary>What was left out, for people.</summary>
    public IReadOnlyList<string> Omitted =>
        [
            .. Tables.Select(table => $"rows of {table}").Order(StringComparer.Ordinal),
            .. Columns.Select(column => $"values of {column.Table}.{column.Column}"),
        ];

    /// <summary>What the profile calls secret.</summary>
    /// <exception cref="ProvisioningException">One of these does not exist, which may be a slip that lets a secret out;
    /// or NULL would be put where none is allowed.</exception>
    public static OmittedSecrets Of(BackupProfile profile, DatabaseModel model)
    {
        var missing = profile
            .SecretTables.Where(table => !model.TableExists(table))
            .Select(table => table.ToString())
            .Concat(
                profile
                    .SecretColumns.Where(secret => !model.ColumnExists(secret.Table, secret.Column))
                    .Select(secret => $"{secret.Table}.{secret.Column}")
            )
            .ToArray();
        if (missing.Length > 0)
        {
            throw new ProvisioningException(
                $"{string.Join(", ", missing)} is to be left out, but does not exist here. Nothing was written, "
                    + $"because a slip in a name would let secrets out. Apply the pending migrations, or correct the "
                    + $"system's profile."
            );
        }

        return
            profile.SecretColumns.FirstOrDefault(secret =>
                secret.Replacement is null && model.Find(secret.Table)!.Find(secret.Column)!.IsNullable is not true
            )
                is { } strict
            ? throw new ProvisioningException(
                $"{strict.Table}.{strict.Column} is to be left out, but takes no NULL and has no replacement in the "
                    + $"system's profile. Nothing was written. Give it one."
            )
            : new(profile.SecretTables.ToHashSet(), [.. profile.SecretColumns]);
    }

    /// <summary>Whether no value of the column is left.</summary>
    public bool Hides(string table, string column) =>
        Tables.Any(secret => secret.ToString() == table)
        || Columns.Any(secret =>
            secret.Table.ToString() == table && secret.Column == column && secret.Replacement is null
        );
}
