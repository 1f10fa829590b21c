using System.Text;

namespace Provisioning.PostgreSql;

/// <summary>Finds a password in the text of a file like <c>~/.pgpass</c>, in the form that libpq reads: <c>host:port:database:user:password</c>, the first
/// line that fits, <c>*</c> for any, a backslash before a colon or a backslash that is meant.</summary>
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
        string[] wanted = [host is "/tmp" or "/var/run/postgresql" or "/run/postgresql" ? "localhost" : host, $"{port}", database, user];
        foreach (var line in text.Split('\n'))
        {
            var fields = line.StartsWith('#') ? [] : Fields(line.TrimEnd('\r'));
            if (fields.Count == 5 && wanted.Zip(fields).All(pair => pair.Second.IsStar || pair.Second.Text == pair.First))
            {
                return fields[4].Text;
            }
        }

        return null;
    }

    // The fifth field is the rest of the line up to a colon, which libpq takes for its end.
    private static List<(string Text, bool IsStar)> Fields(string line)
    {
        var fields = new List<(string, bool)>();
        var field = new StringBuilder();
        var isEscaped = false;
        for (var i = 0; i <= line.Length && fields.Count < 5; i++)
        {
            if (i == line.Length || (line[i] == ':' && !isEscaped))
            {
                fields.Add((field.ToString(), field.Length == 1 && field[0] == '*' && line[i - 1] == '*' && (i < 2 || line[i - 2] != '\\')));
                field.Clear();
            }
            else if (line[i] == '\\' && !isEscaped && i + 1 < line.Length)
            {
                isEscaped = true;
                continue;
            }
            else
            {
                field.Append(line[i]);
            }

            isEscaped = false;
        }

        return fields;
    }
}
