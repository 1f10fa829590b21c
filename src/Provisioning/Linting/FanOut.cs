using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How many rows refer to one by a foreign key.</summary>
/// <param name="Table">The table that refers.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="References">The table referred to.</param>
/// <param name="Average">How many rows refer to one that is referred to, on average; null where that is not
/// known.</param>
/// <param name="Most">How many refer to the one that most refer to, about; null where that is not known.</param>
public sealed record FanOut(
    ObjectName Table,
    ValueList<string> Columns,
    ObjectName References,
    double? Average,
    long? Most
);
