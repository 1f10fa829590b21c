using System.Text;
using System.Text.Json;
using Provisioning.Security.Files;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <content>How pgBackRest is run, its files are written and its answers are read.</content>
public sealed partial class BackRest
{
    // With a wrong passphrase the bytes that it makes of the repository are part of its answer.
    private JsonDocument Parse(string answer)
    {
        try
        {
            return JsonDocument.Parse(string.Concat(answer.Select(c => char.IsControl(c) ? ' ' : c)));
        }
        catch (JsonException)
        {
            throw Unreadable(answer);
        }
    }

    private ProvisioningException Unreadable(string why) =>
        new(
            $"pgBackRest cannot read its repository: {Plain(why)}. A passphrase that is not the one that it was made "
                + $"with looks like this as well: check repo1-cipher-pass in {config}."
        );

    private static string Program =>
        Folders.Select(folder => Path.Combine(folder, "pgbackrest")).FirstOrDefault(File.Exists)
        ?? throw new ProvisioningException(
            "pgbackrest is not on this machine. Install it (Debian: pgbackrest), or use `provision pitr`, which needs "
                + "nothing but PostgreSQL's own programs."
        );

    // What another user writes into the repository, the server's archive_command cannot go on with.
    private static async Task EnsureOwnerAsync(string data, CancellationToken token)
    {
        if (!Directory.Exists(data))
        {
            throw new ProvisioningException(
                $"pgBackRest works on the server's own machine, and the server's folder {data} is not on this one. "
                    + $"Run this there, or use `provision pitr`."
            );
        }

        var (owner, me) = (
            (await PostgreSqlProcess.OutputAsync("stat", ["-c", "%u", data], token)).Trim(),
            (await PostgreSqlProcess.OutputAsync("id", ["-u"], token)).Trim()
        );
        if (owner != me)
        {
            throw new ProvisioningException(
                $"The server's folder {data} belongs to user {owner}, and this runs as {me}: files that it left in "
                    + $"the repository would be in the server's way. Run it as the server's user: sudo -u postgres "
                    + $"provision backrest …"
            );
        }
    }

    private async Task WriteAsync(
        string data,
        string port,
        string sockets,
        string user,
        string repository,
        string? passphrase,
        CancellationToken token
    )
    {
        DurableFile.CreateFolder(repository);
        DurableFile.CreateFolder(Path.Combine(repository, "lock"));
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(config))!);
        string[] lines =
        [
            "[global]",
            $"repo1-path={Path.GetFullPath(repository)}/repo",
            "repo1-retention-full=2",
            "compress-type=gz",
            "compress-level=1",
            $"lock-path={Path.GetFullPath(repository)}/lock",
            "log-level-file=off",
            "log-level-console=warn",
            .. passphrase is null
                ? Array.Empty<string>()
                :
                [
                    "repo1-cipher-type=aes-256-cbc",
                    $"repo1-cipher-pass="
                        + $"{(passphrase.AsSpan().IndexOfAny('\r', '\n') < 0 ? passphrase
                            : throw new ProvisioningException("The passphrase holds a line end. Give another one."))}",
                ],
            $"[{stanza}]",
            $"pg1-path={data}",
            $"pg1-port={port}",
            $"pg1-socket-path={sockets}",
            $"pg1-user={user}",
        ];
        await using var file = DurableFile.Create(config);
        await file.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), token);
        DurableFile.Flush(file.SafeFileHandle, config);
    }

    private async Task<string> RunAsync(string[] arguments, TimeSpan patience, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        stop.CancelAfter(patience);
        using var output = new MemoryStream();
        try
        {
            await PostgreSqlProcess.RunAsync(
                Program,
                [$"--config={Path.GetFullPath(config)}", $"--stanza={stanza}", "--log-level-stderr=warn", .. arguments],
                new Dictionary<string, string?>(StringComparer.Ordinal),
                input: null,
                output,
                stop.Token
            );
            return Encoding.UTF8.GetString(output.ToArray());
        }
        catch (PostgreSqlToolException error)
        {
            throw new ProvisioningException(
                $"pgbackrest {arguments[^1]} failed: "
                    + $"{Plain(error.Said.Length > 0 ? error.Said : Encoding.UTF8.GetString(output.ToArray()))}",
                error
            );
        }
        catch (OperationCanceledException error) when (!token.IsCancellationRequested)
        {
            throw new ProvisioningException(
                $"pgbackrest {arguments[^1]} did not end within {patience.TotalSeconds:0} s and was stopped. Check "
                    + $"that its repository can be reached.",
                error
            );
        }
    }

    // With a wrong passphrase it prints what it made of the bytes.
    private static string Plain(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) || c > '~' ? ' ' : c)).Trim();
        return plain.Length <= LongestAnswer ? plain : $"{plain[..LongestAnswer]} …";
    }
}
