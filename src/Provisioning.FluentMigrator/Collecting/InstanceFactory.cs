using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Provisioning.Authoring.Collecting;

/// <summary>Makes instances of migrations and of what belongs to them.</summary>
internal static class InstanceFactory
{
    /// <summary>Makes an instance with the constructor that has the most parameters that the services all
    /// have.</summary>
    /// <exception cref="ProvisioningException">There is no such constructor.</exception>
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A program that is trimmed roots the assembly of its migrations."
    )]
    public static object Create(Type type, IServiceProvider services)
    {
        var wanting = type;
        foreach (var constructor in type.GetConstructors().OrderByDescending(known => known.GetParameters().Length))
        {
            var parameters = constructor.GetParameters();
            var arguments = Array.ConvertAll(parameters, parameter => services.GetService(parameter.ParameterType));
            if (Array.IndexOf(arguments, null) < 0)
            {
                return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }

            wanting = parameters[Array.IndexOf(arguments, null)].ParameterType;
        }

        throw new ProvisioningException(
            wanting == type
                ? $"Migration {type.Name} has no public constructor. Give it one."
                : $"Migration {type.Name} asks for {wanting.Name} in its constructor, and no such service is there. "
                    + "Run it from a program that registers one (AddFluentMigratorCore)."
        );
    }
}
