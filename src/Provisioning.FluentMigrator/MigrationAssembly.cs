using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Infrastructure;
using FluentMigrator.Runner.VersionTableInfo;
using FluentMigrator.Validation;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Authoring.Collecting;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Authoring;

/// <summary>Finds the migrations of an assembly: its public classes that are not abstract and have a
/// <see cref="FluentMigrator.MigrationAttribute"/>
/// or one derived from it; its maintenance and profiles; and what it calls the table of applied versions.</summary>
public static class MigrationAssembly
{
    /// <summary>The migrations of an assembly. Reads attributes only; a class is made when it is to describe
    /// itself.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="namespacePrefix">Only those in this namespace and in those under it; null for all.</param>
    /// <param name="services">Where constructors get what they ask for; null for what every runner has: logging,
    /// options, embedded scripts.</param>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A program that is trimmed roots the assembly of its migrations."
    )]
    public static MigrationCatalog FromAssembly(
        Assembly assembly,
        string? namespacePrefix = null,
        IServiceProvider? services = null
    )
    {
        var types = Array.FindAll(assembly.GetExportedTypes(), type => IsIn(type, namespacePrefix));
        var provider = new AssemblyServices(services, assembly);
        object Create(Type type) => InstanceFactory.Create(type, provider);
        var conventions = new Lazy<IConventionSet>(() =>
            Array.Find(types, MigrationSet.IsConventionSet) is { } set
                ? (IConventionSet)Create(set)
                : Describer.DefaultConventions.Value
        );
        var set = new MigrationSet(Create, new(provider, conventions, new(() => Validator(services))), new());
        return set.Catalog(
            types.Where(MigrationSet.IsMigration),
            Array.Find(types, MigrationSet.IsRunnerConventions) is { } own
                ? (IMigrationRunnerConventions)Create(own)
                : DefaultMigrationRunnerConventions.Instance,
            VersionTable(Array.FindAll(types, MigrationSet.IsVersionTable), Create)
        );
    }

    private static VersionTable VersionTable(Type[] types, Func<Type, object> create) =>
        types switch
        {
            [] => new(),
            [var only] => MigrationSet.VersionTable((IVersionTableMetaData)create(only)),
            _ => throw new ProvisioningException(
                $"{string.Join(" and ", types.Select(type => type.Name))} name the table of applied versions. Leave "
                    + $"one."
            ),
        };

    /// <summary>A program's own checks; null where it has only the package's, which are made here already in words that
    /// name what is wrong.</summary>
    internal static IMigrationExpressionValidator? Validator(IServiceProvider? services) =>
        services?.GetService<IMigrationExpressionValidator>() is { } own and not DefaultMigrationExpressionValidator
            ? own
            : null;

    private static bool IsIn(Type type, string? prefix) =>
        prefix is null
        || (
            type.Namespace is { } name
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && (name.Length == prefix.Length || name[prefix.Length] == '.')
        );
}
