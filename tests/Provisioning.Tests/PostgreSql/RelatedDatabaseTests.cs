using Npgsql;
using Provisioning.PostgreSql.Connection;
using Xunit;

namespace Provisioning.Tests.PostgreSql;

/// <summary>Databases that are made from another one: on the same server, as another role, for reading alone.</summary>
public sealed class RelatedDatabaseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_reach_no_more_servers_than_it_does_and_read_the_same_variables(bool reachesOthers)
    {
        var database = new PostgreSqlDatabase(
            new NpgsqlConnectionStringBuilder { Host = "db.example", Database = "events" },
            schema: "app"
        )
        {
            Variables = name => $"{name} of a file",
            ReachesOthers = reachesOthers,
        };

        PostgreSqlDatabase[] related =
        [
            database.Whole,
            database.At("other"),
            database.As("role", "secret"),
            (PostgreSqlDatabase)database.Beside("other"),
            (PostgreSqlDatabase)database.ReadOnly!,
        ];

        Assert.All(related, each => Assert.Equal(reachesOthers, each.ReachesOthers));
        Assert.All(related, each => Assert.Equal("EAST of a file", each.Variables("EAST")));
        Assert.False(database.Alone.ReachesOthers);
        Assert.False(database.Alone.At("other").ReachesOthers);
    }
}
