using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.Fleets.Targets;

/// <summary>Targets that a query on a control database returns, a row each.</summary>
/// <param name="Url">The URL of the control database; empty for the database of the settings. The query may only
/// read.</param>
/// <param name="Sql">The query. Its column <c>name</c> is the target's name, <c>url</c> and <c>schema</c> where it is,
/// where there are such columns; the others are its labels.</param>
/// <param name="Target">The URL of a target where there is no column <c>url</c>, with <c>{name}</c> and other columns
/// in it; null for the control database itself.</param>
/// <param name="Schema">The schema of a target where there is no column <c>schema</c>, with columns in it; null for the
/// default one.</param>
public sealed record ControlQuery(string Url, string Sql, string? Target, string? Schema) : FleetSource
{
    /// <inheritdoc />
    public override async Task<IReadOnlyList<FleetTarget>> FindAsync(
        FleetConnections connections,
        CancellationToken token
    )
    {
        await using var session = await connections.Open(Url).OpenAsync(token);
        await session.BeginSnapshotAsync(token);
        IReadOnlyList<Dictionary<string, string>> rows;
        try
        {
            rows = await session.QueryAsync(Sql, Read, token);
        }
        catch (StatementFailedException error)
        {
            throw new FleetFileException(
                $"The query of the fleet failed on {session.Database}: {error.Reasons}",
                error
            );
        }
        finally
        {
            await session.RollbackAsync();
        }

        return [.. rows.Select(row => Of(row, connections))];
    }

    private FleetTarget Of(Dictionary<string, string> row, FleetConnections connections)
    {
        var name = row.GetValueOrDefault("name")
            ?? throw new FleetFileException(
                "The query of the fleet returns no name for a target. Give it a column called name."
            );
        var url = row.GetValueOrDefault("url") ?? (Target is null ? Url : Fill(Target, row, Uri.EscapeDataString));
        var schema = row.GetValueOrDefault("schema") ?? (Schema is null ? null : Fill(Schema, row, value => value));
        return Make(
            name,
            connections.Open(url, schema),
            row.Where(column => column.Key is not ("name" or "url" or "schema"))
        );
    }

    private static Dictionary<string, string> Read(System.Data.Common.DbDataReader row)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < row.FieldCount; at++)
        {
            if (!row.IsDBNull(at))
            {
                values[row.GetName(at)] = Convert.ToString(row.GetValue(at), CultureInfo.InvariantCulture) ?? "";
            }
        }

        return values;
    }
}
