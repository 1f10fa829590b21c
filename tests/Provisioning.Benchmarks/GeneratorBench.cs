using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bogus;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Ledger;
using Provisioning.PostgreSql.Rows;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Provisioning.Seeds.ToWow;

namespace Provisioning.Benchmarks;

/// <summary>What the values of made-up rows take, without a database that takes them: beside Bogus as usually written.
/// All in this process; ours make the bytes of COPY, Bogus objects. Rounds are interleaved.</summary>
/// <param name="provision">The command.</param>
/// <param name="engine">Where the structure is read from.</param>
internal sealed class GeneratorBench(string provision, PostgreSqlEngine engine)
{
    private const int Rounds = 5;
    private const int Rows = 1_000_000;
    private const string Name = "bench_generator";

    private static readonly string[] Columns =
    [
        "",
        "rows a second",
        "to Bogus",
        "on two threads",
        "to one",
        "MB a second",
    ];

    /// <summary>Measures, and adds what was found to the report.</summary>
    public async Task RunAsync(Report report)
    {
        var profiles = await ReadAsync("agent_profiles", url =>
            Measurement.RunAsync(provision, "init", "--system", "towow", "--url", url)
        );
        var events = await ReadAsync("events", url =>
            Measurement.RunAsync("psql", "-Xqc", SeedBench.Sql("timestamptz", "jsonb", isIndexed: false), url)
        );
        var seeder = new ToWowMockAgents().Rows(new SeedOptions(SeedOptions.DefaultSeed, Rows))[0];
        Contestant[] all =
        [
            new("agent profiles, Bogus", Profiles, Rows / 10),
            new("agent profiles, the system's seeder", (first, count) => Write(seeder, first, count), Rows),
            new("agent profiles, --auto", (first, count) => Write(profiles, first, count), Rows),
            new("events, Bogus", Events, Rows / 5),
            new("events, --auto", (first, count) => Write(events, first, count), Rows),
        ];
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var one in all)
            {
                one.Run(isMeasured: round > 0);
            }
        }

        report.Heading("Values of made-up rows");
        report.Paragraph(
            """
            Values alone, in one process, with no database to take them: agent profiles of ToWow (twelve columns, three of them JSON) and the ten columns of the loads
            below, as the bytes of PostgreSQL's binary COPY; beside them the same profiles as objects of a `Faker<T>`. Best of five rounds.
            """
        );
        report.Table([Columns, .. all.Select((one, at) => one.Row(all[at < 3 ? 0 : 3]))]);
    }

    private async Task<RowSource> ReadAsync(string table, Func<string, Task> create)
    {
        await engine.RecreateAsync(Name);
        await create(engine.Url(Name));
        await using var session = await DatabaseUrl.Parse(engine.Url(Name)).OpenAsync(CancellationToken.None);
        var options = new LoadOptions
        {
            RowsOf = new Dictionary<ObjectName, long> { [table] = Rows, ["users"] = 1000 },
            IsOnlyNamed = true,
        };
        var rows = await new StructureLoader(session, options, new VersionTable()).RowsAsync(
            (await session.InspectAsync(CancellationToken.None)).WithoutLedger(new(), session.Database.Dialect),
            await session.InspectUnmodelledAsync(CancellationToken.None),
            CancellationToken.None
        );
        await session.DisposeAsync();
        await engine.DropAsync(Name);
        return rows.Single(each => each.Table.Table == table).Rows!;
    }

    private static long Write(RowSource rows, long first, long count)
    {
        var sink = new CountingStream();
        var part = rows with
        {
            Count = count,
            Write = (row, writer) => rows.Write(first + row, writer),
            InOrder = rows.InOrder is { } start
                ? () => start() is var write ? (row, writer) => write(first + row, writer) : null!
                : null,
        };
        new PostgreSqlRowWriter(sink, part).WriteAll(null, CancellationToken.None);
        return sink.Length;
    }

    private static long Profiles(long first, long count)
    {
        string[] types = ["translator", "developer", "designer", "researcher", "lawyer", "teacher"];
        string[] skills = ["code review", "translation", "drawing", "writing", "testing", "teaching", "law"];
        string[] interests = ["music", "film", "hiking", "reading", "coffee", "travel"];
        var faker = new Faker<Profile>()
            .CustomInstantiator(_ => new())
            .UseSeed((int)first + 42)
            .RuleFor(agent => agent.Id, f => f.Random.Guid())
            .RuleFor(agent => agent.Name, f => f.Name.FullName())
            .RuleFor(agent => agent.AgentType, f => f.PickRandom(types))
            .RuleFor(
                agent => agent.Description,
                f => $"A {f.Name.JobTitle()} with {f.Random.Int(2, 15)} years of {f.PickRandom(skills)}."
            )
            .RuleFor(
                agent => agent.Capabilities,
                f =>
                    JsonSerializer.Serialize(
                        new Dictionary<string, object>
                        {
                            ["skills"] = f.PickRandom(skills, 3).ToArray(),
                            ["interests"] = f.PickRandom(interests, 2).ToArray(),
                            ["location"] = f.Address.City(),
                        }
                    )
            )
            .RuleFor(
                agent => agent.Pricing,
                f =>
                    JsonSerializer.Serialize(
                        new Dictionary<string, object>
                        {
                            ["base_rate"] = f.Random.Int(15, 120),
                            ["currency"] = "USD",
                            ["unit"] = "hour",
                        }
                    )
            )
            .RuleFor(
                agent => agent.Config,
                f => JsonSerializer.Serialize(new Dictionary<string, object> { ["user_id"] = f.Internet.UserName() })
            )
            .RuleFor(agent => agent.IsActive, f => f.Random.Bool(0.92f))
            .RuleFor(agent => agent.Rating, f => Math.Round(f.Random.Double(4, 5), 1))
            .RuleFor(agent => agent.Collaborations, f => f.Random.Int(0, 50))
            .RuleFor(agent => agent.CreatedAt, f => f.Date.Past(2));
        return faker.GenerateLazy((int)count).Sum(agent => (long)agent.Capabilities.Length);
    }

    private static long Events(long first, long count)
    {
        string[] kinds = ["created", "opened", "closed", "moved"];
        var id = first;
        var faker = new Faker<Event>()
            .CustomInstantiator(_ => new())
            .UseSeed((int)first + 42)
            .RuleFor(one => one.Id, _ => ++id)
            .RuleFor(one => one.UserId, f => f.Random.Int(1, 1000))
            .RuleFor(one => one.Kind, f => f.PickRandom(kinds))
            .RuleFor(one => one.Body, f => f.Lorem.Sentence())
            .RuleFor(one => one.Score, f => Math.Round(f.Random.Decimal(0, 1000), 2))
            .RuleFor(one => one.Amount, f => f.Random.Int(1, 1000))
            .RuleFor(one => one.IsOpen, f => f.Random.Bool())
            .RuleFor(
                one => one.Meta,
                f => JsonSerializer.Serialize(new Dictionary<string, object> { ["number"] = f.Random.Int(1, 10_000) })
            )
            .RuleFor(one => one.CreatedAt, f => f.Date.Past(2))
            .RuleFor(one => one.UpdatedAt, (f, one) => one.CreatedAt.AddHours(f.Random.Int(1, 700)));
        return faker.GenerateLazy((int)count).Sum(one => (long)one.Meta.Length);
    }

    private sealed class Event
    {
        public long Id { get; set; }

        public int UserId { get; set; }

        public string Kind { get; set; } = "";

        public string Body { get; set; } = "";

        public decimal Score { get; set; }

        public int Amount { get; set; }

        public bool IsOpen { get; set; }

        public string Meta { get; set; } = "";

        public DateTime CreatedAt { get; set; }

        public DateTime? UpdatedAt { get; set; }
    }

    private sealed class Profile
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string AgentType { get; set; } = "";

        public string Description { get; set; } = "";

        public string Capabilities { get; set; } = "";

        public string Pricing { get; set; } = "";

        public string Config { get; set; } = "";

        public bool IsActive { get; set; }

        public double? Rating { get; set; }

        public int Collaborations { get; set; }

        public DateTime CreatedAt { get; set; }
    }

    // Makes rows from a number on, and says how many bytes they were.
    private sealed class Contestant(string name, Func<long, long, long> make, int rows)
    {
        private double _one;
        private double _two;
        private long _bytes;

        public void Run(bool isMeasured)
        {
            var one = Time(() => _bytes = make(0, rows));
            var two = Time(() => Parallel.For(0, 2, part => make(part * (rows / 2), rows / 2)));
            if (isMeasured)
            {
                (_one, _two) = (Math.Max(_one, rows / one), Math.Max(_two, rows / two));
            }
        }

        public string[] Row(Contestant bogus) =>
            [
                name,
                _one.ToString("#,0", CultureInfo.InvariantCulture),
                Report.Ratio(_one / bogus._one),
                _two.ToString("#,0", CultureInfo.InvariantCulture),
                Report.Ratio(_two / _one),
                Report.Number(_one / rows * _bytes / 1e6),
            ];

        private static double Time(Action work)
        {
            var watch = Stopwatch.StartNew();
            work();
            return watch.Elapsed.TotalSeconds;
        }
    }

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get; set; }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }
}
