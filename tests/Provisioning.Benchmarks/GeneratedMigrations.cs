using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Provisioning.Benchmarks;

/// <summary>An assembly of migrations like those of targets: each one table of six columns and two indexes.</summary>
internal static class GeneratedMigrations
{
    /// <summary>Writes and builds the assembly, once for each number.</summary>
    /// <returns>The path of the .dll.</returns>
    public static string Build(int count, string root)
    {
        var folder = Path.Combine(root, "artifacts", "bench", $"Generated{count}");
        var dll = Path.Combine(folder, "out", $"Generated{count}.dll");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"Generated{count}.csproj"), Project());
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Migrations.cs"), Source(count));
        using var build = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                ["build", folder, "-c", "Release", "-o", Path.Combine(folder, "out"), "-v", "quiet", "--nologo"]
            )
        )!;
        build.WaitForExit();
        return build.ExitCode == 0
            ? dll
            : throw new InvalidOperationException($"The generated migrations in {folder} do not build.");
    }

    private static string Project() =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="FluentMigrator" Version="{typeof(FluentMigrator.Migration).Assembly.GetName().Version!.ToString(
                3
            )}" />
              </ItemGroup>
            </Project>
            """;

    private static string Source(int count)
    {
        var text = new StringBuilder("using FluentMigrator;\n\n");
        for (var i = 1; i <= count; i++)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $$"""
                [Migration({{202600000000L + i}}, "create items {{i}}")]
                public sealed class CreateItems{{i}} : Migration
                {
                    public override void Up()
                    {
                        Create.Table("items_{{i}}")
                            .WithColumn("id").AsInt64().PrimaryKey().Identity()
                            .WithColumn("name").AsString(200).NotNullable()
                            .WithColumn("email").AsString(320).Nullable()
                            .WithColumn("amount").AsDecimal(12, 2).NotNullable().WithDefaultValue(0)
                            .WithColumn("is_active").AsBoolean().NotNullable().WithDefaultValue(true)
                            .WithColumn("created_at").AsDateTime().NotNullable();
                        Create.Index("ix_items_{{i}}_name").OnTable("items_{{i}}").OnColumn("name").Ascending();
                        Create.Index("ix_items_{{i}}_email").OnTable("items_{{i}}").OnColumn("email").Ascending().OnColumn("created_at").Descending();
                    }

                    public override void Down() => Delete.Table("items_{{i}}");
                }

                """
            );
        }

        return text.ToString();
    }
}
