using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.FaultTests.Backup.Stores;

/// <summary>A bucket whose server or line misbehaves: what was answered for is there, what was not is told, and nobody
/// tries for ever.</summary>
public sealed class S3FaultTests : IAsyncDisposable
{
    private const int Part = 5 << 20;
    private const int Most = 6;

    private static readonly byte[] Small = StoreTool.Content(100_000, 1);
    private static readonly byte[] Big = StoreTool.Content((2 * Part) + 1000, 2);

    private readonly OwnS3Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each kind of request that an upload and a reading back are made of.</summary>
    public static TheoryData<S3Action, bool> Steps =>
        new()
        {
            { S3Action.Head, false },
            { S3Action.Put, false },
            { S3Action.Get, false },
            { S3Action.BeginUpload, true },
            { S3Action.PutPart, true },
            { S3Action.CompleteUpload, true },
            { S3Action.Get, true },
        };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_server_that_is_busy_up_to_five_times_is_asked_again(S3Action step, bool isBig)
    {
        (int Status, string Code)[] answers =
        [
            (500, "InternalError"),
            (503, "SlowDown"),
            (429, "TooManyRequests"),
            (408, "RequestTimeout"),
            (502, ""),
            (504, ""),
        ];
        foreach (var (status, code) in answers)
        {
            for (var times = 1; times < Most; times++)
            {
                await using var server = new OwnS3Server
                {
                    Fault = (action, at) => action == step && at <= times ? new S3Fault.Answer(status, code) : null,
                };
                await using var store = Open(server);

                await PutAsync(store, "a", isBig ? Big : Small);

                Assert.Equal(isBig ? Big : Small, server.Objects["pre/a"]);
                Assert.Empty(server.Uploads);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_busy_server_is_reported_after_six_attempts_and_keeps_nothing(S3Action step, bool isBig)
    {
        _server.Fault = (action, _) => action == step ? new S3Fault.Answer(503, "SlowDown") : null;
        await using var store = Open(_server);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "a", isBig ? Big : Small));

        Assert.Equal(StoreProblem.Unreachable, error.Problem);
        Assert.Contains(
            "s3://bucket/pre/a: the server is busy or broken (503",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(Most, _server.Count(step));
        Assert.Empty(_server.Objects);
        Assert.Empty(_server.Uploads);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_server_that_forbids_it_half_way_is_reported_at_once_and_keeps_nothing(S3Action step, bool isBig)
    {
        _server.Fault = (action, at) =>
            action == step && at == (step is S3Action.PutPart ? 2 : 1) ? new S3Fault.Answer(403, "AccessDenied") : null;
        await using var store = Open(_server);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "a", isBig ? Big : Small));

        Assert.Equal(StoreProblem.Refused, error.Problem);
        Assert.Contains("s3://bucket/pre/a: the server forbids it (403", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Settings.Secret, $"{error.Message}", StringComparison.Ordinal);
        Assert.DoesNotContain(S3Settings.Key, error.Message, StringComparison.Ordinal);
        Assert.Equal(step is S3Action.PutPart ? 2 : 1, _server.Count(step));
        Assert.Empty(_server.Objects);
        Assert.Empty(_server.Uploads);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task An_answer_that_is_lost_before_or_after_the_work_is_asked_for_again(S3Action step, bool isBig)
    {
        foreach (var isDone in (bool[])[false, true])
        {
            for (var times = 1; times < Most; times += 2)
            {
                await using var server = new OwnS3Server
                {
                    Fault = (action, at) => action == step && at <= times ? new S3Fault.BreakOff(isDone) : null,
                };
                await using var store = Open(server);

                await PutAsync(store, "a", isBig ? Big : Small);

                Assert.Equal(isBig ? Big : Small, server.Objects["pre/a"]);
                // An upload whose number was lost is the garbage's.
                await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token);
                Assert.Empty(server.Uploads);
            }
        }
    }

    [Theory]
    [InlineData(S3Action.BeginUpload)]
    [InlineData(S3Action.CompleteUpload)]
    [InlineData(S3Action.List)]
    [InlineData(S3Action.ListUploads)]
    public async Task An_answer_that_is_empty_is_asked_for_again(S3Action step)
    {
        _server.Fault = (action, at) => action == step && at <= 2 ? new S3Fault.Truncate(0) : null;
        await using var store = Open(_server);

        await PutAsync(store, "a", Big);
        var names = await NamesAsync(store, "");
        await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token);

        Assert.Equal(["a"], names);
        Assert.Equal(Big, _server.Objects["pre/a"]);
        Assert.Empty(_server.Uploads);
        // What an upload's last answer says does not matter: the object is read back.
        Assert.Equal(step is S3Action.CompleteUpload ? 1 : 3, _server.Count(step));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_that_are_all_lost_after_the_work_do_not_hide_that_it_was_done(bool isBig)
    {
        _server.Fault = (action, _) =>
            action is S3Action.Put or S3Action.CompleteUpload ? new S3Fault.BreakOff(IsDone: true) : null;
        await using var store = Open(_server);

        await PutAsync(store, "a", isBig ? Big : Small);

        Assert.Equal(isBig ? Big : Small, _server.Objects["pre/a"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_reset_after_any_number_of_bytes_is_tried_again(bool isBig)
    {
        var content = isBig ? Big : Small;
        var random = new Random(20261125);
        for (var attempt = 0; attempt < (Ladder.IsFull ? 50 : 25); attempt++)
        {
            var after = random.Next(content.Length * 2);
            await using var server = new OwnS3Server();
            await using var line = new LineBetween(server.Endpoint, breaks: random.Next(1, 4)) { BreaksAfter = after };
            await using var store = BackupStores.Open(
                $"s3://bucket/pre?part-mib=5&endpoint={line.Endpoint}",
                new HastyTime()
            );

            await PutAsync(store, "a", content);

            Assert.Equal(content, server.Objects["pre/a"]);
            await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token);
            Assert.Empty(server.Uploads);
            FaultTable.Add($"B9 a connection reset, {(isBig ? "multipart" : "one part")}", "whole, no upload left");
        }
    }

    [Fact]
    public async Task A_line_that_always_breaks_is_reported_after_six_attempts()
    {
        await using var line = new LineBetween(_server.Endpoint, breaks: int.MaxValue) { BreaksAfter = 50_000 };
        await using var store = BackupStores.Open($"s3://bucket/pre?endpoint={line.Endpoint}", new HastyTime());

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "a", Small));

        Assert.Equal(StoreProblem.Unreachable, error.Problem);
        Assert.Contains(
            "Cannot write s3://bucket/pre/a: the server cannot be reached, or broke off",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task A_slow_line_takes_its_time_and_is_no_failure()
    {
        await using var line = new LineBetween(_server.Endpoint) { Delay = TimeSpan.FromMilliseconds(50) };
        await using var store = BackupStores.Open($"s3://bucket/pre?endpoint={line.Endpoint}", new HastyTime());

        await PutAsync(store, "a", Small);

        Assert.Equal(Small, _server.Objects["pre/a"]);
        Assert.Equal(1, _server.Count(S3Action.Put));
    }

    public static TheoryData<S3Action, string, bool> Lies =>
        new()
        {
            { S3Action.Put, "corrupt", false },
            { S3Action.Put, "forget", false },
            { S3Action.PutPart, "corrupt", true },
            { S3Action.PutPart, "forget", true },
            { S3Action.CompleteUpload, "corrupt", true },
        };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task What_the_server_says_it_keeps_and_does_not_is_noticed_by_reading_it_back(
        S3Action step,
        string lie,
        bool isBig
    )
    {
        _server.Fault = (action, at) =>
            action == step && at == 1 ? (lie == "corrupt" ? new S3Fault.Corrupt() : new S3Fault.Forget()) : null;
        await using var store = Open(_server);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "a", isBig ? Big : Small));

        Assert.Equal(StoreProblem.Damaged, error.Problem);
        Assert.Empty(_server.Objects);
        Assert.Empty(_server.Uploads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_digest_that_is_another_than_expected_does_not_matter_where_the_object_is_right(bool isBig)
    {
        _server.Fault = (_, _) => new S3Fault.Lie();
        await using var store = Open(_server);

        await PutAsync(store, "a", isBig ? Big : Small);

        Assert.Equal(isBig ? Big : Small, _server.Objects["pre/a"]);
    }

    [Fact]
    public async Task A_list_that_does_not_have_the_newest_object_yet_hides_it_and_nothing_else()
    {
        await using var store = Open(_server);
        await PutAsync(store, "a", Small);
        _server.Hidden = "pre/b";

        await PutAsync(store, "b", Small);

        Assert.Equal(["a"], await NamesAsync(store, ""));
        Assert.Equal(Small, await GetAsync(store, "b"));
        Assert.Equal(
            StoreProblem.Exists,
            (await Assert.ThrowsAsync<BackupStoreException>(() => store.CreateAsync("b", Token))).Problem
        );
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_reported_with_both_times()
    {
        _server.Ahead = TimeSpan.FromMinutes(20);
        await using var store = Open(_server);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => NamesAsync(store, ""));

        Assert.Matches(
            @"this machine's clock says 20\d\d-.* UTC, the server's 20\d\d-.* UTC, and S3 requires them to be within "
                + @"15 minutes. Set this machine's clock\.$",
            error.Message
        );
        Assert.Equal(1, _server.Count(S3Action.List));
    }

    [Fact]
    public async Task Trying_again_ends_after_two_minutes()
    {
        var time = new JumpingTime(TimeSpan.FromSeconds(50));
        _server.Fault = (action, _) => action is S3Action.List ? new S3Fault.Answer(503, "SlowDown") : null;
        await using var store = BackupStores.Open(_server.Url(), time);

        await Assert.ThrowsAsync<BackupStoreException>(() => NamesAsync(store, ""));

        Assert.InRange(_server.Count(S3Action.List), 2, 3);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private static BackupStore Open(OwnS3Server server) =>
        BackupStores.Open(server.Url("&part-mib=5"), new HastyTime());

    // Each look at the clock finds it further on.
    private sealed class JumpingTime(TimeSpan by) : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() =>
            Interlocked.Increment(ref _looks) * (long)(by.TotalSeconds * TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 1000 : dueTime, period);
    }
}
