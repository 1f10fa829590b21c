using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = $"""

            Asks a database how it is, and changes nothing: connections, transactions, deadlocks, slow queries, replicas, vacuum, sequences, indexes,
            settings, encryption, roles, files. Each check shows what it found, its limit, ok, warning, failed or not known, and what to do. With
            --system also its migrations, its application role and its key. --production holds it to what a database in production needs; without
            it that warns. Exits with 3 where a check failed; --fail-on warning is stricter.

            Limits (--limit NAME=NUMBER, may be given several times): {string.Join(", ", HealthLimits.Names.Take(8))},
            {string.Join(", ", HealthLimits.Names.Skip(8))}.

            Examples:
              provision doctor --system towow
              provision doctor --system towow --production --instances 3 --pool-size 10 --max-overflow 10 --since /var/lib/towow/doctor.json
              provision doctor --url postgresql://me@db.example:5432/towow?sslmode=verify-full --limit connections=70 --output html > doctor.html
              provision doctor --system towow --backups /backups/towow --backups s3://bucket/towow
            """;
        var target = new TargetOptions(command);
        var options = new DoctorCommandOptions(command);
        var report = new Report(command, "html");
        command.OnExecute(async () =>
        {
            _ = report.Format;
            var (system, database, failOn) = (target.SystemOrNone, target.DatabaseAlone, options.FailOn);
            var asked = await options.WithBackupsAsync(options.For(database), system, token);
            var found = await new Doctor(database, system, asked, TimeProvider.System).RunAsync(token);
            var page = new DoctorPage(found, system, database.Location, options.IsProduction);
            await report.WriteAsync(page.Json, () => report.Format is "html" ? page.Html() : page.Text(), token);
            await options.KeepAsync(found.Sample, token);
            return found.Worst >= failOn ? ExitCode.Found : ExitCode.Done;
        });
    }
}
