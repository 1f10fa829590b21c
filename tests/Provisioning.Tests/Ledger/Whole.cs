using System.Reflection;
using System.Text.Json;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Tests.Ledger;

/// <summary>Values of the model in which every member has something else than its default.</summary>
internal static class Whole
{
    // For messages, or code.
    private static readonly string[] LeftOut = ["Backfill.BatchSize", "Conditional.Holds", "ExecuteSql.Description"];

    /// <summary>Such a value of the type.</summary>
    public static object Of(Type type)
    {
        if (type == typeof(string) || type == typeof(object))
        {
            return "x";
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Of(inner);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Last();
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(7, type, null);
        }

        if (type == typeof(Func<ISchemaState, bool>))
        {
            return new Func<ISchemaState, bool>(_ => true);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            var items = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            items.SetValue(Of(type.GetGenericArguments()[0]), 0);
            return typeof(ValueList)
                .GetMethod(nameof(ValueList.ToValueList))!
                .MakeGenericMethod(type.GetGenericArguments()[0])
                .Invoke(null, [items])!;
        }

        return type == typeof(Operation) ? new DropSchema("x")
            : type == typeof(DefaultValue) ? new LiteralDefault("x")
            : type == typeof(RowFilter) ? new RowFilter.Sql("x")
            : Filled(type);
    }

    /// <summary>The members of the type that the text lacks, or has in another order.</summary>
    public static IEnumerable<string> Missing(Type type, JsonElement text)
    {
        var members = Members(type).Where(member => !LeftOut.Contains($"{type.Name}.{member.Name}")).ToArray();
        return members
            .Where(member => !text.TryGetProperty(member.Name, out _))
            .Select(member => $"{type.Name}.{member.Name}")
            .Concat(
                text.EnumerateObject()
                    .Select(member => member.Name)
                    .SequenceEqual(members.Select(member => member.Name).Order(StringComparer.Ordinal))
                    ? []
                    : [$"the order of {type.Name}"]
            )
            .Concat(
                members
                    .Where(member => text.TryGetProperty(member.Name, out _))
                    .SelectMany(member => InValue(member.PropertyType, text.GetProperty(member.Name)))
            );
    }

    private static IEnumerable<string> InValue(Type type, JsonElement text) =>
        text.ValueKind switch
        {
            JsonValueKind.Array => InValue(type.GetGenericArguments()[0], text[0]),
            // Under the name of its kind.
            JsonValueKind.Object when type.IsSubclassOf(typeof(Operation)) => Missing(
                type,
                text.GetProperty(type.Name)
            ),
            JsonValueKind.Object when !type.IsAbstract => Missing(Nullable.GetUnderlyingType(type) ?? type, text),
            _ => [],
        };

    private static PropertyInfo[] Members(Type type) => [.. type.GetProperties().Where(property => property.CanWrite)];

    private static object Filled(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        var value = constructor.Invoke([
            .. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType)),
        ]);
        foreach (var member in Members(type))
        {
            member.SetValue(value, Of(member.PropertyType));
        }

        return value;
    }
}
