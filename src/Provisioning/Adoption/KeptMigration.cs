using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Dialects;

namespace Provisioning.Adoption;

/// <summary>A migration of ours that another tool's table is to have.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it does, in words.</param>
/// <param name="Dialect">The engine's.</param>
internal sealed record KeptMigration(long Version, string Name, string Title, Dialect Dialect)
{
    /// <summary>What the tool knows it by; empty where that is not settled yet.</summary>
    public string Key { get; init; } = "";

    /// <summary>Its SQL as the tool would have it in a file; null where it is not known.</summary>
    public string? Sql { get; init; }

    /// <summary>Its statements.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>Who runs it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The milliseconds that it took, in SQL.</summary>
    public string Milliseconds { get; init; } = "0";

    /// <summary>The version as text.</summary>
    public string Number => Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the version is a moment of 14 digits, as in names of files.</summary>
    public bool IsDated => Number.Length == 14;

    /// <summary>Its name without the version that it begins with, as classes are called.</summary>
    public string Label
    {
        get
        {
            var name = Name.AsSpan();
            name =
                name.StartsWith("M", StringComparison.Ordinal) && name.Length > 1 && char.IsAsciiDigit(name[1])
                    ? name[1..].TrimStart("0123456789_")
                    : name.TrimStart("0123456789_");
            return name.Length == 0 ? Name : name.ToString();
        }
    }

    /// <summary>SHA-256 of the SQL in hexadecimal, lower case.</summary>
    public string? Sha256 =>
        Sql is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>SHA-384 of the SQL.</summary>
    public byte[]? Sha384 => Sql is null ? null : SHA384.HashData(Encoding.UTF8.GetBytes(Sql));
}
