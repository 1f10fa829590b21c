using Provisioning.Masking.Rows;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>Former values of personal or secret columns are in a masked database, which therefore does not take its
/// place.</summary>
internal sealed class LeakException(MaskReport report)
    : ProvisioningException("Former values of personal or secret columns were found in the masked rows.")
{
    /// <summary>What was found.</summary>
    public MaskReport Report { get; } = report;
}
