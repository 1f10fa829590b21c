using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Roles;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary>Making roles with their passwords, which <c>roles apply</c> and <c>init --roles</c> have in
/// common.</summary>
internal sealed class RoleWork(CommandLineApplication command)
{
    private readonly RoleOptions _roles = new(command);
    private readonly PasswordOptions _passwords = new(command);

    /// <summary>The roles of the system, under the names asked for.</summary>
    public SystemRoles Roles(DatabaseSystem system) => _roles.Roles(system);

    /// <summary>The names of both.</summary>
    public IReadOnlyList<string> Names(DatabaseSystem system) => Both(system);

    /// <summary>Refuses options that do not fit, before anything is touched.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    public void Validate(DatabaseSystem system, Database database)
    {
        _roles.Provisioner(system, database);
        _passwords.Rotation(RoleOptions.OnServer(database));
        foreach (var role in Both(system))
        {
            _passwords.Chosen(Roles(system), role);
        }
    }

    /// <summary>What would be done, and which roles would get a password. Changes nothing.</summary>
    public async Task<(RoleReport Report, IReadOnlyList<string> SetsPassword)> PlanAsync(
        DatabaseSystem system,
        Database database,
        CancellationToken token
    )
    {
        Validate(system, database);
        var report = await _roles.Provisioner(system, database).CheckAsync(token);
        return (report, Needing(system, database, report));
    }

    /// <summary>Makes the roles and sets their passwords.</summary>
    public async Task<RolesDone> ApplyAsync(DatabaseSystem system, Database database, CancellationToken token)
    {
        var provisioner = _roles.Provisioner(system, database);
        var (before, needing) = await PlanAsync(system, database, token);
        var rotation = _passwords.Rotation(RoleOptions.OnServer(database));
        foreach (var role in _passwords.File is null ? [] : needing)
        {
            rotation.Prepare(role, _passwords.Chosen(Roles(system), role), _passwords.File!);
        }

        var report = await provisioner.ApplyAsync(token);
        var set = new List<RotatedPassword>();
        foreach (var role in needing)
        {
            set.Add(await rotation.RotateAsync(role, _passwords.Chosen(Roles(system), role), _passwords.File, token));
        }

        return new(report, [.. before.NewRoles.Except(needing, StringComparer.Ordinal)], set);
    }

    /// <summary>What was done, for people.</summary>
    public string Text(DatabaseSystem system, Database database, RolesDone done)
    {
        var names = Roles(system);
        var without =
            done.WithoutPassword.Count == 0
                ? ""
                : $"{string.Join(" and ", done.WithoutPassword)} {(done.WithoutPassword.Count == 1 ? "has" : "have")} "
                    + $"no password yet; `provision roles rotate --system {system.Name} --passwords-to FILE` makes "
                    + $"one.\n";
        var state =
            done.Report.Statements.Count == 0
                ? "nothing to do, they are as they should be"
                : Format.Count(done.Report.Statements.Count, "statement", "run");
        var notes = string.Concat(done.Report.Notes.Select(note => $"note: {note}\n"));
        return $"{notes}{RoleText.Text(done.Passwords, _passwords)}{without}{names.Application} and {names.Migration} "
            + $"in {database.Location}: {state}.";
    }

    /// <summary>What was done, as JSON.</summary>
    public JsonObject Json(DatabaseSystem system, Database database, RolesDone done)
    {
        var json = RoleText.Json(system, database.Location, Roles(system), done.Report);
        json["statements"] = Format.List(done.Report.Statements);
        json["passwords"] = RoleText.Json(done.Passwords, _passwords.IsShown);
        return json;
    }

    /// <summary>What would be done, as JSON.</summary>
    public JsonObject Json(DatabaseSystem system, Database database, RoleReport plan)
    {
        var json = RoleText.Json(system, database.Location, Roles(system), plan);
        json["dry_run"] = true;
        json["statements"] = Format.List(plan.Statements);
        json["obstacles"] = Format.List(plan.Obstacles);
        return json;
    }

    // One that is given is set each time; one that is generated, only for a role that is new or whose making was
    // interrupted.
    private string[] Needing(DatabaseSystem system, Database database, RoleReport report)
    {
        var rotation = _passwords.Rotation(RoleOptions.OnServer(database));
        return
        [
            .. Both(system)
                .Where(role =>
                    _passwords.Chosen(Roles(system), role) is not null
                    || (
                        _passwords.HasPlace
                        && (
                            report.NewRoles.Contains(role, StringComparer.Ordinal)
                            || (_passwords.File is { } file && rotation.IsPending(role, file))
                        )
                    )
                ),
        ];
    }

    private string[] Both(DatabaseSystem system) => [Roles(system).Application, Roles(system).Migration];
}

/// <summary>What making roles did.</summary>
/// <param name="Report">The findings and the statements that were run.</param>
/// <param name="WithoutPassword">The roles that are new and have no password.</param>
/// <param name="Passwords">The passwords that were set.</param>
internal sealed record RolesDone(
    RoleReport Report,
    IReadOnlyList<string> WithoutPassword,
    IReadOnlyList<RotatedPassword> Passwords
);
