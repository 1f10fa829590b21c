using System.Globalization;
using Provisioning.Administration.Roles.PostgreSql;
using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Administration.Roles;

/// <summary>Gives roles new passwords. The server only ever sees what it verifies them by.</summary>
/// <param name="database">The database. Its user may change the roles' passwords.</param>
/// <param name="time">The clock.</param>
public sealed class RoleRotation(PostgreSqlDatabase database, TimeProvider time)
{
    private static readonly TimeSpan PolicyValidity = TimeSpan.FromDays(90);

    /// <summary>How long a password is taken; null for ever, or 90 days where the role's present one has an
    /// end.</summary>
    public TimeSpan? Validity { get; init; }

    /// <summary>Whether a login with the new password has to succeed. Default: yes.</summary>
    public bool TestsLogin { get; init; } = true;

    /// <summary>Notes a password for a role that is about to be made, so that a run that ends early can be finished by
    /// the next.</summary>
    /// <param name="role">The role.</param>
    /// <param name="chosen">The password; null to generate one where none is noted yet.</param>
    /// <param name="path">The file that keeps it.</param>
    /// <exception cref="ProvisioningException">The file is no password file, or cannot be written.</exception>
    public void Prepare(string role, RolePassword? chosen, string path)
    {
        var (file, login) = (PasswordFile.Load(path), Login(role));
        file.WithPending(login, chosen ?? file.Pending(login) ?? RolePassword.Generate()).Save();
    }

    /// <summary>Whether a run that ended early has left the file a password that was to become the role's.</summary>
    public bool IsPending(string role, string path) => PasswordFile.Load(path).Pending(Login(role)) is not null;

    /// <summary>Gives a role a new password: noted in the file as pending, given to the server, tried, and made the
    /// file's own. Interrupted anywhere, the file holds one that works, and the next call finishes.</summary>
    /// <param name="role">The role.</param>
    /// <param name="chosen">The password; null for the one that is pending, or else a generated one.</param>
    /// <param name="path">The file that keeps it; null for none.</param>
    /// <param name="token">Cancels the rotation until the password is sent to the server.</param>
    /// <exception cref="ProvisioningException">There is no such role, the password may not be changed, or no login with
    /// it succeeds. The former password holds, unless the message says otherwise.</exception>
    public async Task<RotatedPassword> RotateAsync(
        string role,
        RolePassword? chosen,
        string? path,
        CancellationToken token
    )
    {
        PostgreSqlName.Check(role, "role");
        await using var session = await database.OpenAsync(token);
        var (exists, formerUntil) = await PostgreSqlRoles.FindAsync(session, role, token);
        if (!exists)
        {
            throw new ProvisioningException(
                $"There is no role {role} on the server of {database.Location}. `provision roles apply` makes it."
            );
        }

        var (file, login) = (path is null ? null : PasswordFile.Load(path), Login(role));
        var password = chosen ?? file?.Pending(login) ?? RolePassword.Generate();
        file = file?.WithPending(login, password);
        file?.Save();
        DateTimeOffset? until = (Validity ?? (formerUntil is null ? null : PolicyValidity)) is { } validity
            ? time.GetUtcNow() + validity
            : null;
        var former = await PostgreSqlRoles.VerifierAsync(session, role, token) ?? file?.Current(login)?.Verifier();
        var sent = PostgreSqlRoles.SetPassword(
            role,
            password.Verifier(),
            until?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss+00", CultureInfo.InvariantCulture)
        );
        await PostgreSqlRoles.SendAsync(session, [sent], token);
        // From here on it is not to be stopped half-way.
        if (TestsLogin && await RefusalAsync(role, password, CancellationToken.None) is { } refusal)
        {
            await PutBackAsync(session, login, former, formerUntil, file, refusal);
        }

        file?.WithCurrent(login, password).Save();
        return new(role, password, until);
    }

    private static async Task PutBackAsync(
        DatabaseSession session,
        RoleLogin login,
        string? former,
        string? formerUntil,
        PasswordFile? file,
        ConnectionFailedException refusal
    )
    {
        if (former is null)
        {
            throw new ProvisioningException(
                $"The server has the new password of {login.Role}, but a login with it fails: {refusal.Message} This "
                    + $"user cannot put the former password back. "
                    + (
                        file is null
                            ? "Rotate again with --skip-login-test once you know why."
                            : $"The new one is in {file.Path} as pending; rotate again once you know why."
                    ),
                refusal
            );
        }

        await PostgreSqlRoles.SendAsync(
            session,
            [PostgreSqlRoles.SetPassword(login.Role, former, formerUntil ?? "infinity")],
            CancellationToken.None
        );
        file?.WithoutPending(login).Save();
        throw new ProvisioningException(
            $"A login of {login.Role} with its new password fails, so that the former one was put back: "
                + $"{refusal.Message} Where the server lets this role in from other hosts only, give "
                + $"--skip-login-test.",
            refusal
        );
    }

    private RoleLogin Login(string role) => new(database.Server.Host, database.Server.Port, role);

    private async Task<ConnectionFailedException?> RefusalAsync(
        string role,
        RolePassword password,
        CancellationToken token
    )
    {
        try
        {
            await using var session = await database.As(role, password.Reveal()).OpenAsync(token);
            return null;
        }
        catch (ConnectionFailedException error)
        {
            return error;
        }
    }
}

/// <summary>A password that a role has now.</summary>
/// <param name="Role">The role.</param>
/// <param name="Password">The password.</param>
/// <param name="Until">When the server stops taking it; null for never.</param>
public sealed record RotatedPassword(string Role, RolePassword Password, DateTimeOffset? Until);
