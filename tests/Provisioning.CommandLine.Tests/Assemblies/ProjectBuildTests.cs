using Provisioning.CommandLine.Assemblies;
using Xunit;

namespace Provisioning.CommandLine.Tests.Assemblies;

public sealed class ProjectBuildTests
{
    [Fact]
    public void Each_error_of_a_build_is_shown_once_with_a_path_from_here()
    {
        var file = Path.Combine(Directory.GetCurrentDirectory(), "Versions", "M1.cs");
        var output = $"""
            {file}(3,5): error CS1002: ; expected [/a/Shop.csproj]
            {file}(3,5): error CS1002: ; expected [/a/Shop.csproj]
            {file}(9,1): warning CS0168: The variable is never used [/a/Shop.csproj]
            /a/Shop.csproj : error NU1101: Unable to find package X. [/a/Shop.slnx]
            """;

        var errors = ProjectBuild.Errors(output);

        Assert.Equal($"  {Path.Combine("Versions", "M1.cs")}(3,5): error CS1002: ; expected", errors[0]);
        Assert.EndsWith("Shop.csproj: error NU1101: Unable to find package X.", errors[1], StringComparison.Ordinal);
        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public void What_is_no_project_is_refused_with_what_to_give()
    {
        var folder = Directory.CreateTempSubdirectory("project_").FullName;
        try
        {
            var none = Assert.Throws<UsageException>(() => ProjectBuild.Find(folder));
            File.WriteAllText(Path.Combine(folder, "A.csproj"), "");
            var one = ProjectBuild.Find(folder);
            File.WriteAllText(Path.Combine(folder, "B.fsproj"), "");
            var several = Assert.Throws<UsageException>(() => ProjectBuild.Find(folder));
            File.WriteAllText(Path.Combine(folder, "C.dll"), "");
            var library = Assert.Throws<UsageException>(() => ProjectBuild.Find(Path.Combine(folder, "C.dll")));

            Assert.Equal(Path.Combine(folder, "A.csproj"), one);
            Assert.Contains("There is no project in", none.Message, StringComparison.Ordinal);
            Assert.Contains("several projects", several.Message, StringComparison.Ordinal);
            Assert.Contains("with --assembly", library.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
