using System.Text.RegularExpressions;

namespace Provisioning.PostgreSql.Connection;

/// <summary>SQL whose effects are not limited to the database that it runs in, or that no transaction takes
/// back.</summary>
internal static partial class ServerWideSql
{
    /// <summary>Whether the text, the bodies of its functions included, has words of such SQL.</summary>
    public static bool IsIn(string sql) => Words().IsMatch(sql);

    [GeneratedRegex(
        """
            \b(?:CREATE|ALTER|DROP)\s+(?:DATABASE|TABLESPACE|SYSTEM|SUBSCRIPTION)\b|\bdblink|\bPROGRAM\b|\blo_export\b
            |\bpg_(?:terminate_backend|cancel_backend|reload_conf|rotate_logfile|file_write|switch_wal|promote)\b
            |\bcron\s*\.|\bpg_(?:create|drop)_(?:\w+_)?(?:replication_slot|restore_point)\b|\bhttp_(?:get|post)\b
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Words();
}
