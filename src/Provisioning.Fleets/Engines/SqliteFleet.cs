using Provisioning.Databases;

namespace Provisioning.Fleets.Engines;

/// <summary>Many SQLite files.</summary>
internal sealed class SqliteFleet : FleetEngine
{
    /// <inheritdoc />
    public override string NameOf(DatabaseEntry entry) => Path.GetFileNameWithoutExtension(entry.Name);

    /// <inheritdoc />
    public override string Named(string target, Database beside) => $"{target}{Path.GetExtension(beside.Name)}";

    /// <inheritdoc />
    public override async Task CopyAsync(Database template, Database copy, CancellationToken token)
    {
        if (await copy.ExistsAsync(token))
        {
            throw new ProvisioningException($"{copy.Location} is there already, and no copy is made over it.");
        }

        await using var session = await template.OpenAsync(token);
        // The file is written whole, and to disk, or not at all.
        await session.ExecuteAsync($"VACUUM INTO '{copy.Name.Replace("'", "''", StringComparison.Ordinal)}'", token);
    }
}
