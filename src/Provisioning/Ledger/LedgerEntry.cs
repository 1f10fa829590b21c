namespace Provisioning.Ledger;

/// <summary>What a database records of one version.</summary>
/// <param name="Version">The version.</param>
public sealed record LedgerEntry(long Version)
{
    /// <summary>Whether the version is applied: it is in <c>VersionInfo</c>.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Whether our own table saw its migration end. Where it is not applied all the same, another tool has
    /// rolled it back since.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Whether its migration began outside a transaction, upwards or downwards, and did not end.</summary>
    public bool IsInterrupted => IsRollingBack || (!IsApplied && !IsFinished);

    /// <summary>Whether it is applied, and its rollback began outside a transaction and did not end.</summary>
    public bool IsRollingBack => IsApplied && !IsFinished && Notes == LedgerNotes.RollingBack;

    /// <summary>When it was applied, UTC; null where a database of another tool does not say.</summary>
    public DateTime? AppliedOn { get; init; }

    /// <summary>What <c>VersionInfo</c> calls it.</summary>
    public string? Description { get; init; }

    /// <summary>The migration's name; null where another tool applied it.</summary>
    public string? Name { get; init; }

    /// <summary>The checksum of what was run, as <see cref="MigrationChecksum"/> has it; null where another tool
    /// applied it.</summary>
    public string? Checksum { get; init; }

    /// <summary>The system whose migration it is; null where that was not recorded.</summary>
    public string? System { get; init; }

    /// <summary>What a person should know of it: that it was applied out of order, what a run was allowed in spite of
    /// it; null for nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether it was applied after a higher version.</summary>
    public bool IsOutOfOrder => Notes?.Contains(LedgerNotes.OutOfOrder, StringComparison.Ordinal) is true;

    /// <summary>How many of its statements are done.</summary>
    public int StatementsDone { get; init; }

    /// <summary>The last key of the batches that its statement under way has done, as JSON; null where that is no
    /// backfill, or has done none.</summary>
    public string? BackfilledTo { get; init; }

    /// <summary>How many statements it has.</summary>
    public int StatementsTotal { get; init; }

    /// <summary>How long it took, in milliseconds; null while it has not ended.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Who ran it, for people: the user of the operating system; null where another tool applied it.</summary>
    public string? Actor { get; init; }

    /// <summary>Why it stopped; null where it did not, or could not say.</summary>
    public string? Error { get; init; }
}

/// <summary>Everything a database records of its migrations, lowest version first.</summary>
/// <param name="Entries">Its records.</param>
/// <param name="HasVersionTable">Whether the table of applied versions exists.</param>
/// <param name="HasLedger">Whether our own table exists.</param>
public sealed record LedgerState(IReadOnlyList<LedgerEntry> Entries, bool HasVersionTable, bool HasLedger)
{
    /// <summary>A database without any records.</summary>
    public static LedgerState Empty { get; } = new([], HasVersionTable: false, HasLedger: false);

    /// <summary>Whether the table of everything that was run exists.</summary>
    public bool HasHistory { get; init; }

    /// <summary>Whether the table of settings exists.</summary>
    public bool HasSettings { get; init; }

    /// <summary>The settings that the database remembers, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The settings of this run that the database is to remember with the next change, by name.</summary>
    internal IReadOnlyDictionary<string, string> ToRemember { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The table of another tool that is kept in step with ours; null for none, or where it was not looked
    /// at.</summary>
    public InStepLedger? InStep { get; init; }

    /// <summary>What the table of applied versions is called.</summary>
    public VersionTable Versions { get; init; } = new();

    /// <summary>Whether our own table exists and this role may not read it, so that only the table of applied versions
    /// was read.</summary>
    public bool IsLedgerClosed { get; init; }

    /// <summary>Whether the schema of the table of applied versions does not exist.</summary>
    public bool IsSchemaMissing { get; init; }

    /// <summary>Columns that the table of applied versions lacks, as those that early versions of FluentMigrator made
    /// do.</summary>
    public IReadOnlyList<string> MissingColumns { get; init; } = [];

    /// <summary>What a predecessor has applied and the table of applied versions does not say yet.</summary>
    public IReadOnlyList<LedgerEntry> Adopted { get; init; } = [];

    /// <summary>Columns that our own table lacks, as those that earlier releases made do.</summary>
    public IReadOnlyList<string> MissingLedgerColumns { get; init; } = [];

    /// <summary>The versions applied, lowest first.</summary>
    public IReadOnlyList<LedgerEntry> Applied { get; } = [.. Entries.Where(entry => entry.IsApplied)];

    /// <summary>The highest version applied; 0 for none.</summary>
    public long Current => Applied is [.., var last] ? last.Version : 0;

    /// <summary>The same after the statements of <see cref="LedgerTables.Missing"/>.</summary>
    public LedgerState Completed =>
        this with
        {
            HasVersionTable = true,
            HasLedger = true,
            HasHistory = true,
            HasSettings = HasSettings || ToRemember.Count > 0,
            Settings = new Dictionary<string, string>(
                Settings.Concat(ToRemember.ExceptBy(Settings.Keys, one => one.Key, StringComparer.Ordinal)),
                StringComparer.Ordinal
            ),
            ToRemember = new Dictionary<string, string>(StringComparer.Ordinal),
            IsSchemaMissing = false,
            MissingColumns = [],
            Adopted = [],
            MissingLedgerColumns = [],
        };

    /// <summary>The same with other entries, put in order.</summary>
    internal LedgerState With(IEnumerable<LedgerEntry> entries) =>
        new([.. entries.OrderBy(entry => entry.Version)], HasVersionTable, HasLedger)
        {
            HasHistory = HasHistory,
            HasSettings = HasSettings,
            Settings = Settings,
            ToRemember = ToRemember,
            InStep = InStep,
            Versions = Versions,
            IsLedgerClosed = IsLedgerClosed,
            IsSchemaMissing = IsSchemaMissing,
            MissingColumns = MissingColumns,
            Adopted = Adopted,
            MissingLedgerColumns = MissingLedgerColumns,
        };

    /// <summary>The same with versions that another tool has applied, which may go on after its database was taken
    /// over.</summary>
    internal LedgerState With(IEnumerable<long> versions, string tool)
    {
        var known = Applied.Select(entry => entry.Version).ToHashSet();
        LedgerEntry[] adopted =
        [
            .. versions
                .Where(version => !known.Contains(version))
                .Select(version => new LedgerEntry(version) { IsApplied = true, Description = $"applied by {tool}" }),
        ];
        return adopted.Length == 0
            ? this
            : With(
                Entries.ExceptBy(adopted.Select(entry => entry.Version), entry => entry.Version).Concat(adopted)
            ) with
            {
                Adopted = [.. Adopted, .. adopted],
            };
    }

    /// <summary>The entry of the version, or null.</summary>
    public LedgerEntry? Find(long version) => Entries.FirstOrDefault(entry => entry.Version == version);
}
