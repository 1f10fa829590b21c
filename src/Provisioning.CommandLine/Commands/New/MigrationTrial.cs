using System.Security;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Output;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>Compiles the classes of new migrations with the project that they are meant for.</summary>
internal static class MigrationTrial
{
    /// <summary>Compiles the project with the classes in a temporary folder, and loads the classes. The project's own
    /// files and output stay as they are.</summary>
    /// <param name="migrations">The classes.</param>
    /// <param name="project">The project of the migrations.</param>
    /// <param name="without">The files of the project that are left out.</param>
    /// <exception cref="UsageException">They do not compile.</exception>
    public static IReadOnlyList<MigrationSource> Load(
        IReadOnlyList<NewMigration> migrations,
        string project,
        IReadOnlyList<string> without
    )
    {
        var folder = Directory.CreateTempSubdirectory("provision-migration-").FullName;
        try
        {
            var (settings, after) = (Path.Combine(folder, "Trial.props"), Path.Combine(folder, "Trial.targets"));
            foreach (var migration in migrations)
            {
                File.WriteAllText(Path.Combine(folder, Path.GetFileName(migration.File)), migration.Text);
            }

            // Projects that this one refers to are built with the same settings.
            File.WriteAllText(
                settings,
                $"""
                <Project>
                  <PropertyGroup Condition="'$(MSBuildProjectFullPath)' == '{SecurityElement.Escape(project)}'">
                    <OutDir>{SecurityElement.Escape(Path.Combine(folder, "out"))}/</OutDir>
                    <IntermediateOutputPath>{SecurityElement.Escape(
                    Path.Combine(folder, "obj")
                )}/</IntermediateOutputPath>
                  </PropertyGroup>
                  <ItemGroup Condition="'$(MSBuildProjectFullPath)' == '{SecurityElement.Escape(project)}'">
                    <Compile Include="{SecurityElement.Escape(Path.Combine(folder, "*.cs"))}" />
                  </ItemGroup>
                </Project>
                """
            );
            // What a project compiles is known only after its own file.
            File.WriteAllText(
                after,
                $"""
                <Project>
                  <PropertyGroup>
                    <LeftOutOfTrial>{SecurityElement.Escape(string.Join(';', without))}</LeftOutOfTrial>
                  </PropertyGroup>
                  <ItemGroup Condition="'$(MSBuildProjectFullPath)' == '{SecurityElement.Escape(project)}'">
                    <Compile Remove="$(LeftOutOfTrial)" />
                  </ItemGroup>
                </Project>
                """
            );
            var assembly = ProjectBuild.Build(
                project,
                $"-p:CustomBeforeMicrosoftCommonProps={settings}",
                $"-p:CustomAfterMicrosoftCommonTargets={after}"
            );
            return MigrationAssemblyFile.IsSupported
                ? MigrationAssemblyFile.Find(assembly, [.. migrations.Select(migration => migration.Version)])
                : throw new System.Diagnostics.UnreachableException("A native executable has handed the command over.");
        }
        finally
        {
            CleanUp(folder);
        }
    }

    // A loaded assembly stays in use on some systems.
    private static void CleanUp(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Terminal.Note($"note: {folder} can be deleted: {error.Message}");
        }
    }
}
