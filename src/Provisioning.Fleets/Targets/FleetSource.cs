using System.Collections.Immutable;
using Provisioning.Databases;

namespace Provisioning.Fleets.Targets;

/// <summary>Where targets of a fleet come from.</summary>
public abstract record FleetSource
{
    /// <summary>Labels that all its targets have.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The targets that there are now.</summary>
    /// <param name="connections">How they are connected to.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="FleetFileException">The source names what cannot be a target.</exception>
    /// <exception cref="ConnectionFailedException">What the targets are read from cannot be reached.</exception>
    public abstract Task<IReadOnlyList<FleetTarget>> FindAsync(FleetConnections connections, CancellationToken token);

    /// <summary>The target that the source would find under a name, were it there; null where it finds none of that
    /// name. By default null.</summary>
    internal virtual FleetTarget? Place(string name, FleetConnections connections) => null;

    /// <summary>A target of this source.</summary>
    protected FleetTarget Make(string name, Database database, IEnumerable<KeyValuePair<string, string>>? more = null)
    {
        if (name.Trim().Length == 0 || name.Any(c => char.IsControl(c) || c is '/' or '\\'))
        {
            throw new FleetFileException(
                $"A target of the fleet is called \"{new string([.. name.Where(c => !char.IsControl(c))])}\". A name "
                    + "has to have a letter or a digit, and neither a slash nor a control character."
            );
        }

        var labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal);
        foreach (var (key, value) in more ?? [])
        {
            labels[key] = value;
        }

        return new(name, database) { Labels = labels };
    }

    /// <summary>A template with a target's own values in place of <c>{name}</c>.</summary>
    /// <exception cref="FleetFileException">It refers to what the target has not.</exception>
    private protected static string Fill(
        string template,
        IReadOnlyDictionary<string, string> values,
        Func<string, string> escape
    )
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            var end = template[at] == '{' && (at == 0 || template[at - 1] != '$') ? template.IndexOf('}', at) : -1;
            if (end < 0)
            {
                text.Append(template[at]);
                continue;
            }

            var key = template[(at + 1)..end];
            text.Append(
                values.TryGetValue(key, out var value)
                    ? escape(value)
                    : throw new FleetFileException(
                        $"The template {template} refers to {{{key}}}, which its targets have no value of. Known: "
                            + $"{string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}."
                    )
            );
            at = end;
        }

        return text.ToString();
    }
}
