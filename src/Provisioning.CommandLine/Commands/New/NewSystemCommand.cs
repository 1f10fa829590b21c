using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.New;

/// <summary><c>provision new system</c>.</summary>
internal static class NewSystemCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes a solution: a project of migrations with two versions and a seeder, tests that apply and roll back every migration, a program
            with the whole command for this database, and a workflow. It is the same as `dotnet new provisioning`.

            Examples:
              provision new system Shop
              cd Shop && dotnet run -- init --sample-data
            """;
        var name = command.Argument("name", "The name: Shop, or Acme.Shop.");
        var to = command.Value("--to <FOLDER>", "The folder, which is empty or not there. Default: one of that name.");
        var files = new NewFiles(command);
        command.OnExecute(async () =>
        {
            var system = new SolutionTemplate(name.Value);
            var folder = Path.GetFullPath(to.Value() ?? system.Name);
            await files.WriteAsync(
                [.. system.Files.Select(file => (Path.Combine(folder, file.Path), file.Text))],
                [("system", JsonValue.Create(system.LowerName))],
                $"In {Path.GetRelativePath(Directory.GetCurrentDirectory(), folder)}: dotnet run -- init --sample-data",
                token
            );
            return ExitCode.Done;
        });
    }
}
