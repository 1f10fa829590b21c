using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Roles;
using Provisioning.CommandLine.Options;
using Provisioning.PostgreSql.Connection;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary>The options that say which roles, and what they are to be.</summary>
internal sealed class RoleOptions(CommandLineApplication command)
{
    private readonly CommandOption _application = command.Value(
        OptionGroup.Roles,
        "--app-role <NAME>",
        "The application's role. Default: the system's name with _app."
    );

    private readonly CommandOption _migration = command.Value(
        OptionGroup.Roles,
        "--migrate-role <NAME>",
        "The migrations' role. Default: the system's name with _migrate."
    );

    private readonly CommandOption _schemas = command.Values(
        OptionGroup.Roles,
        "--also-schema <NAME>",
        "Another schema that the system lives in; may be given several times."
    );

    private readonly CommandOption _closeOthers = command.Flag(
        OptionGroup.Roles,
        "--close-others",
        "Close the server's other databases to PUBLIC, too."
    );

    /// <summary>The roles of the system, under the names asked for.</summary>
    public SystemRoles Roles(DatabaseSystem system) =>
        new(_application.Value() ?? system.Roles.Application, _migration.Value() ?? system.Roles.Migration);

    /// <summary>What gives the database its roles.</summary>
    /// <exception cref="UsageException">The database is none on a server, or a name cannot be.</exception>
    public RoleProvisioner Provisioner(DatabaseSystem system, Databases.Database database)
    {
        var server = OnServer(database);
        var versions = system.Migrations.VersionTable;
        var policy = new RolePolicy(
            Roles(system),
            versions.NameOn(database.Dialect),
            versions.LedgerOn(database.Dialect)
        )
        {
            Schemas = [server.Schema, .. _schemas.Values.OfType<string>()],
            ClosesOtherDatabases = _closeOthers.HasValue(),
        };
        try
        {
            return new(server, policy, versions, TimeProvider.System);
        }
        catch (ProvisioningException error)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>The database, if it is one that roles can log in to.</summary>
    /// <exception cref="UsageException">Its engine has no roles.</exception>
    public static PostgreSqlDatabase OnServer(Databases.Database database) =>
        RoleProvisioner.ServerOf(database)
        ?? throw new UsageException(
            $"{database.Location} is a database of {database.Dialect.Name}, which has no roles: every user who may "
                + "read the file reads everything. Protect the file, or give --url with a PostgreSQL database."
        );
}
