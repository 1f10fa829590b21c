using System.IO.Compression;
using System.Text;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Ledger;

public sealed class LedgerWriterTests
{
    [Fact]
    public void Line_endings_do_not_change_the_checksum_and_anything_else_does()
    {
        var unix = LedgerWriter.Checksum([new("SELECT 1,\n2"), new("SELECT 3")]);

        Assert.Equal(unix, LedgerWriter.Checksum([new("SELECT 1,\r\n2"), new("SELECT 3")]));
        Assert.NotEqual(unix, LedgerWriter.Checksum([new("SELECT 1,\n2;SELECT 3")]));
        Assert.NotEqual(unix, LedgerWriter.Checksum([new("SELECT 3"), new("SELECT 1,\n2")]));
        Assert.Equal(64, unix.Length);
    }

    [Fact]
    public void The_statements_kept_can_be_read_again()
    {
        var packed = LedgerWriter.Pack([new("CREATE TABLE \"任务\" (id INTEGER)"), new("SELECT 1")]);

        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, Encoding.UTF8);
        Assert.Equal("CREATE TABLE \"任务\" (id INTEGER);\nSELECT 1;\n", reader.ReadToEnd());
    }

    [Fact]
    public void The_version_table_is_FluentMigrators_to_the_letter()
    {
        var empty = new LedgerState([], HasVersionTable: false, HasLedger: true) { HasHistory = true };

        Assert.Equal(
            [
                """CREATE TABLE "public"."VersionInfo" ("Version" bigint NOT NULL, "AppliedOn" timestamp, "Description" varchar(1024))""",
                """CREATE UNIQUE INDEX "UC_Version" ON "public"."VersionInfo" ("Version" ASC)""",
            ],
            LedgerTables.Missing(empty, new PostgreSqlDialect()).Select(statement => statement.Text)
        );
        Assert.Equal(
            [
                """CREATE TABLE "VersionInfo" ("Version" INTEGER NOT NULL, "AppliedOn" DATETIME, "Description" TEXT)""",
                """CREATE UNIQUE INDEX "UC_Version" ON "VersionInfo" ("Version" ASC)""",
            ],
            LedgerTables.Missing(empty, new SqliteDialect(SqliteTypes.Declared)).Select(statement => statement.Text)
        );
    }

    [Fact]
    public void A_version_is_recorded_under_its_description_or_else_its_name()
    {
        Dialect dialect = new PostgreSqlDialect();
        var writer = new LedgerWriter(dialect, new(), "ada", "1.0");

        var named = writer.Applied(new(7, "AddTeam", "2:", []), description: null, started: null).First();
        var described = writer.Applied(new(7, "AddTeam", "2:", []), "add it's team", started: null).First();

        Assert.Equal(
            """INSERT INTO "public"."VersionInfo" ("Version","AppliedOn","Description") VALUES (7,(now() at time zone 'UTC'),'AddTeam')""",
            named.Text
        );
        Assert.EndsWith("'add it''s team')", described.Text, StringComparison.Ordinal);
    }
}
