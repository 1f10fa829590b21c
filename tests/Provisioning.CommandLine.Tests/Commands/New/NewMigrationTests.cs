using Provisioning.CommandLine.Commands.New;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands.New;

public sealed class NewMigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("new_migration_").FullName;

    [Fact]
    public void It_follows_the_newest_one_in_folder_namespace_base_class_and_name()
    {
        Write(
            "Shop.Migrations/Versions/M002_Orders.cs",
            """
            using System;
            using FluentMigrator;

            namespace Shop.Migrations.Versions;

            /// <summary>Orders.</summary>
            [Migration(2, "orders")]
            public sealed class M002_Orders : Migration
            {
                public override void Up() { }
                public override void Down() { }
            }
            """
        );
        Write("Elsewhere/Old.cs", "namespace Old; [Migration(1)] public class Old : AutoReversingMigration { }");
        Write("bin/Newer.cs", "namespace Bin; [Migration(9)] public class Newer : AutoReversingMigration { }");

        var migration = After("add_team", counts: true);

        Assert.Equal(Path.Combine(_folder, "Shop.Migrations", "Versions", "M003_AddTeam.cs"), migration.File);
        Assert.Equal(
            """
            using FluentMigrator;

            namespace Shop.Migrations.Versions;

            [Migration(3, "add team")]
            public sealed class M003_AddTeam : Migration
            {
                public override void Up()
                {
                }

                public override void Down()
                {
                }
            }

            """,
            migration.Text
        );
    }

    [Theory]
    [InlineData("4", 20260102030405)]
    [InlineData("20250101000000", 20260102030405)]
    [InlineData("202501010000", 202601020304)]
    [InlineData("2025_0101_0000", 202601020304)]
    [InlineData("20990101000000", 20990101000001)]
    public void Its_version_is_the_time_and_always_the_highest(string highest, long version)
    {
        Write("M.cs", $"[Migration({highest})] public class Some : AutoReversingMigration {{ }}");

        Assert.Equal(version, After("AddTeam").Version);
    }

    [Fact]
    public void Of_a_base_class_of_ones_own_it_takes_the_usings_too()
    {
        Write(
            "V001_First.cs",
            "using Shop.Common;\n\n[Migration(1)]\npublic sealed class V001_First : ShopMigration { }"
        );

        var migration = After("second", counts: true);

        Assert.Equal("V002_Second", migration.Class);
        Assert.StartsWith("using Shop.Common;\n\n[Migration(2,", migration.Text, StringComparison.Ordinal);
        Assert.EndsWith(
            "public sealed class V002_Second : ShopMigration\n{\n    public override void Up()\n    {\n    }\n}\n",
            migration.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_others_it_goes_into_the_only_project_of_migrations()
    {
        Write("Shop.csproj", "<OutputType>Exe</OutputType><PackageReference Include=\"Provisioning.CommandLine\" />");
        Write("My-Shop.Migrations/My-Shop.Migrations.csproj", "<PackageReference Include=\"FluentMigrator\" />");
        Write("Tests/Tests.csproj", "<PackageReference Include=\"xunit.v3\" /><X Include=\"../Provisioning\" />");

        var migration = After("first");

        Assert.Equal(
            Path.Combine(_folder, "My-Shop.Migrations", "Versions", "M20260102030405_First.cs"),
            migration.File
        );
        Assert.Contains("namespace My_Shop.Migrations.Versions;", migration.Text, StringComparison.Ordinal);
        Assert.Contains(": AutoReversingMigration", migration.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_project_or_with_a_class_of_that_name_it_is_refused()
    {
        var nowhere = Assert.Throws<UsageException>(() => After("first"));
        Write("Team.cs", "[Migration(1)] public class AddTeam : AutoReversingMigration { }");
        var twice = Assert.Throws<UsageException>(() => After("add_team"));

        Assert.Contains("no project", nowhere.Message, StringComparison.Ordinal);
        Assert.Contains("There is a class AddTeam already, in Team.cs", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_safe_sequence_has_a_class_for_each_step_with_consecutive_versions()
    {
        Write(
            "Versions/M002_Orders.cs",
            "namespace Shop.Versions;\n\n[Migration(2)]\npublic sealed class M002_Orders : ShopMigration { }"
        );

        var written = NewMigration.Sequence(
            MigrationClass.In(SourceFolder.Under(_folder)),
            new("unique mail"),
            Sequence("unique", "--column").Steps(new("unique mail")),
            counts: true,
            TimeProvider.System,
            () => throw new InvalidOperationException()
        );

        Assert.Equal([3, 4], written.Select(each => each.Version));
        Assert.Equal(Path.Combine(_folder, "Versions", "M003_UniqueMailIndex.cs"), written[0].File);
        Assert.Equal(
            """
            using FluentMigrator;
            using Provisioning.Authoring;

            namespace Shop.Versions;

            [Migration(4, "unique mail: the index becomes the unique constraint's")]
            public sealed class M004_UniqueMailConstraint : AutoReversingMigration
            {
                public override void Up()
                {
                    Create.UniqueConstraint("uc_users_Mail").OnTable("users").Columns("Mail").UsingIndex("ix_users_Mail");
                }
            }

            """,
            written[1].Text
        );
    }

    [Theory]
    [InlineData("unique", "--safe unique needs --column <COLUMN>.")]
    [InlineData("not-null", "--safe not-null needs one --column <COLUMN>.")]
    [InlineData("foreign-key", "--safe foreign-key needs --references <TABLE.COLUMN>")]
    [InlineData("check", "--safe check needs --sql <SQL>: the condition.")]
    [InlineData("rename", "--safe rename needs --new-name <NAME>")]
    [InlineData("type-change", "--safe type-change needs --type <TYPE>")]
    [InlineData("vacuum", "There is no safe sequence vacuum. There are: backfill, check,")]
    public void What_a_safe_sequence_lacks_is_named(string kind, string message)
    {
        var error = Assert.Throws<UsageException>(() => Sequence(kind, "").Steps(new("name")));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static SafeSequence Sequence(string kind, string column) =>
        new(kind, "users", column.Length > 0 ? ["Mail"] : [], null, null, null, null);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private NewMigration After(string name, bool counts = false)
    {
        var folder = SourceFolder.Under(_folder);
        return NewMigration.After(MigrationClass.In(folder), new(name), counts, new Fixed(), () =>
            folder.Default("Versions")
        );
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
