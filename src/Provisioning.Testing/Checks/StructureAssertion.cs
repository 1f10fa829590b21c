using Provisioning.Databases;
using Provisioning.Systems;

namespace Provisioning.Testing.Checks;

/// <summary>Compares a structure with what the migrations make.</summary>
internal static class StructureAssertion
{
    /// <summary>Compares them.</summary>
    /// <exception cref="DatabaseAssertionException">They differ.</exception>
    public static async Task CheckAsync(DatabaseSystem system, Database database, CancellationToken token)
    {
        var check = new StructureCheck(
            system.Migrations.Of(system.Name),
            database,
            database.Scratch("check"),
            system.Platform
        );
        var report = await check.RunAsync(token);
        if (report is { IsAlike: true, Pending: 0 })
        {
            return;
        }

        throw new DatabaseAssertionException(
            string.Join(
                '\n',
                [
                    $"The structure of {database.Name} is not the one that the migrations of {system.Name} make.",
                    .. report.Missing.Select(line => $"missing: {line.Of}: {line.Text}"),
                    .. report.Extra.Select(line => $"beyond them: {line.Of}: {line.Text}"),
                    .. report.Pending > 0 ? [$"not applied: {report.Pending}"] : (string[])[],
                ]
            )
        );
    }
}
