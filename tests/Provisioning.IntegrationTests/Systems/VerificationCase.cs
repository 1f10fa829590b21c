using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>Migrations to be verified.</summary>
internal static class VerificationCase
{
    public static readonly Column Id = new("id", new(ColumnKind.Int64));
    public static readonly Column Name = new("name", new(ColumnKind.String, 100));
    public static readonly Column Team = new("team", new(ColumnKind.Int64)) { IsNullable = true };
    public static readonly CreateTable Users = new(new("users", [Id, Name]) { PrimaryKey = new("users_pkey", ["id"]) });

    public static readonly Steps First = new(1, [Users], [new DropTable("users")]);
    public static readonly Steps Last = new(9, [new AddColumn("users", Team)], [new DropColumn("users", "team")]);

    /// <summary>What was found, in words.</summary>
    public static IEnumerable<string> Findings(VerificationReport report) =>
        report.Migrations.SelectMany(migration => migration.Findings).Select(finding => finding.Text);

    /// <summary>Verifies migrations.</summary>
    public static Task<VerificationReport> VerifyAsync(
        PostgreSqlServer server,
        Support.Engine engine,
        params MigrationSource[] migrations
    ) => VerifyAsync(server, engine, new VerificationOptions(), migrations);

    /// <summary>The same with options.</summary>
    public static async Task<VerificationReport> VerifyAsync(
        PostgreSqlServer server,
        Support.Engine engine,
        VerificationOptions options,
        params MigrationSource[] migrations
    )
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.ReserveAsync(engine, server, token);
        return await new MigrationVerification(
            new(migrations),
            DatabaseUrl.Parse(database.Url),
            options,
            TimeProvider.System
        ).RunAsync(null, null, token);
    }
}
