namespace Provisioning.Masking.Classification;

/// <summary>The names of the classes in files and reports.</summary>
internal static class Classes
{
    private static readonly (ColumnClass Class, string Name)[] Names =
    [
        (ColumnClass.Public, "public"),
        (ColumnClass.Key, "key"),
        (ColumnClass.Personal, "personal"),
        (ColumnClass.Secret, "secret"),
        (ColumnClass.FreeText, "free_text"),
    ];

    /// <summary>The names, for people.</summary>
    public static string All { get; } = string.Join(", ", Names.Select(pair => pair.Name));

    /// <summary>The class's name.</summary>
    public static string NameOf(ColumnClass value) => Array.Find(Names, pair => pair.Class == value).Name;

    /// <summary>The class of that name; null for none.</summary>
    public static ColumnClass? Find(string? name)
    {
        var at = Array.FindIndex(Names, pair => pair.Name == name);
        return at < 0 ? null : Names[at].Class;
    }
}
