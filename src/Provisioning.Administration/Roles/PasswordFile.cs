using System.Globalization;
using Provisioning.Security.Files;
using Provisioning.Security.Passwords;

namespace Provisioning.Administration.Roles;

/// <summary>A file with the passwords of roles, a line each, as PostgreSQL's own tools read it through PGPASSFILE:
/// <c>host:port:*:role:password</c>. A password that is about to replace another is in it as a comment until it does,
/// so that the file always has one that works.</summary>
/// <remarks>Immutable; lines that are others' stay as they are.</remarks>
public sealed class PasswordFile
{
    private const string PendingMark = "#pending:";
    private const int Fields = 5;

    private readonly string[] _lines;

    private PasswordFile(string path, string[] lines) => (Path, _lines) = (path, lines);

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>Reads the file. A missing one counts as empty.</summary>
    /// <exception cref="ProvisioningException">Others may read it, or it holds something else than
    /// passwords.</exception>
    public static PasswordFile Load(string path)
    {
        if (!File.Exists(path))
        {
            return new(path, []);
        }

        PrivateFile.RequirePrivate(path, "password file");
        var lines = File.ReadAllLines(path);
        // Other content is not taken for passwords, and never rewritten.
        var isOne = lines.All(line =>
            line.Length == 0
            || (line[0] == '#' && !line.StartsWith(PendingMark, StringComparison.Ordinal))
            || Split(line).Count == Fields
        );
        return isOne
            ? new(path, lines)
            : throw new ProvisioningException(
                $"{path} is there and no password file. Nothing was written. Name another file."
            );
    }

    /// <summary>The role's password; null where the file has none.</summary>
    public RolePassword? Current(RoleLogin login) => Find(login, isPending: false);

    /// <summary>The password that is about to take its place; null for none.</summary>
    public RolePassword? Pending(RoleLogin login) => Find(login, isPending: true);

    /// <summary>The file with a password that is about to take the place of the role's present one.</summary>
    public PasswordFile WithPending(RoleLogin login, RolePassword password) =>
        new(Path, [.. Without(login, isPending: true), PendingMark + Line(login, password)]);

    /// <summary>The file without a password that did not take the present one's place.</summary>
    public PasswordFile WithoutPending(RoleLogin login) => new(Path, [.. Without(login, isPending: true)]);

    /// <summary>The file with this one as the role's password, and no other.</summary>
    public PasswordFile WithCurrent(RoleLogin login, RolePassword password) =>
        new(
            Path,
            [
                .. new PasswordFile(Path, [.. Without(login, isPending: true)]).Without(login, isPending: false),
                Line(login, password),
            ]
        );

    /// <summary>Writes it, for its owner only. When this returns it is on disk; a crash leaves the old file or the new
    /// one.</summary>
    /// <exception cref="FileFailedException">It cannot be written.</exception>
    public void Save()
    {
        var text = string.Concat(_lines.Select(line => $"{line}\n"));
        if (File.Exists(Path))
        {
            DurableFile.Replace(Path, text);
        }
        else
        {
            DurableFile.WriteNew(Path, text);
        }
    }

    private RolePassword? Find(RoleLogin login, bool isPending) =>
        _lines
            .Where(line => Is(line, login, isPending))
            .Select(line => RolePassword.Kept(Split(line)[^1]))
            .FirstOrDefault();

    private IEnumerable<string> Without(RoleLogin login, bool isPending) =>
        _lines.Where(line => !Is(line, login, isPending));

    private static bool Is(string line, RoleLogin login, bool isPending) =>
        line.Length > 0
        && line.StartsWith(PendingMark, StringComparison.Ordinal) == isPending
        && (isPending || line[0] != '#')
        && Split(line) is [var host, var port, "*", var role, _]
        && host == login.Host
        && port == login.PortText
        && role == login.Role;

    private static string Line(RoleLogin login, RolePassword password) =>
        string.Join(':', ((string[])[login.Host, login.PortText, "*", login.Role, password.Reveal()]).Select(Escape));

    private static string Escape(string field) =>
        field == "*"
            ? field
            : field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static IReadOnlyList<string> Split(string line) =>
        [
            .. PgPass
                .Fields(line.AsSpan(line.StartsWith(PendingMark, StringComparison.Ordinal) ? PendingMark.Length : 0))
                .Select(field => field.Text),
        ];
}

/// <summary>Whose password, and where.</summary>
/// <param name="Host">The server's host.</param>
/// <param name="Port">Its port.</param>
/// <param name="Role">The role.</param>
public sealed record RoleLogin(string Host, int Port, string Role)
{
    internal string PortText => Port.ToString(CultureInfo.InvariantCulture);
}
