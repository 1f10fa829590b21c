namespace FluentMigrator.Infrastructure.Extensions;

/// <summary>Reads and writes what extension methods leave on an expression.</summary>
public static class AdditionalFeaturesExtensions
{
    /// <summary>Leaves a value; one of the same key is replaced.</summary>
    public static void SetAdditionalFeature<T>(this ISupportAdditionalFeatures source, string key, T value)
        where T : notnull => source.AdditionalFeatures[key] = value;

    /// <summary>The value of that key, or <paramref name="defaultValue"/> where there is none of that type.</summary>
    public static T? GetAdditionalFeature<T>(this ISupportAdditionalFeatures source, string key, T? defaultValue = default) =>
        source.TryGetAdditionalFeature(key, out T? value) ? value : defaultValue;

    /// <summary>The value of that key; where there is none of that type, one is made and left there.</summary>
    public static T GetAdditionalFeature<T>(this ISupportAdditionalFeatures source, string key, Func<T> createDefaultValue)
        where T : notnull
    {
        if (source.TryGetAdditionalFeature(key, out T? value) && value is not null)
        {
            return value;
        }

        var made = createDefaultValue();
        source.SetAdditionalFeature(key, made);
        return made;
    }

    /// <summary>Whether there is a value of that key and type.</summary>
    public static bool TryGetAdditionalFeature<T>(this ISupportAdditionalFeatures source, string key, out T? value)
    {
        value = source.AdditionalFeatures.TryGetValue(key, out var found) && found is T known ? known : default;
        return value is not null;
    }
}
