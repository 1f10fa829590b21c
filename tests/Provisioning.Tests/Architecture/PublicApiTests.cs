using System.Reflection;
using System.Text;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Architecture;

/// <summary>What programs may use of each library is a file: a change of it is seen, and decided.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("Provisioning")]
    [InlineData("Provisioning.Security")]
    [InlineData("Provisioning.Transfer")]
    [InlineData("Provisioning.Masking")]
    [InlineData("Provisioning.Administration")]
    [InlineData("Provisioning.Backup")]
    [InlineData("Provisioning.Fleets")]
    [InlineData("Provisioning.Testing")]
    [InlineData("Provisioning.Testing.Containers")]
    [InlineData("Provisioning.FluentMigrator")]
    [InlineData("Provisioning.CommandLine")]
    public void The_public_surface_is_what_was_approved(string library)
    {
        var text = new StringBuilder();
        foreach (var type in Assembly.Load(library).GetExportedTypes().OrderBy(Name, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').AppendLine(Name(type));
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").AppendLine(line);
            }
        }

        Approved.Matches(text.ToString(), library);
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type);
        }

        return type.GetMembers(Declared)
            .Select(member =>
                member switch
                {
                    ConstructorInfo made when IsSeen(made) => $"new({Parameters(made)})",
                    // What the compiler writes for records, properties and operators says nothing more.
                    MethodInfo method when IsSeen(method) && !IsWritten(method) =>
                        $"{Modifier(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
                    PropertyInfo property when property.GetMethod is { } get && IsSeen(get) && !IsWritten(property) =>
                        $"{Modifier(get)}{Name(property.PropertyType)} {property.Name}{Setter(property)}",
                    FieldInfo { IsPublic: true, IsSpecialName: false } field =>
                        $"{(field.IsLiteral ? "const " : "")}{Name(field.FieldType)} {field.Name}",
                    _ => null,
                }
            )
            .OfType<string>();
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsWritten(MethodInfo method) =>
        method.IsSpecialName
        || method.Name.StartsWith('<')
        || method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct";

    private static bool IsWritten(PropertyInfo property) => property.Name is "EqualityContract";

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { } set || !IsSeen(set) ? " { get; }"
        : set.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " { get; init; }"
        : " { get; set; }";

    private static string Modifier(MethodInfo method) =>
        (method.IsPublic ? "" : "protected ")
        + (
            method.IsStatic ? "static "
            : method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : ""
        );

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(parameter =>
                    $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = …" : "")}"
                )
        );

    private static string Name(Type type) =>
        type.IsGenericParameter ? type.Name
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : type.IsByRef ? $"ref {Name(type.GetElementType()!)}"
        : type.IsGenericType ? $"{Plain(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Plain(type);

    // The library's own names are told apart by their namespace; the others are known.
    private static string Plain(Type type)
    {
        var name = type.Name.Split('`')[0];
        var outer = type is { IsNested: true, DeclaringType: { } declaring } ? $"{Plain(declaring)}." : "";
        return outer.Length > 0 ? $"{outer}{name}"
            : type.Namespace?.StartsWith("Provisioning", StringComparison.Ordinal) is true ? $"{type.Namespace}.{name}"
            : name;
    }
}
