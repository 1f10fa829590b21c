using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Squash;

/// <summary>The source of a migration in place of others.</summary>
internal static class SquashedBody
{
    /// <summary>Its methods, and the attributes that name what it replaces.</summary>
    /// <param name="start">What it has to do.</param>
    /// <param name="replaced">What it replaces.</param>
    /// <param name="dialect">The engine's.</param>
    public static MigrationBody Of(SquashStart start, IReadOnlyList<ReplacedVersion> replaced, Dialect dialect)
    {
        var source = new OperationSource(dialect);
        return new("", "", source.Lines(start.All, DatabaseModel.Empty), source.Lines(start.Down, start.Model))
        {
            Attributes = [.. replaced.Select(Attribute)],
        };
    }

    private static string Attribute(ReplacedVersion replaced)
    {
        var texts = replaced.Checksums.Prepend(replaced.Name).Select(CSharp.Text);
        var isOptional = replaced.IsOptional ? ", IsOptional = true" : "";
        return FormattableString.Invariant(
            $"[Replaces({replaced.Version}, {string.Join(",\n    ", texts)}{isOptional})]"
        );
    }
}
