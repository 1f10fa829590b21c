using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Options;

/// <summary>Asks before data is lost, and refuses what looks like production.</summary>
internal sealed partial class Confirmation(CommandLineApplication command)
{
    private readonly CommandOption _yes = command.Flag("-y|--yes", "Do not ask before data is lost.");

    private readonly CommandOption _force = command.Flag(
        "--force",
        "Also on a database whose name, host or user looks like production."
    );

    /// <summary>Whether the user agrees beforehand.</summary>
    public bool IsGiven => _yes.HasValue();

    /// <summary>Returns if the user agrees, beforehand or at a prompt that names the database.</summary>
    /// <param name="database">The database that would lose data.</param>
    /// <param name="loss">What would be lost, as the end of the sentence "This …".</param>
    /// <param name="token">Stops waiting for an answer.</param>
    /// <exception cref="UsageException">The user does not agree, or cannot be asked, or it looks like production and
    /// --force was not given.</exception>
    public async Task RequireAsync(Database database, string loss, CancellationToken token)
    {
        RequireForce([database], loss);
        if (_yes.HasValue())
        {
            return;
        }

        await AskAsync(database, $"On {database.Location} this {loss}", token);
    }

    /// <summary>Returns if the user agrees to lose data of several databases, beforehand or at a prompt.</summary>
    /// <param name="databases">The databases that would lose data.</param>
    /// <param name="losses">What would be lost where, as a sentence without its full stop.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    /// <exception cref="UsageException">The user does not agree, or cannot be asked, or one looks like production and
    /// --force was not given.</exception>
    public async Task RequireAsync(IReadOnlyList<Database> databases, string losses, CancellationToken token)
    {
        RequireForce(databases, "loses data");
        if (!_yes.HasValue())
        {
            await AskAsync(losses, token);
        }
    }

    /// <summary>Returns if the user agrees at a prompt.</summary>
    /// <param name="database">The database that would lose data.</param>
    /// <param name="what">What is about to be, as a sentence without its full stop.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    /// <exception cref="UsageException">The user does not agree, or cannot be asked.</exception>
    public static Task AskAsync(Database database, string what, CancellationToken token) =>
        AskAsync(what, $"Type the database's name ({Short(database)})", Short(database), token);

    private void RequireForce(IReadOnlyList<Database> databases, string loss)
    {
        var isCalledProduction = command
            .GetOptions()
            .Any(option => option.LongName is "environment" && option.Value() is "production");
        var found = databases.FirstOrDefault(database => isCalledProduction || LooksLikeProduction(database));
        if (found is not null && !_force.HasValue())
        {
            throw new UsageException(
                $"{found.Location} {(isCalledProduction ? "is" : "looks like")} production, and this {loss}. "
                    + $"Nothing was done. To do it anyway, add --force."
            );
        }
    }

    private static async Task AskAsync(string what, string question, string answer, CancellationToken token)
    {
        if (Console.IsInputRedirected)
        {
            throw new UsageException($"{what}. Nothing was done. To do it anyway, add --yes.");
        }

        await Console.Error.WriteAsync(Terminal.Fold($"{what}.\n{question} to go on:", Terminal.ErrorColumns) + " ");
        // The console's reader blocks whatever it is called, and looks at no token.
        if (await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(token) != answer)
        {
            throw new DeclinedException();
        }
    }

    /// <summary>Returns if the user agrees at a prompt to what is not about a database.</summary>
    /// <param name="what">What is about to be, as a sentence without its full stop.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    /// <exception cref="UsageException">The user does not agree, or cannot be asked.</exception>
    public static Task AskAsync(string what, CancellationToken token) => AskAsync(what, "Type yes", "yes", token);

    /// <summary>Whether the database's name, host or user says that it is one that people depend on.</summary>
    public static bool LooksLikeProduction(Database database) => Production().IsMatch(database.Location);

    private static string Short(Database database) => Path.GetFileName(database.Name);

    [GeneratedRegex(
        @"(?<![a-z])(prod|production|live)(?![a-z])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Production();
}
