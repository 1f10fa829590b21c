using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>The key that VibeSurf encrypts with: it is derived from the machine, so that a file moved to another
/// machine keeps its rows and loses its keys.</summary>
internal static class VibeSurfMachine
{
    private const string Salt = "vibesurf_warmshao_2025";
    private const int Rounds = 100_000;
    private const int Length = 32;

    /// <summary>A machine's key, by the address of the network card that the default route takes
    /// (<c>aa:bb:cc:dd:ee:ff</c>), else by the user id in the application's workspace; null where there is
    /// neither.</summary>
    /// <param name="machine">The address or the user id; null for this machine's.</param>
    public static ReadOnlyMemory<byte>? Key(string? machine) =>
        // A plain null would be converted to an empty key.
        (machine ?? Address() ?? UserId())
            is { } known
            ? Derive(known)
            : (ReadOnlyMemory<byte>?)null;

    private static ReadOnlyMemory<byte> Derive(string known) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(known),
            Encoding.UTF8.GetBytes(Salt),
            Rounds,
            HashAlgorithmName.SHA256,
            Length
        );

    private static string? Address() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(card =>
                card.OperationalStatus is OperationalStatus.Up
                && card.NetworkInterfaceType is not NetworkInterfaceType.Loopback
            )
            .Where(card =>
                card.GetIPProperties()
                    .GatewayAddresses.Any(gateway => gateway.Address.AddressFamily is AddressFamily.InterNetwork)
            )
            .Select(card => card.GetPhysicalAddress().GetAddressBytes())
            .Where(bytes => bytes.Length == 6)
            .Select(bytes => string.Join(':', bytes.Select(part => Convert.ToHexStringLower([part]))))
            .FirstOrDefault();

    private static string? UserId()
    {
        var workspace = Environment.GetEnvironmentVariable("VIBESURF_WORKSPACE") is { Length: > 0 } named
            ? named
            : "vibesurf_workspace";
        var file = Path.Combine(workspace, "telemetry", "userid");
        return File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } id ? id : null;
    }
}
