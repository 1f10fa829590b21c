using System.Text.RegularExpressions;
using Provisioning.CommandLine.Settings;
using Provisioning.Fleets.Targets;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>A target that is about to be made: where it goes, and how it gets into the file.</summary>
/// <param name="target">The target.</param>
/// <param name="register">Writes it into the file; null where the file finds it by itself.</param>
/// <param name="path">The file.</param>
internal sealed partial class NewTarget(FleetTarget target, Action? register, string path)
{
    /// <summary>The target.</summary>
    public FleetTarget Target => target;

    /// <summary>Whether it was written into the file.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>How the fleet knows of it, in a sentence.</summary>
    public string Said => register is null ? $"A pattern or the list of {path} has it." : $"{path} names it now.";

    /// <summary>Writes it into the file, where that is needed.</summary>
    public void Register()
    {
        register?.Invoke();
        IsRegistered = register is not null;
    }

    /// <summary>Where a target of that name goes: to --url, else where the file's template or pattern says.</summary>
    /// <exception cref="UsageException">Neither says it.</exception>
    public static NewTarget Find(string name, FleetOptions fleet, IReadOnlyList<FleetLabel> labels)
    {
        var (path, file) = (fleet.Path, fleet.File);
        var connections = fleet.Connections;
        if (fleet.Target.Sources.Find(KnownSettings.Url) is { Rank: Rank.Option, Value: { } url })
        {
            return Named(name, url, fleet, labels);
        }

        if (labels.Count > 0)
        {
            throw new UsageException("--label goes with --url: labels of a template or a pattern are in the file.");
        }

        if (file?.Sources.OfType<NamedTarget>().FirstOrDefault(known => known.Name == name) is { } listed)
        {
            return new(new(name, connections.Open(listed.Url, listed.Schema)), null, path);
        }

        if (file?.Template is { } template)
        {
            return new(
                template.For(name, connections),
                template.Names.Contains(name, StringComparer.Ordinal)
                    ? null
                    : () => new FleetFileEdit(path).AddToTemplate(name),
                path
            );
        }

        return
            file?.Sources.Select(source => source.Place(name, connections)).FirstOrDefault(found => found is not null)
                is { } place
            ? new(place, null, path)
            : throw new UsageException(
                $"Where does {name} go? Give --url, or write a template with {{name}} in its URL into {path}."
            );
    }

    private static NewTarget Named(string name, string url, FleetOptions fleet, IReadOnlyList<FleetLabel> labels)
    {
        var schema = fleet.Target.Schema;
        var database = fleet.Connections.Open(url, schema);
        if (Password().IsMatch(url))
        {
            throw new UsageException(
                "The URL has a password, and the file of the targets is no place for one. Write ${NAME} in its place, "
                    + "which stands for a variable, or leave it to PGPASSWORD or --password-file."
            );
        }

        var target = new NamedTarget(name, url, schema)
        {
            Labels = labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal),
        };
        var isKnown = fleet.File?.Sources.OfType<NamedTarget>().Any(known => known.Name == name) is true;
        return new(new(name, database), isKnown ? null : () => new FleetFileEdit(fleet.Path).Add(target), fleet.Path);
    }

    // One that is no reference to a variable.
    [GeneratedRegex(
        @"^[a-z0-9+.-]+://[^:/@]*:(?!\$\{)[^@]+@|(?<=[?&;]|^)\s*(password|pwd)\s*=\s*(?!\$\{)\S",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Password();
}
