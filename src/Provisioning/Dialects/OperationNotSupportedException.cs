using Provisioning.Operations;

namespace Provisioning.Dialects;

/// <summary>An engine has no way to do what an operation asks. Thrown before anything has run.</summary>
public sealed class OperationNotSupportedException : ProvisioningException
{
    /// <summary>The refusal of an operation by an engine, with the way out.</summary>
    public OperationNotSupportedException(Operation operation, string engine, string reason, string wayOut)
        : base($"{engine} cannot {operation.Summary}: {reason}. {wayOut}")
    {
        Operation = operation;
        Engine = engine;
    }

    /// <summary>What was asked for.</summary>
    public Operation Operation { get; }

    /// <summary>The engine that cannot do it.</summary>
    public string Engine { get; }
}
