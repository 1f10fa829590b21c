using System.Globalization;
using Provisioning.Operations;

namespace Provisioning.Planning;

/// <summary>A place in the code of a migration.</summary>
/// <param name="File">The file, as the compiler knew it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record CodePlace(string File, int Line, int Column)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}

/// <summary>Where migrations ask for their operations. Whoever wants to know hands one over while a migration describes
/// itself.</summary>
public sealed class CodePlaces
{
    private readonly Dictionary<Operation, CodePlace> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>The place where the operation was asked for; null where it is not known.</summary>
    public CodePlace? Of(Operation operation) => _places.GetValueOrDefault(operation);

    /// <summary>Says where the operation was asked for.</summary>
    public void Add(Operation operation, CodePlace place) => _places[operation] = place;
}
