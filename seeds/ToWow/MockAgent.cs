using Provisioning.Seeding;

namespace Provisioning.Seeds.ToWow;

/// <summary>The texts and JSON documents of one mock agent, each on the thread's line.</summary>
internal readonly ref struct MockAgent(AgentKind kind, bool isChinese)
{
    private static readonly WordList Years = new(Enumerable.Range(2, 14).Select(years => $"{years}"));

    /// <summary>A full name in the order of its language.</summary>
    public Utf8Line Name(ref RowRandom random) =>
        isChinese
            ? Utf8Line
                .Start()
                .Add(One(PersonNames.ChineseFamily, ref random))
                .Add(One(PersonNames.ChineseGiven, ref random))
            : Utf8Line
                .Start()
                .Add(One(PersonNames.EnglishGiven, ref random))
                .Add(" "u8)
                .Add(One(PersonNames.EnglishFamily, ref random));

    /// <summary>A sentence with title, years and the first two skills.</summary>
    public Utf8Line Description(ReadOnlySpan<int> skills, ref RowRandom random)
    {
        var line = Utf8Line.Start();
        var words = kind.Skills.In(isChinese).Plain;
        var template = random.Pick<Template>(
            isChinese ? AgentWords.ChineseDescriptions : AgentWords.EnglishDescriptions
        );
        template.Fill(
            line,
            One(kind.Titles.In(isChinese), ref random),
            One(Years, ref random),
            words[skills[0]],
            words[skills[1]]
        );
        return line;
    }

    /// <summary>Skills, languages and frameworks where the kind has them, interests, location, availability.</summary>
    public Utf8Line Capabilities(ReadOnlySpan<int> skills, ref RowRandom random)
    {
        var line = Utf8Line.Start().Add("{\"skills\":"u8).Add(kind.Skills.In(isChinese), skills);
        if (kind.Languages is { } languages)
        {
            AddSome(line.Add(",\"languages\":"u8), languages, 2, 5, ref random);
        }

        if (kind.Frameworks is { } frameworks)
        {
            AddSome(line.Add(",\"frameworks\":"u8), frameworks, 1, 4, ref random);
        }

        AddSome(line.Add(",\"interests\":"u8), AgentWords.Interests, 2, 4, ref random);
        line.Add(",\"location\":"u8)
            .Add(AgentWords.Locations.In(isChinese).Quoted[random.Pick<int>(AgentWords.LocationOfHundred)]);
        return line.Add(",\"availability\":"u8).Add(QuotedOne(AgentWords.Availabilities, ref random)).Add("}"u8);
    }

    /// <summary>Base rate, currency and unit; nine of ten agents take the money of their language.</summary>
    public Utf8Line Pricing(ref RowRandom random)
    {
        var isYuan = random.Chance(90) == isChinese;
        var range = isYuan ? kind.Yuan : kind.Dollars;
        var rate = random.Next(range.Min, range.Max);
        var line = Utf8Line.Start().Add("{\"base_rate\":"u8);
        line = range.InHundredths ? line.Add(rate / 100).Add("."u8).Add(rate % 100, 2) : line.Add(rate);
        return line.Add(isYuan ? ",\"currency\":\"CNY\",\"unit\":"u8 : ",\"currency\":\"USD\",\"unit\":"u8)
            .Add(kind.Units.Quoted[0])
            .Add("}"u8);
    }

    /// <summary>User id, display name, personality and style of decision.</summary>
    public Utf8Line Config(long row, ref RowRandom random)
    {
        var line = Utf8Line.Start().Add("{\"user_id\":\"agent_"u8).Add(row + 1, 3);
        line.Add("\",\"display_name\":\""u8)
            .Add(One(isChinese ? PersonNames.ChineseHandles : PersonNames.EnglishHandles, ref random));
        line.Add(random.Next(1, 999), 3)
            .Add("\",\"personality\":"u8)
            .Add(QuotedOne(AgentWords.Personalities, ref random));
        return line.Add(",\"decision_style\":"u8).Add(QuotedOne(AgentWords.DecisionStyles, ref random)).Add("}"u8);
    }

    private static byte[] One(WordList words, ref RowRandom random) => random.Pick<byte[]>(words.Plain);

    private byte[] QuotedOne(Words words, ref RowRandom random) => random.Pick<byte[]>(words.In(isChinese).Quoted);

    private void AddSome(Utf8Line line, Words words, int min, int max, ref RowRandom random)
    {
        var list = words.In(isChinese);
        Span<int> places = stackalloc int[(int)random.Next(Math.Min(min, list.Count), Math.Min(max, list.Count))];
        random.Sample(list.Count, places);
        line.Add(list, places);
    }
}
