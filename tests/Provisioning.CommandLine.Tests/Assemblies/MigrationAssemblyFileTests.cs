using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Provisioning.CommandLine.Assemblies;
using Xunit;

namespace Provisioning.CommandLine.Tests.Assemblies;

/// <summary>An assembly is taken by the version of FluentMigrator that it was compiled against.</summary>
public sealed class MigrationAssemblyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("assembly").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("3.3.2.0")]
    [InlineData("4.0.0.0")]
    [InlineData("9.0.0.0")]
    public void An_assembly_built_against_another_major_version_is_refused_with_the_way_out(string version)
    {
        var file = Write(version);

        var error = Assert.Throws<UsageException>(() => MigrationAssemblyFile.Load(file));

        Assert.Equal(
            $"{file} was built against FluentMigrator {version[..^2]}; "
                + "build it against a version from 5 to 8 (8.0.1 runs it).",
            error.Message
        );
    }

    [Theory]
    [InlineData("5.0.0.0")]
    [InlineData("6.2.0.0")]
    [InlineData("7.1.0.0")]
    [InlineData("8.0.1.0")]
    public void An_assembly_built_against_5_to_8_is_taken(string version)
    {
        Assert.Equal("old_migrations", MigrationAssemblyFile.Load(Write(version)).Name);
    }

    // An assembly without a class, that references FluentMigrator.Abstractions in this version.
    private string Write(string version)
    {
        var file = Path.Combine(_folder, "old_migrations.dll");
        var metadata = new MetadataBuilder();
        metadata.AddModule(
            0,
            metadata.GetOrAddString("old_migrations.dll"),
            metadata.GetOrAddGuid(Guid.NewGuid()),
            default,
            default
        );
        metadata.AddAssembly(
            metadata.GetOrAddString("old_migrations"),
            new(1, 0, 0, 0),
            default,
            default,
            default,
            AssemblyHashAlgorithm.None
        );
        metadata.AddTypeDefinition(
            TypeAttributes.NotPublic,
            default,
            metadata.GetOrAddString("<Module>"),
            default(EntityHandle),
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1)
        );
        metadata.AddAssemblyReference(
            metadata.GetOrAddString("FluentMigrator.Abstractions"),
            Version.Parse(version),
            default,
            default,
            default,
            default
        );
        var bytes = new BlobBuilder();
        var header = new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll);
        new ManagedPEBuilder(header, new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(bytes);
        File.WriteAllBytes(file, bytes.ToArray());
        return file;
    }
}
