using Bogus.Bson;

namespace Provisioning.Seeds.ToWow;

/// <summary>Names of people, from Bogus's word lists.</summary>
internal static class PersonNames
{
    public static WordList ChineseGiven { get; } = Load("zh_CN", "first_name");

    public static WordList ChineseFamily { get; } = Load("zh_CN", "last_name");

    // English's first_name would do, but is six times as long and holds names that few people bear.
    public static WordList EnglishGiven { get; } = Load("en", "male_first_name", "female_first_name");

    public static WordList EnglishFamily { get; } = Load("en", "last_name");

    /// <summary>Chinese family names as people spell them on line.</summary>
    public static WordList ChineseHandles { get; } =
        new([
            "wang",
            "li",
            "zhang",
            "liu",
            "chen",
            "yang",
            "huang",
            "zhao",
            "wu",
            "zhou",
            "xu",
            "sun",
            "ma",
            "zhu",
            "hu",
            "guo",
            "he",
            "lin",
            "gao",
            "luo",
            "zheng",
            "liang",
            "xie",
            "song",
            "tang",
            "deng",
            "han",
            "feng",
            "cao",
            "peng",
            "zeng",
            "xiao",
        ]);

    /// <summary>English family names, lower case and letters only.</summary>
    public static WordList EnglishHandles { get; } =
        new(Read("en", "last_name").Select(name => string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant()));

    private static WordList Load(string locale, params string[] lists) =>
        new([.. lists.SelectMany(list => Read(locale, list))]);

    private static IEnumerable<string> Read(string locale, string list)
    {
        var words = (BArray)Bogus.Database.GetLocale(locale)["name"][list];
        return Enumerable.Range(0, words.Count).Select(i => words[i].StringValue);
    }
}
