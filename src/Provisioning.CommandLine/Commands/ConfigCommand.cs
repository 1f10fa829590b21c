using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision config</c>.</summary>
internal static class ConfigCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows the value of every setting and where it comes from. Options win over the environment, the environment over .env,
            .env over provision.json, and that over the defaults. Connects to nothing. Secrets are masked.

            With --connection-string it prints what the application should connect with, pool included: as npgsql (one line), as url, or as
            sqlalchemy (the arguments of create_engine). The password is in it only with --show-secrets.

            Examples:
              provision config --system towow
              provision config --system towow --environment production --connection-string npgsql
              provision config --system towow --output json
            """;
        var target = new TargetOptions(command);
        // They are here to be shown.
        command.Value("--lock-wait <SECONDS>", "As the commands that migrate have it.");
        command.Value("--table-wait <MS>", "As the commands that migrate have it.");
        command.Value("--retry-for <SECONDS>", "As the commands that migrate have it.");
        command.Value("--statement-timeout <SECONDS>", "As the commands that migrate have it.");
        command.Value("--idle-timeout <SECONDS>", "As the commands that migrate have it.");
        command.Value("--profile <NAME>", "As the commands that migrate have it.");
        command.Value("--tag <NAME>", "As the commands that migrate have it.");
        var form = command.Value(
            "--connection-string <FORM>",
            "Print npgsql, url or sqlalchemy instead, for the application."
        );
        var showSecrets = command.Flag("--show-secrets", "With --connection-string: with the password.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (form.Value() is { } name)
            {
                var text = ConnectionString.Of(
                    target.Selection,
                    new PoolSettings(target.Sources, target.Selection.IsProduction),
                    name,
                    showSecrets.HasValue()
                );
                await report.WriteAsync(
                    () => new() { ["form"] = name, ["connection_string"] = text },
                    () => text,
                    token,
                    showSecrets.HasValue(),
                    asIs: true
                );
                return ExitCode.Done;
            }

            var settings = All(target).ToList();
            var notes = Notes(target).ToList();
            await report.WriteAsync(() => Json(settings, notes), () => Text(settings, notes), token);
            return ExitCode.Done;
        });
    }

    private static IEnumerable<Setting> All(TargetOptions target)
    {
        var (sources, selection) = (target.Sources, target.Selection);
        yield return sources.Find("system");
        yield return selection.Url with
        {
            Name = "url",
            Value = target.DatabaseAlone.Location,
        };
        yield return sources.Find(KnownSettings.Environment) is { Value: not null } environment
            ? environment
            : Setting.Default(KnownSettings.Environment, "development");
        if (selection.Address.Server is not null)
        {
            yield return selection.Password with
            {
                Value = selection.Password.Value is null ? null : Secrets.Mask,
            };
        }

        var defaults = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["identity"] = "always",
            ["schema"] = "public",
            ["lock_wait"] = "600",
            ["table_wait"] = "1000",
            ["retry_for"] = "60",
            ["statement_timeout"] = "0",
            ["idle_timeout"] = "0",
            ["output"] = "text",
        };
        foreach (var name in KnownSettings.OfOptions.Where(name => name is not ("system" or KnownSettings.Environment)))
        {
            var setting = sources.Find(name);
            yield return setting.Rank is Rank.Default
                ? setting with
                {
                    Value = defaults.GetValueOrDefault(name),
                }
                : setting;
        }

        foreach (var setting in selection.Parts.Concat(new PoolSettings(sources, selection.IsProduction).All))
        {
            yield return setting;
        }
    }

    // What works, but should be changed.
    private static IEnumerable<string> Notes(TargetOptions target)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var selection = target.Selection;
        if (
            target.Sources.EnvironmentFileName is { } file
            && !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(file) & others) != UnixFileMode.None
            && selection.Password is { Rank: Rank.EnvironmentFile, Value: not null }
        )
        {
            yield return $"{file} holds a password, and every user of this machine may read it: chmod 600 {file}.";
        }

        if (
            selection.Url.Rank is Rank.Option
            && selection.Password is { Value: not null, Rank: Rank.Option, Source: "--url" }
        )
        {
            yield return "The password is on the command line, where every user of this machine sees it in the list "
                + "of processes. Put it into a file (--password-file), PGPASSWORD or ~/.pgpass.";
        }

        if (selection.Address is { Server: { SslMode: Npgsql.SslMode.Require }, IsLocal: false })
        {
            yield return "sslmode=require encrypts, but does not find out whether the server is the one that is "
                + "meant: verify-full does.";
        }
    }

    private static string Text(List<Setting> settings, List<string> notes)
    {
        var table = Report.Table([
            ["setting", "value", "from"],
            .. settings.Select(setting =>
                new[] { setting.Name, setting.Value ?? "-", setting.Value is null ? "" : setting.Source }
            ),
        ]);
        return $"{table}{string.Concat(notes.Select(note => $"\n\nnote: {note}"))}";
    }

    private static JsonObject Json(List<Setting> settings, List<string> notes) =>
        new()
        {
            ["settings"] = new JsonArray([
                .. settings.Select(setting => new JsonObject
                {
                    ["name"] = setting.Name,
                    ["value"] = setting.Value,
                    ["source"] = setting.Value is null ? null : setting.Source,
                    ["level"] = setting.Value is null
                        ? null
                        : setting.Rank switch
                        {
                            Rank.EnvironmentFile => "env_file",
                            var rank => rank.ToString().ToLower(CultureInfo.InvariantCulture),
                        },
                }),
            ]),
            ["notes"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]),
        };
}
