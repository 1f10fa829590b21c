using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Differences;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary>The options that say what is renamed rather than dropped and made again. Without them a person is asked
/// about each.</summary>
internal sealed class RenameOptions(CommandLineApplication command)
{
    private readonly CommandOption _rename = command.Values(
        OptionGroup.Own,
        "--rename <RENAME>",
        "What is renamed rather than dropped and made again: users.mail=email for a column, client=customer for a "
            + "table; may be given several times."
    );

    private readonly CommandOption _none = command.Flag("--no-rename", "Nothing else is renamed.");

    /// <summary>Refuses the options where they mean nothing.</summary>
    /// <param name="isUsed">Whether they mean something.</param>
    /// <param name="with">The option that they belong to.</param>
    /// <exception cref="UsageException">One of them was given all the same.</exception>
    public void Require(bool isUsed, string with)
    {
        if (!isUsed && new[] { _rename, _none }.FirstOrDefault(option => option.HasValue()) is { } stray)
        {
            throw new UsageException($"--{stray.LongName} belongs to {with}.");
        }
    }

    /// <summary>The renames, in the order in which they can be carried out.</summary>
    /// <param name="from">What exists before.</param>
    /// <param name="to">What exists after.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    /// <exception cref="UsageException">An option names nothing, or something may be renamed, and no one can be
    /// asked.</exception>
    public async Task<IReadOnlyList<Rename>> ChooseAsync(DatabaseModel from, DatabaseModel to, CancellationToken token)
    {
        var chosen = new List<Rename>();
        foreach (var text in _rename.Values.OfType<string>())
        {
            chosen.Add(Parse(text, chosen.Aggregate(from, (model, rename) => rename.Operation.Apply(model)), to));
        }

        var left = Rename.Guess(chosen.Aggregate(from, (model, rename) => rename.Operation.Apply(model)), to);
        if (left.Count == 0 || _none.HasValue())
        {
            return chosen;
        }

        if (Console.IsInputRedirected)
        {
            throw new UsageException(
                $"Renamed, or dropped and made again? {string.Join(", ", left)} may each be a rename, which keeps the "
                    + $"rows. Give --rename for those that are, as in --rename {left[0]}, and --no-rename for the rest."
            );
        }

        return await AskAsync(left, from, chosen, Console.ReadLine, token);
    }

    /// <summary>Asks about each in turn. A table that is not renamed has no columns that are.</summary>
    /// <param name="guesses">What may be renamed: tables first.</param>
    /// <param name="from">What exists before.</param>
    /// <param name="chosen">What is renamed already.</param>
    /// <param name="read">Reads a line of the person's; null at the end.</param>
    /// <param name="token">Stops waiting for an answer.</param>
    internal static async Task<IReadOnlyList<Rename>> AskAsync(
        IReadOnlyList<Rename> guesses,
        DatabaseModel from,
        IReadOnlyList<Rename> chosen,
        Func<string?> read,
        CancellationToken token
    )
    {
        foreach (var rename in guesses)
        {
            if (chosen.Aggregate(from, (model, each) => each.Operation.Apply(model)).Find(rename.Table) is null)
            {
                continue;
            }

            await Console.Error.WriteAsync($"Is {rename} a rename, which keeps the rows? (y/N) ".AsMemory(), token);
            // The console's reader blocks whatever it is called, and looks at no token.
            var answer = await Task.Run(read, CancellationToken.None).WaitAsync(token);
            if (answer?.Trim() is ['y' or 'Y', ..])
            {
                chosen = [.. chosen, rename];
            }
        }

        return chosen;
    }

    // The last dot parts a column from its table, unless the whole is a table's name.
    private static Rename Parse(string text, DatabaseModel from, DatabaseModel to)
    {
        var (old, name) = text.Split('=', 2) is [{ Length: > 0 } before, { Length: > 0 } after]
            ? (before, after)
            : throw new UsageException($"--rename {text} is not OLD=NEW.");
        if (from.Tables.Keys.FirstOrDefault(table => table.ToString() == old) is { Name: not null } found)
        {
            return to.Find(found with { Name = name }) is not null
                ? new(found, null, name)
                : throw new UsageException(
                    $"--rename {text}: there is no table {found with { Name = name }} afterwards."
                );
        }

        var at = old.LastIndexOf('.');
        var table = at < 0 ? null : from.Tables.Values.FirstOrDefault(each => each.Name.ToString() == old[..at]);
        return table?.Find(old[(at + 1)..]) is not { } column
                ? throw new UsageException($"--rename {text}: there is neither a table nor a column {old} now.")
            : to.Find(table.Name)?.Find(name) is null
                ? throw new UsageException($"--rename {text}: there is no column {name} in {table.Name} afterwards.")
            : new(table.Name, column.Name, name);
    }
}
