using Provisioning.Backup.PostgreSql.PointInTime;
using Xunit;

namespace Provisioning.Backup.Tests.PostgreSql.PointInTime;

public sealed class ArchiveCommandTests
{
    [Theory]
    [InlineData("/etc/pg backrest.conf", "'/etc/pg backrest.conf'")]
    [InlineData("/etc/x;reboot", "'/etc/x;reboot'")]
    [InlineData("/etc/it's", "'/etc/it'\\''s'")]
    [InlineData("/etc/100%p", "'/etc/100%%p'")]
    [InlineData("/etc/$(id)`id`\"", "'/etc/$(id)`id`\"'")]
    public void No_path_gets_out_of_its_quotes(string config, string quoted) =>
        Assert.Equal(
            $"'/usr/bin/pgbackrest' --config={quoted} --stanza='main' archive-push \"%p\"",
            BackRest.ArchiveCommand("/usr/bin/pgbackrest", config, "main")
        );
}
