using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.Subsets;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say which rows of a database are wanted.</summary>
internal sealed class SubsetOptions(CommandLineApplication command)
{
    private readonly CommandOption _roots = command.Values(
        OptionGroup.Own,
        "--root <ROWS>",
        "Only these rows and those that belong to them: a table, or a table and a condition, like \"users where id < "
            + "9\". Several times for several tables."
    );

    private readonly CommandOption _percent = command.Value(
        "--percent <N>",
        "Only so many of a hundred of these rows, evenly spread. Default without --root: of every table that refers to "
            + "no other."
    );

    private readonly CommandOption _withoutChildren = command.Flag(
        "--without-children",
        "With --root or --percent: leave out the rows that refer to those asked for."
    );

    /// <summary>The rows; null for all.</summary>
    /// <exception cref="UsageException">An option has no sense.</exception>
    public SubsetRequest? Value
    {
        get
        {
            if (!_roots.HasValue() && !_percent.HasValue())
            {
                return _withoutChildren.HasValue()
                    ? throw new UsageException("--without-children goes with --root or --percent.")
                    : null;
            }

            return new()
            {
                Roots = [.. _roots.Values.OfType<string>().Select(Root)],
                Percent = _percent.Value() is { } text ? Percent(text) : null,
                WithChildren = !_withoutChildren.HasValue(),
            };
        }
    }

    private static SubsetRoot Root(string text)
    {
        try
        {
            return SubsetRoot.Parse(text);
        }
        catch (ExportException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static decimal Percent(string text) =>
        decimal.TryParse(text.TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture, out var percent)
        && percent is >= 0.0001m and <= 100
            ? percent
            : throw new UsageException($"--percent takes a number from 0.0001 to 100, not \"{text}\".");
}
