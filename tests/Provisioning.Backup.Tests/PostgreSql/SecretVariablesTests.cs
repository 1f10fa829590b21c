using Provisioning.Backup.PostgreSql;
using Provisioning.Databases;
using Xunit;

namespace Provisioning.Backup.Tests.PostgreSql;

public sealed class SecretVariablesTests
{
    [Fact]
    public void A_program_gets_no_secret_but_those_that_it_needs()
    {
        string[] names =
        [
            "PATH",
            "AWS_REGION",
            "DATABASE_URL",
            "MYAPP_DATABASE_URL",
            "PROVISIONING_URL",
            "PROVISIONING_ENCRYPTION_KEY",
            "PROVISIONING_FORMER_ENCRYPTION_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "PGPASSWORD",
            "POSTGRES_PASSWORD",
            "PROVISIONING_APP_PASSWORD",
        ];
        var environment = names.ToDictionary(name => name, _ => (string?)"x", StringComparer.Ordinal);

        SecretVariables.RemoveFrom(environment, but: SecretVariables.OfConnections);

        Assert.Equal(["AWS_REGION", "PATH", "PGPASSWORD"], environment.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_servers_programs_are_not_given_a_URL()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/env"), "There is no /usr/bin/env.");
        Environment.SetEnvironmentVariable("SECRET_VARIABLES_TESTS_DATABASE_URL", "postgresql://me:pw@db/x");

        var environment = await PostgreSqlProcess.OutputAsync(
            "/usr/bin/env",
            [],
            TestContext.Current.CancellationToken
        );

        Assert.Contains("LC_ALL=C", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET_VARIABLES_TESTS", environment, StringComparison.Ordinal);
    }
}
