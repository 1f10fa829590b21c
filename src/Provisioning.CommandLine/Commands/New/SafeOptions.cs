using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The options that ask for a safe sequence.</summary>
internal sealed class SafeOptions(CommandLineApplication command)
{
    private const string Name = "--safe";

    // What --safe says where no kind follows it.
    private const string OfDifference = "difference";

    private readonly CommandOption _kind = command.Value(
        $"{Name} <KIND>",
        $"Write the migrations of a safe sequence: {string.Join(", ", SafeSequence.Kinds)}. Without KIND: those of "
            + "--from-difference."
    );
    private readonly CommandOption _table = command.Value("--table <TABLE>", "Its table, in the default schema.");
    private readonly CommandOption _column = command.Value("--column <COLUMN>", "Its column; several with commas.");
    private readonly CommandOption _references = command.Value(
        "--references <TABLE.COLUMN>",
        "What a foreign key refers to. Default of the column: id."
    );
    private readonly CommandOption _type = command.Value(
        "--type <TYPE>",
        "The new type of a column, as FluentMigrator calls it: \"AsInt64()\"."
    );
    private readonly CommandOption _sql = command.Value(
        "--sql <SQL>",
        "The condition of a check, or the value that rows are filled with."
    );
    private readonly CommandOption _newName = command.Value("--new-name <NAME>", "The new name of a table.");

    /// <summary>The arguments with the kind where it was left out, for a parser that knows no option whose value may
    /// be.</summary>
    public static string[] Completed(string[] args)
    {
        var at = args is ["new", ..] ? Array.IndexOf(args, Name) : -1;
        return at >= 0 && (at + 1 == args.Length || args[at + 1].StartsWith('-'))
            ? [.. args[..(at + 1)], OfDifference, .. args[(at + 1)..]]
            : args;
    }

    /// <summary>Whether the migrations of a difference are to be safe.</summary>
    /// <exception cref="UsageException">A kind of sequence was given, or an option that belongs to one.</exception>
    public bool IsOfDifference =>
        _kind.Value() is null or OfDifference
            ? Stray is null
                ? _kind.HasValue()
                : throw new UsageException($"--{Stray.LongName} belongs to --safe <KIND>.")
            : throw new UsageException(
                "The difference says what is changed: give --from-difference with --safe alone, or --safe <KIND> "
                    + "without --from-difference."
            );

    private CommandOption? Stray =>
        new[] { _table, _column, _references, _type, _sql, _newName }.FirstOrDefault(option => option.HasValue());

    /// <summary>The sequence that is asked for; null for none.</summary>
    /// <exception cref="UsageException">The options do not go together.</exception>
    public SafeSequence? Value =>
        _kind.Value() is OfDifference
            ? throw new UsageException(
                $"Which safe sequence? Give --safe with one of {string.Join(", ", SafeSequence.Kinds)}, or with "
                    + "--from-difference <WORD>."
            )
        : _kind.Value() is { } kind
            ? new(
                kind,
                _table.Value() is { Length: > 0 } table
                    ? table
                    : throw new UsageException($"--safe {kind} needs --table <TABLE>."),
                _column.Value()?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ?? [],
                _references.Value(),
                _type.Value(),
                _sql.Value(),
                _newName.Value()
            )
        : Stray is { } stray ? throw new UsageException($"--{stray.LongName} belongs to --safe <KIND>.")
        : null;
}
