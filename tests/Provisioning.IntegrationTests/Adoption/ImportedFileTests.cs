using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Adoption.ImportCase;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>How <c>provision import-history</c> reads the files of other tools, and what it refuses.</summary>
public sealed class ImportedFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dotted_versions_are_numbered_in_their_order_and_the_description_has_the_original()
    {
        using var folder = new TestFolder();
        Write(folder, "flyway");

        await ImportAsync(folder);

        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M3_Note.cs"), Token);
        Assert.Contains("[Migration(3, \"note (flyway 1.10)\")]", source, StringComparison.Ordinal);
        Assert.Contains("// From V1_10__note.sql.", source, StringComparison.Ordinal);
        Assert.Contains("class M3_Note : Migration", source, StringComparison.Ordinal);
        Assert.Contains(
            "class M1_Users : ForwardOnlyMigration",
            await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_Users.cs"), Token),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "dbmate",
        "1_x.sql",
        "-- migrate:up transaction:false\nCREATE TABLE x (id integer);\n-- migrate:down\n"
    )]
    [InlineData("goose", "1_x.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE x (id integer);\n")]
    [InlineData("golang-migrate", "1_x.up.sql", "CREATE INDEX CONCURRENTLY x ON y (id);\n")]
    [InlineData("flyway", "V1__x.sql", "VACUUM;\n")]
    public async Task What_runs_outside_a_transaction_there_does_so_here(string tool, string name, string sql)
    {
        using var folder = new TestFolder();
        Put(folder, $"in/{name}", sql);

        var run = await ImportAsync(folder);

        Assert.True(run.ExitCode == 0, run.Errors);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_X.cs"), Token);
        Assert.Contains("[Migration(1, TransactionBehavior.None, \"x\")]", source, StringComparison.Ordinal);
        Assert.Contains($"\"tool\": \"{tool}\"", (await ImportAsync(folder, "again", "--output", "json")).Output);
    }

    [Fact]
    public async Task What_a_file_beside_a_script_of_Flyways_says_is_followed()
    {
        using var folder = new TestFolder();
        Put(folder, "in/V1__x.sql", "CREATE TABLE x (id integer); -- ${kept}\n");
        Put(folder, "in/V1__x.sql.conf", "executeInTransaction=false\nplaceholderReplacement=false\n");

        var run = await ImportAsync(folder);

        Assert.True(run.ExitCode == 0, run.Errors);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_X.cs"), Token);
        Assert.Contains("TransactionBehavior.None", source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is written in Go", "1_a.sql", "-- +goose Up\nSELECT 1;", "2_b.go", "package migrations")]
    [InlineData("ENVSUB", "1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${X}';")]
    [InlineData("not known here: Sideways", "1_a.sql", "-- +goose Up\n-- +goose Sideways\n")]
    [InlineData("says twice where its way up begins", "1_a.sql", "-- migrate:up\n-- migrate:up\n")]
    [InlineData("does not begin with a number", "a.sql", "-- migrate:up\n")]
    [InlineData("have one version", "1_a.sql", "-- migrate:up\n", "01_b.sql", "-- migrate:up\n")]
    [InlineData("have one version", "V1__a.sql", "", "V1_0__b.sql", "")]
    [InlineData("have one version", "1_a.up.sql", "", "1_b.up.sql", "")]
    [InlineData("is code", "V1__a.sql", "", "V2__B.java", "")]
    [InlineData("files of several tools", "V1__a.sql", "", "1_b.up.sql", "")]
    [InlineData("no migrations of a tool known here", "a.sql", "SELECT 1;")]
    public async Task What_cannot_be_taken_over_is_refused_by_name_and_nothing_is_written(
        string reason,
        params string[] files
    )
    {
        using var folder = new TestFolder();
        foreach (var pair in files.Chunk(2))
        {
            Put(folder, $"in/{pair[0]}", pair[1]);
        }

        var run = await ImportAsync(folder);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out(folder)));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_the_folder_of_a_project_gives_the_namespace()
    {
        using var folder = new TestFolder();
        Write(folder, "dbmate");
        Put(
            folder,
            "out/Shop.csproj",
            """<Project><ItemGroup><PackageReference Include="FluentMigrator" /></ItemGroup></Project>"""
        );

        var dry = await ImportAsync(folder, "out/Versions", "--dry-run");
        var first = await ImportAsync(folder, "out/Versions");
        var again = await ImportAsync(folder, "out/Versions");

        Assert.Equal((0, 0, 2), (dry.ExitCode, first.ExitCode, again.ExitCode));
        Assert.Contains("Execute.EmbeddedScript", dry.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Embed the scripts: <EmbeddedResource Include=\"**/Scripts/*.sql\" /> in Shop.csproj",
            first.Output
        );
        Assert.Contains("has version 20240101000000 already", again.Errors, StringComparison.Ordinal);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "Versions/M20240101000000_Users.cs"), Token);
        Assert.Contains("namespace Shop.Versions;", source, StringComparison.Ordinal);
    }
}
