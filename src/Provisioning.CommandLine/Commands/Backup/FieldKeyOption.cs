using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Options;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The option for the key of the application's encrypted columns, with which a check sees whether restored
/// values can still be read.</summary>
internal sealed class FieldKeyOption(CommandLineApplication command)
{
    private readonly CommandOption _file = command.Value(
        "--column-key-file <FILE>",
        "The key of the application's encrypted columns: restored values are decrypted with it, as a sample."
    );

    /// <summary>Looks at restored databases of the system, for damage inside them as well unless that is
    /// accepted.</summary>
    public RestoreCheck CheckOf(DatabaseSystem system, bool acceptsDamage = false) =>
        new(
            system.Migrations.VersionTable,
            system.EncryptedColumns,
            _file.Value() is { } file ? EncryptionKey.Load(file) : null
        )
        {
            AcceptsDamage = acceptsDamage,
        };
}
