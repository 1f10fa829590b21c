using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Install;

/// <summary>A project of migrations that refers to FluentMigrator as the tests have it, so that nothing is
/// downloaded.</summary>
internal static class MigrationsProject
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes it.</summary>
    /// <returns>Its file.</returns>
    public static async Task<string> WriteAsync(TestFolder folder, params (string File, string Text)[] sources)
    {
        Directory.CreateDirectory(folder.Path);
        foreach (var (file, text) in sources)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, file), text, Token);
        }

        var project = Path.Combine(folder.Path, "Shop.csproj");
        string[] assemblies =
        [
            "FluentMigrator",
            "FluentMigrator.Abstractions",
            "FluentMigrator.Extensions.Postgres",
            "Provisioning",
            "Provisioning.FluentMigrator",
        ];
        var references = assemblies.Select(name =>
            $"<Reference Include=\"{Path.Combine(AppContext.BaseDirectory, $"{name}.dll")}\" />"
        );
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <EnableDynamicLoading>true</EnableDynamicLoading>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """,
            Token
        );
        return project;
    }
}
