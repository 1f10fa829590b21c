using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Security.Files;
using Provisioning.Security.Passwords;

namespace Provisioning.CommandLine.Settings;

/// <summary>Finds the password of a connection: in the URL, a file, a command's output, PGPASSWORD, or a file like
/// ~/.pgpass. The source nearest to the user wins.</summary>
/// <param name="sources">The settings.</param>
/// <param name="allowShared">Whether files that hold secrets may be readable by others.</param>
internal sealed class PasswordSource(SettingSources sources, bool allowShared)
{
    private const int Longest = 64 * 1024;

    // The targets of a fleet have one command between them, which may take seconds.
    private static readonly ConcurrentDictionary<string, Lazy<string>> Printed = new(StringComparer.Ordinal);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sets the password in the settings of a connection, and says where it is from; none where no source has
    /// one.</summary>
    /// <param name="server">The settings.</param>
    /// <param name="url">Where the URL is from.</param>
    /// <exception cref="ProvisioningException">A source has none to give: its file is missing or readable by others,
    /// its command fails.</exception>
    public Setting Apply(NpgsqlConnectionStringBuilder server, Setting url)
    {
        var (file, command) = (sources.Find(KnownSettings.PasswordFile), sources.Find(KnownSettings.PasswordCommand));
        if (file.Value is not null && command.Value is not null && file.Rank == command.Rank)
        {
            throw new UsageException(
                $"Give a password file ({file.Source}) or a password command ({command.Source}), not both."
            );
        }

        var variable = sources.Variable("PGPASSWORD") ?? Setting.Default("password");
        var best = new[] { file, command, url with { Value = server.Password }, variable }
            .Where(source => source.Value is { Length: > 0 })
            .MaxBy(source => source.Rank);
        var found = best?.Name switch
        {
            KnownSettings.PasswordFile => best with
            {
                Value = FirstLine(
                    PrivateFile.ReadText(best.Value!, "password file", allowShared),
                    $"The password file {best.Value}"
                ),
            },
            KnownSettings.PasswordCommand => best with
            {
                Value = Printed.GetOrAdd(best.Value!, command => new(() => Run(command))).Value,
            },
            null => InPasswordFile(server),
            _ => best,
        };
        server.Password = found.Value;
        return found with { Name = "password" };
    }

    private static string FirstLine(string text, string what)
    {
        var line = text.Split('\n')[0].TrimEnd('\r');
        return line.Length > 0
            ? line
            : throw new ProvisioningException($"{what} gives no password: its first line is empty.");
    }

    // libpq ignores a file that others may read, and the server's refusal then does not say why.
    private Setting InPasswordFile(NpgsqlConnectionStringBuilder server)
    {
        var named = server.Passfile is { } inUrl
            ? new Setting("passfile", inUrl, "passfile", Rank.Option)
            : sources.Variable("PGPASSFILE");
        var path = named?.Value
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pgpass");
        if (!File.Exists(path))
        {
            return Setting.Default("password");
        }

        string? Find(string text) =>
            PgPass.Find(
                text,
                server.Host ?? "localhost",
                server.Port,
                server.Database ?? "",
                server.Username ?? Environment.UserName
            );
        if (Find(PrivateFile.ReadText(path, "password file", allowShared: true)) is not { } password)
        {
            return Setting.Default("password");
        }

        if (!allowShared)
        {
            PrivateFile.RequirePrivate(path, "password file");
        }

        return new("password", password, named is null ? "~/.pgpass" : $"{named.Source}: {path}", Rank.Default);
    }

    private static async Task<string> ReadAsync(StreamReader output)
    {
        var text = new char[Longest + 1];
        return new string(text, 0, await output.ReadBlockAsync(text));
    }

    private static string Run(string command)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        // The command may well ask a cloud's store of secrets.
        SecretVariables.RemoveFrom(start.Environment, but: SecretVariables.OfClouds);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // What it says on standard error may hold a secret as well.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = ReadAsync(process.StandardOutput);
        // A command that goes on writing is stopped by the pipe that is no longer read.
        if (output.Wait(Patience) && output.Result.Length > Longest)
        {
            process.Kill(entireProcessTree: true);
            throw new ProvisioningException(
                $"The password command printed more than {Longest / 1024} KiB, and was stopped. Let it print the "
                    + "password and no more."
            );
        }

        if (!process.WaitForExit(Patience) || !output.Wait(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new ProvisioningException(
                $"The password command did not end within {Patience.TotalSeconds:0} s, and was stopped. Run it by "
                    + $"hand to see what it waits for."
            );
        }

        return process.ExitCode == 0
            ? FirstLine(output.Result, "The password command")
            : throw new ProvisioningException(
                $"The password command ended with {process.ExitCode}. Run it by hand to see why."
            );
    }
}
