using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.Benchmarks;

/// <summary>The same migrations for every tool, each one table of six columns and two indexes.</summary>
/// <param name="count">How many.</param>
/// <param name="folder">Where they are written and built.</param>
internal sealed partial class GeneratedMigrations(int count, string folder)
{
    private const long First = 202600000001;

    public int Count => count;

    /// <summary>The assembly of FluentMigrator's classes, ready to run; made by <see cref="BuildAsync"/>.</summary>
    public string Assembly { get; private set; } = "";

    /// <summary>The assembly of EF Core's classes.</summary>
    public string EntityFramework { get; private set; } = "";

    /// <summary>The project of FluentMigrator's classes.</summary>
    public string Project => Path.Combine(folder, $"Items{count}", $"Items{count}.csproj");

    /// <summary>One file of all statements, in one transaction.</summary>
    public string Script(string engine) => Path.Combine(folder, $"{engine}{count}.sql");

    /// <summary>A file for each migration, <c>V1__create_items_1.sql</c>.</summary>
    public string Scripts(string engine) => Path.Combine(folder, $"{engine}{count}");

    /// <summary>A file for each migration, as dbmate wants it.</summary>
    public string Dbmate(string engine) => Path.Combine(folder, $"{engine}{count}-dbmate");

    /// <summary>Writes and builds what is not there yet.</summary>
    /// <param name="provision">The command, which says the migrations as SQL.</param>
    /// <param name="withPeers">Whether for the .NET tools as well.</param>
    public async Task BuildAsync(string provision, bool withPeers)
    {
        Assembly =
            GeneratedProject.Publish(
                Path.Combine(folder, $"Items{count}"),
                Library(
                    $"""<PackageReference Include="FluentMigrator" Version="{Versions.OfProduct("FluentMigrator")}" />"""
                ),
                Text($"using FluentMigrator;\n\nnamespace Items{count};\n", FluentMigratorClass)
            ) + ".dll";
        if (withPeers)
        {
            EntityFramework =
                GeneratedProject.Publish(
                    Path.Combine(folder, $"EfItems{count}"),
                    Library(
                        $"""
                        <PackageReference Include="Microsoft.EntityFrameworkCore.Relational" Version="{Versions.OfPeer(
                            "Microsoft.EntityFrameworkCore.Sqlite"
                        )}" />
                            <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="{Versions.OfPeer(
                            "Npgsql.EntityFrameworkCore.PostgreSQL"
                        )}" />
                        """
                    ),
                    Text(EntityFrameworkHead, EntityFrameworkClass)
                ) + ".dll";
        }

        foreach (var engine in (string[])["sqlite", "postgresql"])
        {
            await WriteScriptsAsync(provision, engine);
        }
    }

    private async Task WriteScriptsAsync(string provision, string engine)
    {
        // The migrations' own statements, without transactions and ledger, in the order of the versions.
        var text = await IntegrationTests.Support.Shell.OutputAsync(
            provision,
            "script",
            "--assembly",
            Assembly,
            "--engine",
            engine
        );
        var statements = OwnStatement().Matches(text).Select(match => $"{match.Value};").Chunk(3).ToArray();
        if (statements.Length != count)
        {
            throw new InvalidOperationException($"The script for {engine} has {statements.Length} migrations.");
        }

        Directory.CreateDirectory(Scripts(engine));
        Directory.CreateDirectory(Dbmate(engine));
        await File.WriteAllTextAsync(
            Script(engine),
            $"BEGIN;\n{string.Join('\n', statements.SelectMany(lines => lines))}\nCOMMIT;\n"
        );
        foreach (var (index, lines) in statements.Index())
        {
            var (version, name, sql) = (First + index, $"create_items_{index + 1}.sql", string.Join('\n', lines));
            await File.WriteAllTextAsync(Path.Combine(Scripts(engine), $"V{version}__{name}"), sql + "\n");
            await File.WriteAllTextAsync(
                Path.Combine(Dbmate(engine), $"{version}_{name}"),
                $"-- migrate:up\n{sql}\n\n-- migrate:down\nDROP TABLE items_{index + 1};\n"
            );
        }
    }

    [GeneratedRegex(@"CREATE (TABLE|INDEX) [^;\n]*items_\d[^;\n]*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OwnStatement();

    private string Text(string head, Func<int, string> migration) =>
        Enumerable
            .Range(1, count)
            .Aggregate(new StringBuilder(head), (text, number) => text.AppendLine().AppendLine(migration(number)))
            .ToString();

    private static string Library(string references) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifiers>{GeneratedProject.Runtime}</RuntimeIdentifiers>
                <SelfContained>false</SelfContained>
                <PublishReadyToRun Condition="'$(RuntimeIdentifier)' != ''">true</PublishReadyToRun>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """;

    private static string FluentMigratorClass(int number) =>
        $$"""
            [Migration({{(First + number - 1).ToString(CultureInfo.InvariantCulture)}}, "create items {{number}}")]
            public sealed class CreateItems{{number}} : Migration
            {
                public override void Up()
                {
                    Create.Table("items_{{number}}")
                        .WithColumn("id").AsInt64().PrimaryKey().Identity()
                        .WithColumn("name").AsString(200).NotNullable()
                        .WithColumn("email").AsString(320).Nullable()
                        .WithColumn("amount").AsDecimal(12, 2).NotNullable().WithDefaultValue(0)
                        .WithColumn("is_active").AsBoolean().NotNullable().WithDefaultValue(true)
                        .WithColumn("created_at").AsDateTime().NotNullable();
                    Create.Index("ix_items_{{number}}_name").OnTable("items_{{number}}").OnColumn("name").Ascending();
                    Create.Index("ix_items_{{number}}_email").OnTable("items_{{number}}").OnColumn("email").Ascending().OnColumn("created_at").Descending();
                }

                public override void Down() => Delete.Table("items_{{number}}");
            }
            """;

    private const string EntityFrameworkHead = """
        using System;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Infrastructure;
        using Microsoft.EntityFrameworkCore.Migrations;
        using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

        public sealed class ItemsContext(DbContextOptions options) : DbContext(options);

        """;

    private static string EntityFrameworkClass(int number) =>
        $$"""
            [DbContext(typeof(ItemsContext))]
            [Migration("{{(First + number - 1).ToString(CultureInfo.InvariantCulture)}}_create_items_{{number}}")]
            public sealed class CreateItems{{number}} : Migration
            {
                protected override void Up(MigrationBuilder migrationBuilder)
                {
                    migrationBuilder.CreateTable(
                        name: "items_{{number}}",
                        columns: table => new
                        {
                            id = table.Column<long>(nullable: false)
                                .Annotation("Sqlite:Autoincrement", true)
                                .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                            name = table.Column<string>(maxLength: 200, nullable: false),
                            email = table.Column<string>(maxLength: 320, nullable: true),
                            amount = table.Column<decimal>(precision: 12, scale: 2, nullable: false, defaultValue: 0m),
                            is_active = table.Column<bool>(nullable: false, defaultValue: true),
                            created_at = table.Column<DateTime>(type: migrationBuilder.ActiveProvider!.Contains("Npgsql") ? "timestamp" : "TEXT", nullable: false),
                        },
                        constraints: table => table.PrimaryKey("pk_items_{{number}}", x => x.id));
                    migrationBuilder.CreateIndex("ix_items_{{number}}_name", "items_{{number}}", "name");
                    migrationBuilder.CreateIndex("ix_items_{{number}}_email", "items_{{number}}", new[] { "email", "created_at" }, descending: new[] { false, true });
                }

                protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("items_{{number}}");
            }
            """;
}
