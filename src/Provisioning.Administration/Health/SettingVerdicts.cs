using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What a server's settings come to.</summary>
public static class SettingVerdicts
{
    /// <summary>Whether what was committed outlives a loss of power.</summary>
    public static Judgement Durability(bool fsync, bool fullPageWrites, string synchronousCommit, HealthContext context)
    {
        string[] off =
        [
            .. fsync ? Array.Empty<string>() : ["fsync"],
            .. fullPageWrites ? Array.Empty<string>() : ["full_page_writes"],
            .. synchronousCommit == "off" ? ["synchronous_commit"] : Array.Empty<string>(),
        ];
        return off.Length == 0
            ? new(Verdict.Ok, "on", "on")
            : new(
                off is ["synchronous_commit"] ? Verdict.Warning : context.Rule,
                $"off: {string.Join(", ", off)}",
                "on",
                off is ["synchronous_commit"]
                    ? "The last commits before a crash are lost though the client was told that they are safe. Set it "
                        + "to on, or for those transactions only that can bear it."
                    : "A loss of power can leave the database beyond repair. Set them to on; only a database that can "
                        + "be thrown away may do without."
            );
    }

    /// <summary>Whether pages carry checksums.</summary>
    public static Judgement Checksums(bool isOn, HealthContext context) =>
        Within(
            isOn,
            context.IsProduction ? Verdict.Failed : Verdict.Warning,
            isOn ? "on" : "off",
            "on",
            "A disk's bad bits go unnoticed into queries and backups. Stop the server, run pg_checksums --enable, "
                + "start it; on a managed service ask its provider."
        );

    /// <summary>How new passwords are stored.</summary>
    public static Judgement PasswordEncryption(string value) =>
        Within(
            value == "scram-sha-256",
            Verdict.Failed,
            value,
            "scram-sha-256",
            "Set password_encryption to scram-sha-256, then set every password again: what is stored as md5 can be "
                + "used by whoever reads it."
        );

    /// <summary>Whether the log gets to hold passwords.</summary>
    public static Judgement LogStatement(string value, HealthContext context) =>
        Within(
            value == "none",
            context.Rule,
            value,
            "none",
            "CREATE ROLE … PASSWORD and ALTER ROLE … PASSWORD then stand in the log in clear. Set log_statement to "
                + "none and log with pgaudit, or send only hashed passwords (psql's \\password does)."
        );

    /// <summary>Whether slow statements are logged.</summary>
    /// <param name="milliseconds"><c>log_min_duration_statement</c>; −1 for never.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement SlowLog(long milliseconds, HealthContext context) =>
        Within(
            milliseconds is >= 0 and <= 1000 || !context.IsProduction,
            Verdict.Warning,
            milliseconds < 0 ? "never logged" : $"logged from {milliseconds} ms",
            "1,000 ms",
            "Set log_min_duration_statement to 1000, and log_parameter_max_length to 0 where values are secret."
        );

    /// <summary>Whether the server, and this connection, are encrypted.</summary>
    /// <param name="server">Whether the server offers it.</param>
    /// <param name="connection">Whether this connection is.</param>
    /// <param name="isLocal">Whether the connection stays on its machine.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement Encryption(bool server, bool connection, bool isLocal, HealthContext context)
    {
        var value = (server, connection) switch
        {
            (false, _) => "the server has no SSL",
            (true, false) => "the server has SSL, this connection does not use it",
            _ => "this connection is encrypted",
        };
        return connection || (isLocal && !context.IsProduction)
            ? new(Verdict.Ok, connection ? value : $"{value}, and does not leave the machine", "encrypted")
            : new(
                context.Rule,
                value,
                "encrypted",
                server
                    ? "Give sslmode=verify-full in the URL, and let pg_hba.conf have hostssl lines only."
                    : "Set ssl = on with a certificate, and let pg_hba.conf have hostssl lines only."
            );
    }

    /// <summary>Whether the client makes sure that it talks to its server.</summary>
    /// <param name="mode">The mode as libpq calls it: <c>verify-full</c>.</param>
    /// <param name="isLocal">Whether the connection stays on its machine.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement SslMode(string mode, bool isLocal, HealthContext context) =>
        mode switch
        {
            "verify-full" => new(Verdict.Ok, mode, "verify-full"),
            "verify-ca" => new(
                Verdict.Warning,
                mode,
                "verify-full",
                "Any certificate of that authority passes for the server's. Give sslmode=verify-full, which looks at "
                    + "the host's name as well."
            ),
            _ when isLocal && !context.IsProduction => new(Verdict.Ok, $"{mode}, on this machine", "verify-full"),
            _ => new(
                context.Rule,
                mode,
                "verify-full",
                mode == "require"
                    ? "require encrypts, and does not check which server it is. Give sslmode=verify-full and "
                        + "sslrootcert=FILE."
                    : $"{mode} does without encryption where the other side wants it so. Give sslmode=verify-full and "
                        + $"sslrootcert=FILE."
            ),
        };

    /// <summary>How the server lets clients in that come over the network.</summary>
    /// <param name="rules">Its lines for the network: type, method and whether only this machine matches.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement Authentication(
        IReadOnlyList<(string Type, string Method, bool IsLocal)> rules,
        HealthContext context
    )
    {
        var weak = rules
            .Where(rule =>
                rule.Method is "trust" or "password" or "md5" or "ident" && (context.IsProduction || !rule.IsLocal)
            )
            .Select(rule => $"{rule.Type} {rule.Method}")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return Within(
            weak.Count == 0,
            context.Rule,
            weak.Count == 0 ? "no weak line" : string.Join(", ", weak),
            "scram-sha-256, cert",
            "Let the lines of pg_hba.conf for the network say hostssl … scram-sha-256: trust asks for no password, "
                + "password sends it in clear, md5 can be replayed from what is stored."
        );
    }
}
