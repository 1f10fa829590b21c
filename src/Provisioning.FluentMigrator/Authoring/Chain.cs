using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring;

/// <summary>Reaches what lies behind a step of a chain of calls.</summary>
internal static class Chain
{
    /// <summary>The builder behind the step.</summary>
    /// <exception cref="InvalidOperationException">The step is somebody else's.</exception>
    public static T Behind<T>(IFluentSyntax step)
        where T : class => step as T
        ?? throw new InvalidOperationException($"{step.GetType().Name} is no chain of calls that a migration began.");
}
