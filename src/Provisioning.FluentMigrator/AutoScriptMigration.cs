using System.Globalization;
using System.Reflection;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;

namespace FluentMigrator;

/// <summary>A migration that is two embedded scripts, <c>Scripts.Up.{version}_{class}_{engine}.sql</c> and the same under
/// <c>Scripts.Down</c>. The engine goes by any of its names, or by <c>Generic</c> where no script is written for it.</summary>
public abstract class AutoScriptMigration : MigrationBase
{
    private readonly IEnumerable<IEmbeddedResourceProvider> _providers;

    /// <summary>A migration whose scripts are where the providers know.</summary>
    protected AutoScriptMigration(IEnumerable<IEmbeddedResourceProvider> embeddedResourceProviders) => _providers = embeddedResourceProviders;

    /// <summary>Runs the script for the way up.</summary>
    public sealed override void Up() => Run("Up");

    /// <summary>Runs the script for the way back.</summary>
    public sealed override void Down() => Run("Down");

    private void Run(string direction)
    {
        var version = GetType().GetCustomAttribute<MigrationAttribute>()?.Version.ToString(CultureInfo.InvariantCulture);
        var names = EngineNames.Append("Generic")
            .Select(engine => $"Scripts.{direction}.{version}_{GetType().Name}_{engine}.sql")
            .ToList();
        var resources = _providers.SelectMany(provider => provider.GetEmbeddedResources()).ToList();
        var (script, assembly) = names
            .Select(name => resources.Find(resource => EmbeddedScripts.IsCalled(resource.name, name)))
            .FirstOrDefault(resource => resource.assembly is not null);
        Context.Expressions.Add(assembly is null
            ? new FailedDraft($"there is no embedded script {string.Join(" or ", names)}")
            : new ExecuteSqlStatementExpression { SqlStatement = EmbeddedScripts.Read(assembly, script), Description = $"execute embedded script {script}" });
    }
}
