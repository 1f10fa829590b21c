using Provisioning.Databases;
using Provisioning.Systems;

namespace Provisioning.Testing.Checks;

/// <summary>Applies, rolls back and applies again.</summary>
internal static class ReversalAssertion
{
    /// <summary>Verifies each migration.</summary>
    /// <exception cref="DatabaseAssertionException">One of them leaves something else.</exception>
    public static async Task CheckAsync(DatabaseSystem system, Database place, CancellationToken token)
    {
        var verification = new MigrationVerification(
            system.Migrations.Of(system.Name),
            place,
            new(),
            TimeProvider.System,
            system.Platform
        );
        var report = await verification.RunAsync(from: null, to: null, token);
        if (report.Failed == 0)
        {
            return;
        }

        throw new DatabaseAssertionException(
            string.Join(
                '\n',
                report
                    .Migrations.SelectMany(migration =>
                        migration.Findings.Select(finding => $"{migration.Migration}: {finding.Text}")
                    )
                    .Prepend(
                        $"Applied, rolled back and applied again, migrations of {system.Name} do not leave the same."
                    )
            )
        );
    }
}
