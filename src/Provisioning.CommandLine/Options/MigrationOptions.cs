using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Assemblies;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say which of a system's migrations a command is about.</summary>
internal sealed class MigrationOptions(CommandLineApplication command)
{
    private readonly CommandOption _tags = command.Values(
        OptionGroup.Migrations,
        "--tag <NAME>",
        "Migrations with this tag, too; may be given several times. Without it those that have tags are left out."
    );

    private readonly CommandOption _taggedOnly = command.Flag(
        OptionGroup.Migrations,
        "--tagged-only",
        "With --tag: leave out what has no tags."
    );

    private readonly CommandOption _profile = command.Value(
        OptionGroup.Migrations,
        "--profile <NAME>",
        "Run this profile after the migrations."
    );

    /// <summary>The system's migrations. An assembly that declares no system is called after its file, which is no
    /// name to compare.</summary>
    public static MigrationCatalog Catalog(DatabaseSystem system) =>
        system.Migrations.Of(MigrationAssemblyFile.IsDeclared(system) ? system.Name : null);

    /// <summary>The system's migrations, for runs about those asked for.</summary>
    /// <exception cref="UsageException">The options contradict each other, or there is no such profile.</exception>
    public MigrationCatalog Of(DatabaseSystem system)
    {
        if (_taggedOnly.HasValue() && !_tags.HasValue())
        {
            throw new UsageException("--tagged-only leaves out everything unless --tag says which tags.");
        }

        var selection = new MigrationSelection
        {
            Tags = _tags.Values.OfType<string>().ToValueList(),
            IncludesUntagged = !_taggedOnly.HasValue(),
            IncludesUntaggedMaintenance = !_taggedOnly.HasValue(),
            Profile = _profile.Value(),
        };
        try
        {
            return Catalog(system).Select(selection);
        }
        catch (ProfileNotFoundException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
