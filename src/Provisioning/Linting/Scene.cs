using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>A migration as rules see it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Dialect">The engine's.</param>
/// <param name="Options">How the linter works.</param>
/// <param name="Places">Where its operations were asked for.</param>
internal sealed record MigrationScene(PlannedStep Step, Dialect Dialect, LintOptions Options, CodePlaces? Places)
{
    /// <summary>The migration.</summary>
    public MigrationSource Source => Step.Migration;

    /// <summary>Whether it is all or nothing.</summary>
    public bool IsTransactional => Source.IsTransactional || Options.SingleTransaction;

    /// <summary>What its transaction has made.</summary>
    public required Fresh Fresh { get; init; }

    /// <summary>What is known after it.</summary>
    public Known After { get; set; } = new(DatabaseModel.Empty);

    /// <summary>The changes with comments that suppress rules.</summary>
    public List<Change> Ignoring { get; } = [];

    /// <summary>What its SQL has set in the session so far, by the setting's name.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>What it does so far, each with what was known before it.</summary>
    public List<Scene> Scenes { get; } = [];

    /// <summary>The operations it asks for.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    /// <summary>A finding about the migration as a whole, or about one of its changes.</summary>
    public LintFinding Find(
        LintRule rule,
        Severity severity,
        Change? change,
        string name,
        string message,
        params ReadOnlySpan<string> safe
    ) =>
        new(rule, severity, Source, name, message)
        {
            Operation = change?.Index,
            Statement = change?.Statement,
            Summary = change?.Summary ?? "",
            Safe = ValueList.Create(safe),
            Place = Places?.Of(
                change is null ? (Operations.Count > 0 ? Operations[0] : Nowhere) : Operations[change.Index]
            ),
        };

    /// <summary>Takes note of a change that was looked at.</summary>
    public void Add(Change change, Known before)
    {
        Fresh.Add(change, before);
        if (change.Ignored.Count > 0)
        {
            Ignoring.Add(change);
        }

        if (change is { Command: Command.Setting, Name: { } name, Value: { } value })
        {
            Settings[name] = value;
        }
    }

    private static Operation Nowhere { get; } = new ExecuteSql("");
}

/// <summary>A change at its place in a migration.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Change">The change.</param>
/// <param name="Before">What is known before it.</param>
internal sealed record Scene(MigrationScene Migration, Change Change, Known Before)
{
    /// <summary>What it means for the rows, where it changes a column; null where it does not.</summary>
    public Alteration? Alteration { get; init; }

    /// <summary>What it locks, reads and rewrites of what others use.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>The changes before it in the same transaction.</summary>
    public IEnumerable<Scene> Earlier => Migration.Scenes.TakeWhile(scene => !ReferenceEquals(scene, this));

    /// <summary>How long the migration's SQL lets statements wait for a lock: false for without a limit; null where it
    /// does not say.</summary>
    public bool? LimitsLockWait =>
        Migration.Settings.TryGetValue("lock_timeout", out var limit)
            ? limit.TrimStart('0') is not ("" or "ms" or "s")
            : null;

    /// <summary>What the transaction has made.</summary>
    public Fresh Fresh => Migration.Fresh;

    /// <summary>The engine's dialect.</summary>
    public Dialect Dialect => Migration.Dialect;

    /// <summary>A finding about the change.</summary>
    public LintFinding Find(
        LintRule rule,
        Severity severity,
        string name,
        string message,
        params ReadOnlySpan<string> safe
    ) => Migration.Find(rule, severity, Change, name, message, safe);

    /// <summary>A finding that matters as much as its rule says.</summary>
    public LintFinding Find(LintRule rule, string name, string message, params ReadOnlySpan<string> safe) =>
        Migration.Find(rule, rule.Severity, Change, name, message, safe);

    /// <summary>Whether anybody else knows the table: it was there before the transaction.</summary>
    public bool IsOld(ObjectName table) => !Fresh.IsNew(table);

    /// <summary>The size of the table; null where it is not known.</summary>
    public TableSize? Size(ObjectName table) =>
        Migration.Options.Sizes is not { } sizes ? null
        : sizes.Of(Before.Original(table)) is { } size ? size
        // Sizes are from before the run, and the run makes it.
        : Before.Made.Contains(Before.Resolve(table)) ? new(0)
        : null;

    /// <summary>The size in words: <c>2.1M rows, 1.4 GB</c>, <c>size not known</c>.</summary>
    public string Sized(ObjectName table) => Size(table)?.ToString() ?? "size not known";

    /// <summary>How much a rewrite of the table matters; null where it does not.</summary>
    public Severity? Rewriting(ObjectName table) => Scaled(table, Severity.Warning, Severity.Error, Severity.Error);

    /// <summary>How much reading all rows under a lock matters; null where it does not.</summary>
    public Severity? Scanning(ObjectName table) => Scaled(table, Severity.Note, Severity.Warning, Severity.Error);

    private Severity? Scaled(ObjectName table, Severity small, Severity usual, Severity big) =>
        !IsOld(table)
            ? null
            : Size(table) switch
            {
                null => usual,
                { IsEmpty: true } => null,
                { IsSmall: true } => small,
                { IsBig: true } => big,
                _ => usual,
            };

    /// <summary>A name as SQL has it, in quotes only where it needs them.</summary>
    public static string Sql(string name) =>
        name.Length > 0
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_')
        && !char.IsAsciiDigit(name[0])
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A name as SQL has it, in quotes only where it needs them.</summary>
    public static string Sql(ObjectName name) =>
        name.Schema is null ? Sql(name.Name) : $"{Sql(name.Schema)}.{Sql(name.Name)}";

    /// <summary>Names as SQL lists them.</summary>
    public static string Sql(IEnumerable<string> names) => string.Join(", ", names.Select(Sql));
}
