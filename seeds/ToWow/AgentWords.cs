namespace Provisioning.Seeds.ToWow;

/// <summary>What agents of any type may say of themselves.</summary>
internal static class AgentWords
{
    public static Words Interests { get; } =
        new(
            "人工智能|artificial intelligence",
            "开源社区|open source",
            "可持续发展|sustainability",
            "创业|startups",
            "教育公平|education for all",
            "数字艺术|digital art",
            "区块链|blockchain",
            "远程协作|remote work",
            "健康科技|health technology",
            "智慧城市|smart cities",
            "文化遗产|cultural heritage",
            "摄影|photography",
            "音乐|music",
            "电影|film",
            "徒步|hiking",
            "阅读|reading",
            "咖啡|coffee",
            "桌游|board games",
            "烹饪|cooking",
            "旅行|travel",
            "公益|volunteering",
            "跑步|running",
            "写作|writing",
            "心理学|psychology",
            "设计思维|design thinking"
        );

    public static Words Locations { get; } =
        new(
            "北京|Beijing",
            "上海|Shanghai",
            "深圳|Shenzhen",
            "杭州|Hangzhou",
            "广州|Guangzhou",
            "成都|Chengdu",
            "南京|Nanjing",
            "武汉|Wuhan",
            "西安|Xi'an",
            "苏州|Suzhou",
            "厦门|Xiamen",
            "重庆|Chongqing",
            "长沙|Changsha",
            "天津|Tianjin",
            "青岛|Qingdao",
            "远程|remote"
        );

    /// <summary>Each place in <see cref="Locations"/> as often as of a hundred agents live there.</summary>
    public static int[] LocationOfHundred { get; } =
    [
        .. new[] { 15, 15, 12, 10, 8, 6, 5, 5, 4, 4, 3, 3, 2, 2, 2, 4 }.SelectMany(
            (weight, place) => Enumerable.Repeat(place, weight)
        ),
    ];

    public static Words Availabilities { get; } =
        new(
            "全职|full time",
            "兼职|part time",
            "周末|weekends",
            "工作日晚上|weekday evenings",
            "随时|any time",
            "每周10小时|10 hours a week",
            "每周20小时|20 hours a week",
            "按项目|by project",
            "下月起|from next month",
            "需提前预约|by appointment"
        );

    public static Words Personalities { get; } =
        new(
            "严谨，细致|careful, thorough",
            "热情，外向|warm, outgoing",
            "冷静，理性|calm, rational",
            "幽默，随和|humorous, easy-going",
            "果断，高效|decisive, efficient",
            "温和，耐心|gentle, patient",
            "好奇，创新|curious, inventive",
            "务实，可靠|practical, reliable",
            "乐观，积极|optimistic, proactive",
            "独立，专注|independent, focused",
            "敏锐，直接|perceptive, direct",
            "谦逊，合作|modest, cooperative"
        );

    public static Words DecisionStyles { get; } =
        new(
            "数据驱动|data-driven",
            "直觉优先|intuition first",
            "风险规避|risk-averse",
            "快速试错|fail fast",
            "共识导向|consensus-seeking",
            "成本优先|cost first",
            "质量优先|quality first",
            "长期主义|long-term",
            "用户导向|user-centred",
            "专家意见|expert advice",
            "灵活应变|adaptive",
            "先规划后执行|plan, then act"
        );

    /// <summary>Descriptions: {0} is the title, {1} the years, {2} and {3} are skills.</summary>
    public static Template[] ChineseDescriptions { get; } =
    [
        new("{0}，拥有{1}年经验，擅长{2}和{3}。"),
        new("从业{1}年的{0}，专注于{2}，也能胜任{3}。"),
        new("我是一名{0}，过去{1}年一直从事{2}与{3}相关工作，期待与你合作。"),
        new("{1}年{0}经历，熟悉{2}，交付准时，沟通顺畅。"),
        new("以{2}和{3}见长的{0}，{1}年来服务过不同规模的团队。"),
    ];

    /// <summary>The same in English.</summary>
    public static Template[] EnglishDescriptions { get; } =
    [
        new("Professional {0} with {1} years of experience, strong in {2} and {3}."),
        new("Freelance {0} for {1} years: mostly {2}, also {3}."),
        new("Your {0} for {2} and {3}, with {1} years in the field."),
        new("Reliable {0} with {1} years of {2}; delivers on time and keeps you informed."),
        new("Known for {2} and {3}: this {0} has served teams of every size for {1} years."),
    ];
}
