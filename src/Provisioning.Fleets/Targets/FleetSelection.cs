using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Engines;

namespace Provisioning.Fleets.Targets;

/// <summary>Which targets of a fleet are meant.</summary>
public sealed record FleetSelection
{
    /// <summary>All of them.</summary>
    public static FleetSelection All { get; } = new();

    /// <summary>The names of those that are meant; empty, the default, for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The labels that they have; of several values of one label, any. Empty, the default, for
    /// all.</summary>
    public IReadOnlyList<FleetLabel> Where { get; init; } = [];

    /// <summary>The part of the fleet, as several machines share one; null, the default, for the whole.</summary>
    public FleetPart? Part { get; init; }

    /// <summary>The targets of these that are meant, in their order.</summary>
    /// <exception cref="FleetFileException">A name or a label is meant that no target has.</exception>
    public IReadOnlyList<FleetTarget> Of(IReadOnlyList<FleetTarget> targets)
    {
        var names = targets.Select(target => target.Name).ToHashSet(StringComparer.Ordinal);
        if (Only.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new FleetFileException(
                $"There is no target {unknown} in the fleet.{NearName.Hint(unknown, names)} `provision fleet status` "
                    + "lists them."
            );
        }

        var labels = Where.ToLookup(label => label.Key, label => label.Value, StringComparer.Ordinal);
        foreach (var key in labels.Select(label => label.Key))
        {
            if (!targets.Any(target => target.Labels.ContainsKey(key)))
            {
                throw new FleetFileException($"No target of the fleet has the label {key}.");
            }
        }

        return
        [
            .. targets.Where(target =>
                (Only.Count == 0 || Only.Contains(target.Name, StringComparer.Ordinal))
                && labels.All(label =>
                    target.Labels.TryGetValue(label.Key, out var value) && label.Contains(value, StringComparer.Ordinal)
                )
                && Part?.Has(target.Name) is not false
            ),
        ];
    }
}

/// <summary>A label with its value.</summary>
/// <param name="Key">The label.</param>
/// <param name="Value">Its value.</param>
public sealed record FleetLabel(string Key, string Value)
{
    /// <summary>Whether a target has it.</summary>
    public bool IsOn(FleetTarget target) =>
        target.Labels.TryGetValue(Key, out var value) && value.Equals(Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => $"{Key}={Value}";
}

/// <summary>One of several parts of a fleet. Which one a target is in depends on its name alone, so that the parts
/// together are the fleet on whatever machine each is run.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">How many parts there are.</param>
public sealed record FleetPart(int Number, int Of)
{
    /// <summary>Whether a target of that name is in it.</summary>
    public bool Has(string name) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) % (uint)Of == Number - 1;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Of}");
}
