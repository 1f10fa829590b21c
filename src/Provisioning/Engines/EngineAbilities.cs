using Provisioning.Databases;

namespace Provisioning.Engines;

/// <summary>What engines can do beyond migrations, one entry for each engine that can. An engine that is not listed
/// cannot: the caller says so by name.</summary>
/// <param name="abilities">The engines, each with how it does it.</param>
public sealed class EngineAbilities<T>(params IReadOnlyList<(Engine Engine, T Ability)> abilities)
    where T : class
{
    /// <summary>The ability of the database's engine; null where it has none.</summary>
    public T? Of(Database database) =>
        abilities.FirstOrDefault(entry => entry.Engine.Name == database.Dialect.Name).Ability;
}
