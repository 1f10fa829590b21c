using Provisioning.Administration.Health;
using Xunit;

namespace Provisioning.Administration.Tests.Health;

/// <summary>What doctor makes of what it found, at the limits.</summary>
public sealed class VerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthLimits Limits = new();
    private static readonly HealthContext Development = new(Now);
    private static readonly HealthContext Production = new(Now)
    {
        IsProduction = true,
        Roles = new("shop_app", "shop_migrate"),
    };

    [Theory]
    [InlineData(80, 100, 0, Verdict.Ok)]
    [InlineData(81, 100, 0, Verdict.Failed)]
    [InlineData(157, 200, 3, Verdict.Ok)]
    [InlineData(158, 200, 3, Verdict.Failed)]
    public void Connections_fail_above_80_percent_of_those_that_are_not_reserved(
        long used,
        long most,
        long reserved,
        Verdict verdict
    ) => Assert.Equal(verdict, LoadVerdicts.Connections(used, most, reserved, Limits).Verdict);

    [Theory]
    [InlineData(3, 30, 50, Verdict.Failed)]
    [InlineData(3, 30, 22, Verdict.Ok)]
    [InlineData(3, 30, 23, Verdict.Failed)]
    [InlineData(1, 30, 50, Verdict.Ok)]
    public void Pools_of_all_instances_have_to_fit(long instances, long size, long overflow, Verdict verdict) =>
        Assert.Equal(verdict, LoadVerdicts.Pools(new(instances, size, overflow), 200, 3, Limits).Verdict);

    [Fact]
    public void Three_instances_of_the_documents_production_profile_are_shown_what_would_fit()
    {
        var judgement = LoadVerdicts.Pools(new(3, 30, 50), 200, 3, Limits);

        Assert.Equal("3 × (30 + 50) = 240", judgement.Value);
        Assert.Equal("157 (80 % of 200 − 3)", judgement.Limit);
        Assert.Contains("open 52 at the most", judgement.Advice, StringComparison.Ordinal);
        Assert.Equal(Verdict.NotKnown, LoadVerdicts.Pools(null, 200, 3, Limits).Verdict);
    }

    public static TheoryData<long, long?, Verdict, string> Deadlocks =>
        new()
        {
            { 7, 7, Verdict.Ok, "0 in 60 min" },
            { 8, 7, Verdict.Failed, "1 in 60 min" },
            { 2, 7, Verdict.Failed, "2 in 60 min" },
            { 0, 7, Verdict.Ok, "0 in 60 min" },
            { 0, null, Verdict.Ok, "0" },
            { 10, null, Verdict.Ok, "10 in 10 d" },
            { 11, null, Verdict.Warning, "11 in 10 d" },
        };

    [Theory]
    [MemberData(nameof(Deadlocks))]
    public void Deadlocks_count_since_the_last_run_and_else_by_the_day(
        long now,
        long? before,
        Verdict verdict,
        string value
    )
    {
        var since = Now.AddDays(-10);

        var judgement = LoadVerdicts.Deadlocks(
            new(Now, since, now),
            before is { } count ? new(Now.AddHours(-1), since, count) : null,
            Limits
        );

        Assert.Equal((verdict, value), (judgement.Verdict, judgement.Value));
    }

    [Fact]
    public void Deadlocks_whose_counter_began_at_an_unknown_time_are_not_known() =>
        Assert.Equal(Verdict.NotKnown, LoadVerdicts.Deadlocks(new(Now, null, 3), null, Limits).Verdict);

    [Theory]
    [InlineData(6000, null, Verdict.Ok)]
    [InlineData(6001, null, Verdict.Failed)]
    [InlineData(9000, 8000L, Verdict.Ok)]
    [InlineData(9001, 8000L, Verdict.Failed)]
    [InlineData(10, 8000L, Verdict.Ok)]
    public void Slow_queries_fail_above_100_a_minute(long calls, long? before, Verdict verdict)
    {
        var start = Now.AddMinutes(-60);
        HealthSample Sample(DateTimeOffset at, long count) => new(at, null, 0) { SlowCalls = count, SlowSince = start };

        Assert.Equal(
            verdict,
            LoadVerdicts
                .SlowQueries(
                    Sample(Now, calls),
                    before is { } count ? Sample(Now.AddMinutes(-10), count) : null,
                    Limits
                )
                .Verdict
        );
    }

    [Fact]
    public void Slow_queries_that_are_not_counted_are_not_known_and_say_how_they_would_be()
    {
        var judgement = LoadVerdicts.SlowQueries(
            new(Now, null, 0) { SlowUnknown = "pg_stat_statements is not installed in this database" },
            null,
            Limits
        );

        Assert.Equal(Verdict.NotKnown, judgement.Verdict);
        Assert.Contains("CREATE EXTENSION pg_stat_statements", judgement.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, Verdict.Ok)]
    [InlineData(300.1, Verdict.Failed)]
    public void A_transaction_may_be_open_for_five_minutes(double seconds, Verdict verdict) =>
        Assert.Equal(verdict, LoadVerdicts.OldestTransaction("process 7", seconds, Limits).Verdict);

    [Theory]
    [InlineData(60, Verdict.Ok)]
    [InlineData(60.1, Verdict.Failed)]
    public void A_session_may_sit_idle_in_its_transaction_for_a_minute(double seconds, Verdict verdict) =>
        Assert.Equal(verdict, LoadVerdicts.IdleInTransaction("process 7", seconds, Limits).Verdict);

    [Theory]
    [InlineData(null, Verdict.NotKnown)]
    [InlineData(10.0, Verdict.Ok)]
    [InlineData(10.1, Verdict.Failed)]
    public void A_replica_may_lag_ten_seconds(double? seconds, Verdict verdict) =>
        Assert.Equal(verdict, LoadVerdicts.Replication("standby", seconds, Limits).Verdict);

    [Theory]
    [InlineData(1L << 30, Verdict.Warning)]
    [InlineData((1L << 30) + 1, Verdict.Failed)]
    public void A_slot_without_a_reader_warns_and_fails_with_a_gigabyte(long held, Verdict verdict) =>
        Assert.Equal(verdict, LoadVerdicts.Slots([("left", held)], Limits).Verdict);

    [Theory]
    [InlineData(4004, 1001, Verdict.Ok)]
    [InlineData(4003, 1001, Verdict.Failed)]
    [InlineData(0, 1000, Verdict.Ok)]
    public void Dead_rows_fail_above_1000_that_are_more_than_a_fifth(long live, long dead, Verdict verdict) =>
        Assert.Equal(verdict, UpkeepVerdicts.DeadRows([new("a", live, dead)], Limits).Verdict);

    [Theory]
    [InlineData(1_000_001, Verdict.Ok)]
    [InlineData(160_000_000, Verdict.Ok)]
    [InlineData(160_000_001, Verdict.Warning)]
    [InlineData(200_000_001, Verdict.Failed)]
    public void A_transaction_age_is_held_against_what_makes_autovacuum_freeze(long age, Verdict verdict) =>
        Assert.Equal(verdict, UpkeepVerdicts.TransactionAge("shop", age, 200_000_000, Limits).Verdict);

    [Theory]
    [InlineData(1_610_612_735, 2_147_483_647, Verdict.Ok)]
    [InlineData(1_610_612_736, 2_147_483_647, Verdict.Failed)]
    [InlineData(9_000_000_000_000_000_000, 9_223_372_036_854_775_807, Verdict.Failed)]
    public void A_sequence_fails_above_three_quarters(long last, long most, Verdict verdict) =>
        Assert.Equal(verdict, UpkeepVerdicts.Sequences([new("orders.id", last, most)], Limits).Verdict);

    [Theory]
    [InlineData(10L << 20, Verdict.Ok)]
    [InlineData((10L << 20) + 1, Verdict.Warning)]
    public void An_unused_index_is_worth_a_word_above_ten_megabytes(long bytes, Verdict verdict) =>
        Assert.Equal(verdict, UpkeepVerdicts.UnusedIndexes([("ix", bytes)], Limits).Verdict);

    public static TheoryData<string, Judgement, Judgement> Rules =>
        new()
        {
            {
                "fsync",
                SettingVerdicts.Durability(false, true, "on", Development),
                SettingVerdicts.Durability(false, true, "on", Production)
            },
            {
                "full_page_writes",
                SettingVerdicts.Durability(true, false, "on", Development),
                SettingVerdicts.Durability(true, false, "on", Production)
            },
            {
                "checksums",
                SettingVerdicts.Checksums(false, Development),
                SettingVerdicts.Checksums(false, Production)
            },
            {
                "log_statement",
                SettingVerdicts.LogStatement("ddl", Development),
                SettingVerdicts.LogStatement("ddl", Production)
            },
            {
                "no ssl",
                SettingVerdicts.Encryption(false, false, false, Development),
                SettingVerdicts.Encryption(false, false, false, Production)
            },
            {
                "require",
                SettingVerdicts.SslMode("require", false, Development),
                SettingVerdicts.SslMode("require", false, Production)
            },
            {
                "trust",
                SettingVerdicts.Authentication([("host", "trust", false)], Development),
                SettingVerdicts.Authentication([("host", "trust", true)], Production)
            },
            {
                "superuser",
                AccessVerdicts.Login(new("root", ["SUPERUSER"], []), Development),
                AccessVerdicts.Login(new("root", ["SUPERUSER"], []), Production)
            },
            {
                "owner",
                AccessVerdicts.Application("shop_app", new("shop_app", [], ["orders"]), Development),
                AccessVerdicts.Application("shop_app", new("shop_app", [], ["orders"]), Production)
            },
            {
                "public",
                AccessVerdicts.Everybody(["CREATE on schema public"], Development),
                AccessVerdicts.Everybody(["CREATE on schema public"], Production)
            },
        };

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_production_must_not_have_warns_elsewhere(string rule, Judgement development, Judgement production)
    {
        Assert.True(development.Verdict is Verdict.Warning, rule);
        Assert.True(production.Verdict is Verdict.Failed, rule);
        Assert.All([development, production], judgement => Assert.NotEmpty(judgement.Advice));
    }

    [Fact]
    public void On_ones_own_machine_encryption_is_asked_for_in_production_alone()
    {
        Assert.Equal(Verdict.Ok, SettingVerdicts.Encryption(false, false, true, Development).Verdict);
        Assert.Equal(Verdict.Failed, SettingVerdicts.Encryption(false, false, true, Production).Verdict);
        Assert.Equal(Verdict.Ok, SettingVerdicts.Encryption(true, true, false, Production).Verdict);
        Assert.Equal(Verdict.Ok, SettingVerdicts.SslMode("prefer", true, Development).Verdict);
        Assert.Equal(Verdict.Ok, SettingVerdicts.SslMode("verify-full", false, Production).Verdict);
        Assert.Equal(Verdict.Warning, SettingVerdicts.SslMode("verify-ca", false, Production).Verdict);
    }

    [Fact]
    public void The_migration_role_may_create_but_be_no_superuser()
    {
        Assert.Equal(Verdict.Ok, AccessVerdicts.Login(new("shop_migrate", ["CREATEDB"], []), Production).Verdict);
        Assert.Equal(Verdict.Failed, AccessVerdicts.Login(new("shop_migrate", ["SUPERUSER"], []), Production).Verdict);
        Assert.Equal(Verdict.Failed, AccessVerdicts.Login(new("shop_app", ["CREATEDB"], []), Production).Verdict);
        Assert.Equal(Verdict.Ok, AccessVerdicts.Login(new("watch", [], []), Production).Verdict);
        Assert.Equal(Verdict.NotKnown, AccessVerdicts.Application("shop_app", null, Production).Verdict);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, Verdict.Ok, Verdict.Ok)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, Verdict.Warning, Verdict.Failed)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, Verdict.Failed, Verdict.Failed)]
    public void A_databases_file_is_for_its_owner(UnixFileMode mode, Verdict development, Verdict production)
    {
        Assert.Equal(development, StorageVerdicts.FileModes([("a.db", mode)], Development).Verdict);
        Assert.Equal(production, StorageVerdicts.FileModes([("a.db", mode)], Production).Verdict);
    }

    [Theory]
    [InlineData("wal", Verdict.Ok, Verdict.Ok)]
    [InlineData("delete", Verdict.Ok, Verdict.Warning)]
    [InlineData("off", Verdict.Failed, Verdict.Failed)]
    [InlineData("memory", Verdict.Failed, Verdict.Failed)]
    public void A_journal_keeps_transactions_whole(string mode, Verdict development, Verdict production)
    {
        Assert.Equal(development, FileVerdicts.Journal(mode, Development).Verdict);
        Assert.Equal(production, FileVerdicts.Journal(mode, Production).Verdict);
    }

    [Fact]
    public void A_file_is_held_against_its_limits()
    {
        Assert.Equal(Verdict.Ok, FileVerdicts.FreePages(250, 1000, 4096, Limits).Verdict);
        Assert.Equal(Verdict.Warning, FileVerdicts.FreePages(2510, 10000, 4096, Limits).Verdict);
        Assert.Equal(Verdict.Ok, FileVerdicts.FreePages(90, 100, 4096, Limits).Verdict);
        Assert.Equal(Verdict.Warning, FileVerdicts.PageSize(1024).Verdict);
        Assert.Equal(Verdict.Ok, FileVerdicts.WalSize(64 << 20, Limits).Verdict);
        Assert.Equal(Verdict.Warning, FileVerdicts.WalSize((64 << 20) + 1, Limits).Verdict);
        Assert.Equal(Verdict.Failed, FileVerdicts.UserVersion(7, 8).Verdict);
        Assert.Equal(Verdict.Failed, FileVerdicts.Integrity(["row 3 missing from index ix"]).Verdict);
    }

    [Fact]
    public void A_backup_may_be_a_day_old()
    {
        Assert.Equal(Verdict.Ok, BackupAge.Judge(Now.AddHours(-24), true, Now, Limits).Verdict);
        Assert.Equal(Verdict.Failed, BackupAge.Judge(Now.AddHours(-24).AddSeconds(-1), true, Now, Limits).Verdict);
        Assert.Equal(Verdict.Failed, BackupAge.Judge(null, true, Now, Limits).Verdict);
        Assert.Equal(Verdict.NotKnown, BackupAge.Judge(null, false, Now, Limits).Verdict);
    }

    [Fact]
    public void A_disk_of_a_given_size_is_held_against_80_percent()
    {
        Assert.Equal(Verdict.NotKnown, StorageVerdicts.ServerDisk(1, 1, Limits).Verdict);
        Assert.Equal(Verdict.Ok, StorageVerdicts.ServerDisk(1, 8L << 30, Limits with { DiskGigabytes = 10 }).Verdict);
        Assert.Equal(
            Verdict.Failed,
            StorageVerdicts.ServerDisk(1, (8L << 30) + 1, Limits with { DiskGigabytes = 10 }).Verdict
        );
    }

    [Fact]
    public void Every_limit_has_a_name_and_every_name_changes_one_limit()
    {
        var properties = typeof(HealthLimits)
            .GetProperties()
            .Where(property => property.PropertyType == typeof(long))
            .ToList();

        var changed = HealthLimits
            .Names.Select(name => Limits.With(name, 4711)!)
            .Select(limits =>
                properties.Where(property => property.GetValue(limits) is 4711L).Select(property => property.Name)
            );

        Assert.Equal(
            properties.Select(property => property.Name).Order(),
            changed.Select(names => Assert.Single(names)).Order()
        );
        Assert.Null(Limits.With("nonsense", 1));
    }

    [Fact]
    public void A_sample_comes_back_as_it_went()
    {
        var sample = new HealthSample(Now, Now.AddDays(-1), 3)
        {
            SlowCalls = 5,
            SlowSince = Now.AddDays(-2),
            Database = "postgresql://me@db:5432/shop",
        };

        Assert.Equal(sample, HealthSample.Parse(sample.ToJson()));
        Assert.All(["", "null", "[]", "{", "{\"Taken\": 3}"], text =>
            Assert.Throws<ProvisioningException>(() => HealthSample.Parse(text))
        );
    }

    [Fact]
    public void Migrations_that_are_not_applied_fail()
    {
        Assert.Equal(Verdict.Ok, SystemVerdicts.Migrations(0, 0, 0).Verdict);
        Assert.Equal(Verdict.Failed, SystemVerdicts.Migrations(1, 0, 0).Verdict);
        Assert.Equal(Verdict.Failed, SystemVerdicts.Migrations(0, 1, 0).Verdict);
        Assert.Equal(Verdict.Warning, SystemVerdicts.Migrations(0, 0, 1).Verdict);
    }
}
