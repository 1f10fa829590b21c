using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The options that ask for a safe sequence.</summary>
internal sealed class SafeOptions(CommandLineApplication command)
{
    private readonly CommandOption _kind = command.Value(
        "--safe <KIND>",
        $"Write the migrations of a safe sequence: {string.Join(", ", SafeSequence.Kinds)}."
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

    /// <summary>The sequence that is asked for; null for none.</summary>
    /// <exception cref="UsageException">The options do not go together.</exception>
    public SafeSequence? Value =>
        _kind.Value() is { } kind
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
        : new[] { _table, _column, _references, _type, _sql, _newName }.FirstOrDefault(option => option.HasValue())
            is { } stray
            ? throw new UsageException($"--{stray.LongName} belongs to --safe <KIND>.")
        : null;
}
