using System.Runtime.CompilerServices;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>What is wrong with a migration, a sentence each.</summary>
internal sealed class Problems
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string problem) => _all.Add(problem);

    /// <summary>Adds a problem where there is one.</summary>
    public void AddIf(bool isWrong, [InterpolatedStringHandlerArgument(nameof(isWrong))] ref TextWhereWrong problem)
    {
        if (isWrong)
        {
            Add(problem.ToString());
        }
    }

    /// <summary>A name must be there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, as in "an index".</param>
    public void Require(string? name, [InterpolatedStringHandlerArgument(nameof(name))] ref TextWhereWrong what)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            Require(name, what.ToString());
        }
    }

    /// <inheritdoc cref="Require(string?, ref TextWhereWrong)" />
    public void Require(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            Add($"{what} has no name");
        }
    }

    /// <summary>A table must be named.</summary>
    public void Require(ObjectName table, [InterpolatedStringHandlerArgument(nameof(table))] ref TextWhereWrong what)
    {
        if (string.IsNullOrWhiteSpace(table.Name))
        {
            Require(table, what.ToString());
        }
    }

    /// <inheritdoc cref="Require(ObjectName, ref TextWhereWrong)" />
    public void Require(ObjectName table, string what)
    {
        if (string.IsNullOrWhiteSpace(table.Name))
        {
            Add($"{what} does not say its table");
        }
    }

    /// <summary>There must be columns, each named.</summary>
    public void RequireSome(IReadOnlyCollection<string> columns, string what)
    {
        if (columns.Count == 0)
        {
            Add($"{what} has no columns");
        }

        if (columns.Any(string.IsNullOrWhiteSpace))
        {
            Add($"{what} has a column without a name");
        }
    }

    /// <summary>There must be columns, each named, none twice.</summary>
    public void Require(IReadOnlyCollection<string> columns, string what)
    {
        RequireSome(columns, what);
        foreach (
            var twice in columns
                .GroupBy(column => column, StringComparer.Ordinal)
                .Where(group => group.Skip(1).Any() && group.Key.Length > 0)
        )
        {
            Add($"{what} has the column {twice.Key} twice");
        }
    }
}

/// <summary>An interpolated text that is put together only where something is wrong: thousands of migrations that are
/// right are checked at each start.</summary>
[InterpolatedStringHandler]
internal ref struct TextWhereWrong
{
    private DefaultInterpolatedStringHandler _text;

    public TextWhereWrong(int literal, int formatted, bool isWrong, out bool isNeeded)
    {
        isNeeded = isWrong;
        if (isWrong)
        {
            _text = new(literal, formatted);
        }
    }

    public TextWhereWrong(int literal, int formatted, string? name, out bool isNeeded)
        : this(literal, formatted, string.IsNullOrWhiteSpace(name), out isNeeded) { }

    public TextWhereWrong(int literal, int formatted, ObjectName table, out bool isNeeded)
        : this(literal, formatted, table.Name, out isNeeded) { }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
