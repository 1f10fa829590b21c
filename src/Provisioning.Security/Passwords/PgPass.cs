using System.Text;

namespace Provisioning.Security.Passwords;

/// <summary>Finds a password in the text of a file like <c>~/.pgpass</c>, in the form that libpq reads:
/// <c>host:port:database:user:password</c>, the first line that fits, <c>*</c> for any, a backslash before a colon or a
/// backslash that is meant.</summary>
public static class PgPass
{
    /// <summary>The password; null where no line fits.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="host">The host, or the folder of a Unix socket.</param>
    /// <param name="port">The port.</param>
    /// <param name="database">The database.</param>
    /// <param name="user">The user.</param>
    public static string? Find(string text, string host, int port, string database, string user)
    {
        // libpq: a connection over the default socket is one to localhost.
        string[] wanted =
        [
            host is "/tmp" or "/var/run/postgresql" or "/run/postgresql" ? "localhost" : host,
            $"{port}",
            database,
            user,
        ];
        foreach (var line in text.Split('\n'))
        {
            // The fifth field ends at a colon, as libpq has it.
            var fields = line.StartsWith('#') ? [] : Fields(line.TrimEnd('\r'));
            if (
                fields.Count >= 5
                && wanted.Zip(fields).All(pair => pair.Second.IsStar || pair.Second.Text == pair.First)
            )
            {
                return fields[4].Text;
            }
        }

        return null;
    }

    /// <summary>The fields of a line, and whether each matches anything.</summary>
    internal static IReadOnlyList<(string Text, bool IsStar)> Fields(ReadOnlySpan<char> line)
    {
        var fields = new List<(string, bool)>();
        var (field, start) = (new StringBuilder(), 0);
        for (var at = 0; at <= line.Length; at++)
        {
            if (at == line.Length || line[at] == ':')
            {
                fields.Add((field.ToString(), line[start..at] is "*"));
                field.Clear();
                start = at + 1;
                continue;
            }

            // A backslash escapes the character after it.
            at += line[at] == '\\' && at + 1 < line.Length ? 1 : 0;
            field.Append(line[at]);
        }

        return fields;
    }
}
