namespace Provisioning.PostgreSql.Connection;

/// <summary>What <c>options=</c> may set for a session: how long it waits and how much memory it takes, and nothing
/// that changes the meaning of SQL.</summary>
internal static class SessionOptions
{
    /// <summary>The settings that it may name.</summary>
    public static IReadOnlyList<string> Allowed { get; } =
    [
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "idle_session_timeout",
        "work_mem",
        "maintenance_work_mem",
        "max_parallel_maintenance_workers",
        "tcp_user_timeout",
        "client_connection_check_interval",
    ];

    /// <summary>Whether all that the text sets, as <c>-c name=value</c> or <c>--name=value</c>, is among
    /// them.</summary>
    public static bool IsSafe(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var setting = words[i] switch
            {
                "-c" when i + 1 < words.Length => words[++i],
                ['-', '-', .. var rest] => rest,
                ['-', 'c', .. var rest] => rest,
                _ => "",
            };
            var parts = setting.Split('=');
            // PostgreSQL reads a hyphen in a name as an underscore.
            if (
                parts is not [var name, var value]
                || !Allowed.Contains(name.Replace('-', '_'), StringComparer.Ordinal)
                || value.Length == 0
                || !value.All(char.IsAsciiLetterOrDigit)
            )
            {
                return false;
            }
        }

        return words.Length > 0;
    }
}
