using System.Reflection;
using FluentMigrator;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Authoring.Collecting;

/// <summary>Reads the tags of a class, of its base classes and of its interfaces.</summary>
internal static class ClassTags
{
    /// <summary>The tags of the class.</summary>
    public static MigrationTags Of(Type type)
    {
        var tags = type.GetCustomAttributes<TagsAttribute>(inherit: true)
            .Concat(type.GetInterfaces().Where(known => known != typeof(IMigration)).SelectMany(known => known.GetCustomAttributes<TagsAttribute>(inherit: false)))
            .ToLookup(tag => tag.Behavior, tag => tag.TagNames);
        return tags.Count == 0 ? MigrationTags.None : new(Names(tags[TagBehavior.RequireAll]), Names(tags[TagBehavior.RequireAny]));
    }

    private static ValueList<string> Names(IEnumerable<IEnumerable<string>> names) =>
        names.SelectMany(name => name).Distinct(StringComparer.Ordinal).ToValueList();
}
