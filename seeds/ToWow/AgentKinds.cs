namespace Provisioning.Seeds.ToWow;

/// <summary>The types of mock agents.</summary>
internal static class AgentKinds
{
    private static readonly Words HumanLanguages = new("zh", "en", "ja", "ko", "es", "fr", "de", "ru", "pt", "ar");

    public static AgentKind[] All { get; } =
    [
        new(
            "translator",
            14,
            "word",
            new(3, 25, true),
            new(10, 150, true),
            new("专业翻译|translator", "本地化专家|localization expert", "同声传译|conference interpreter"),
            new(
                "技术文档翻译|technical translation",
                "法律翻译|legal translation",
                "医学翻译|medical translation",
                "文学翻译|literary translation",
                "商务口译|business interpreting",
                "软件本地化|software localization",
                "字幕翻译|subtitling",
                "术语管理|terminology management",
                "译后编辑|post-editing",
                "双语校对|bilingual proofreading"
            )
        )
        {
            Languages = HumanLanguages,
        },
        new(
            "developer",
            16,
            "hour",
            new(15, 120),
            new(80, 600),
            new(
                "全栈工程师|full-stack developer",
                "后端工程师|backend engineer",
                "前端工程师|frontend engineer",
                "代码审查员|code reviewer"
            ),
            new(
                "代码审查|code review",
                "接口设计|API design",
                "性能优化|performance tuning",
                "数据库设计|database design",
                "单元测试|unit testing",
                "微服务架构|microservices",
                "移动开发|mobile development",
                "自动化部署|deployment automation",
                "安全加固|security hardening",
                "系统重构|refactoring"
            )
        )
        {
            Languages = new("python", "javascript", "typescript", "go", "rust", "java", "csharp", "kotlin"),
            Frameworks = new("fastapi", "react", "nextjs", "vue", "spring", "django", "aspnetcore", "flutter"),
        },
        new(
            "designer",
            10,
            "project",
            new(150, 3000),
            new(800, 20000),
            new("视觉设计师|visual designer", "交互设计师|interaction designer", "品牌设计师|brand designer"),
            new(
                "界面设计|UI design",
                "用户研究|user research",
                "品牌设计|branding",
                "插画|illustration",
                "动效设计|motion design",
                "原型制作|prototyping",
                "设计系统|design systems",
                "包装设计|packaging",
                "信息图表|infographics"
            )
        )
        {
            Frameworks = new("figma", "sketch", "photoshop", "illustrator", "blender"),
        },
        new(
            "writer",
            9,
            "word",
            new(4, 60, true),
            new(15, 300, true),
            new("内容创作者|content writer", "文案策划|copywriter", "技术写作者|technical writer"),
            new(
                "营销文案|marketing copy",
                "公众号运营|newsletter writing",
                "技术写作|technical writing",
                "剧本写作|script writing",
                "新闻稿|press releases",
                "搜索优化写作|SEO writing",
                "编辑校对|editing",
                "故事策划|storytelling"
            )
        )
        {
            Languages = new("zh", "en"),
        },
        new(
            "data_analyst",
            9,
            "hour",
            new(20, 110),
            new(100, 550),
            new("数据分析师|data analyst", "数据科学家|data scientist", "商业分析师|business analyst"),
            new(
                "数据可视化|data visualization",
                "统计建模|statistical modelling",
                "机器学习|machine learning",
                "数据清洗|data cleaning",
                "用户增长分析|growth analysis",
                "A/B 测试|A/B testing",
                "预测分析|forecasting",
                "报表自动化|report automation"
            )
        )
        {
            Languages = new("python", "sql", "r", "julia"),
            Frameworks = new("pandas", "spark", "pytorch", "tableau", "dbt"),
        },
        new(
            "researcher",
            7,
            "report",
            new(80, 1500),
            new(500, 9000),
            new("行业研究员|industry researcher", "学术顾问|academic adviser", "市场调研员|market researcher"),
            new(
                "文献综述|literature review",
                "竞品分析|competitor analysis",
                "问卷设计|survey design",
                "深度访谈|in-depth interviews",
                "政策研究|policy research",
                "专利检索|patent search",
                "数据收集|data collection",
                "报告撰写|report writing"
            )
        ),
        new(
            "marketer",
            8,
            "campaign",
            new(200, 5000),
            new(1000, 30000),
            new("市场推广专家|marketing specialist", "增长运营|growth manager", "社群运营|community manager"),
            new(
                "社交媒体运营|social media",
                "广告投放|paid advertising",
                "活动策划|event planning",
                "品牌传播|brand communication",
                "直播运营|live streaming",
                "渠道拓展|channel development",
                "用户增长|user growth",
                "内容营销|content marketing"
            )
        ),
        new(
            "product_manager",
            7,
            "day",
            new(120, 900),
            new(800, 5000),
            new("产品经理|product manager", "敏捷教练|agile coach", "产品顾问|product consultant"),
            new(
                "需求分析|requirements analysis",
                "产品规划|roadmapping",
                "用户故事|user stories",
                "竞品调研|market comparison",
                "项目管理|project management",
                "数据驱动决策|data-driven decisions",
                "原型设计|wireframing",
                "用户访谈|user interviews"
            )
        ),
        new(
            "customer_support",
            6,
            "ticket",
            new(50, 600, true),
            new(200, 3000, true),
            new("客户服务代表|support representative", "客户成功经理|customer success manager"),
            new(
                "工单处理|ticket handling",
                "在线客服|live chat",
                "投诉处理|complaint handling",
                "知识库维护|knowledge base upkeep",
                "客户回访|follow-up calls",
                "产品培训|product training",
                "多语言支持|multilingual support"
            )
        )
        {
            Languages = HumanLanguages,
        },
        new(
            "legal_advisor",
            5,
            "consultation",
            new(50, 600),
            new(300, 3000),
            new("法律顾问|legal adviser", "合规专家|compliance expert"),
            new(
                "合同审查|contract review",
                "知识产权|intellectual property",
                "数据合规|data protection",
                "劳动法咨询|employment law",
                "公司设立|company formation",
                "争议解决|dispute resolution",
                "跨境业务|cross-border business"
            )
        ),
        new(
            "tutor",
            5,
            "lesson",
            new(10, 90),
            new(60, 500),
            new("在线教师|online tutor", "学习教练|learning coach"),
            new(
                "英语教学|English teaching",
                "中文教学|Chinese teaching",
                "数学辅导|mathematics",
                "编程入门|introductory programming",
                "考试辅导|exam preparation",
                "课程设计|course design",
                "口语练习|conversation practice"
            )
        )
        {
            Languages = new("zh", "en"),
        },
        new(
            "user_agent",
            4,
            "task",
            new(1, 50),
            new(5, 300),
            new("个人助理|personal assistant", "生活管家|lifestyle concierge"),
            new(
                "日程安排|scheduling",
                "信息搜集|information gathering",
                "行程规划|trip planning",
                "邮件处理|e-mail handling",
                "资源对接|matchmaking",
                "会议记录|minute taking",
                "预算管理|budgeting"
            )
        ),
    ];

    /// <summary>Each kind, in proportion to its weight.</summary>
    public static AgentKind[] Hundred { get; } = [.. All.SelectMany(kind => Enumerable.Repeat(kind, kind.Weight))];
}
