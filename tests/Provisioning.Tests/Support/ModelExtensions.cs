using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Tests.Support;

/// <summary>Builds a model by operations, one call after the other.</summary>
internal static class ModelExtensions
{
    /// <summary>The model after the operation.</summary>
    public static DatabaseModel After(this DatabaseModel before, Operation operation) => operation.Apply(before);
}
