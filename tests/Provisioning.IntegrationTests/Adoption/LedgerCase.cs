using Provisioning.Adoption;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>A ledger of another tool, as that tool makes it, and what is read of it.</summary>
/// <param name="Name">The case.</param>
/// <param name="Sql">Makes and fills it: <c>{serial}</c>, <c>{time}</c>, <c>{bool}</c>, <c>{1}</c> and <c>{0}</c> are
/// the engine's words.</param>
/// <param name="Read">What is read: the tool, its table, and each entry with its state.</param>
internal sealed record LedgerCase(string Name, string Sql, string Read)
{
    /// <summary>The engine that has it, where it is one's alone.</summary>
    public Engine? Only { get; init; }

    /// <summary>What is wrong, one for each problem: a word of its cure.</summary>
    public IReadOnlyList<string> Cures { get; init; } = [];

    /// <summary>The SQL of an engine.</summary>
    public string SqlOn(Engine engine) => On(engine, Sql);

    /// <summary>SQL with an engine's words.</summary>
    public static string On(Engine engine, string sql) =>
        (
            engine is Engine.Sqlite
                ? [("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT"), ("{time}", "TEXT"), ("{bool}", "BOOLEAN")]
                : (IEnumerable<(string Word, string Own)>)
                    [
                        ("{serial}", "serial PRIMARY KEY"),
                        ("{time}", "timestamptz"),
                        ("{bool}", "boolean"),
                        ("{1}", "true"),
                        ("{0}", "false"),
                    ]
        )
            .Append(("{1}", "1"))
            .Append(("{0}", "0"))
            .Aggregate(sql, (text, word) => text.Replace(word.Item1, word.Item2, StringComparison.Ordinal));

    /// <summary>A history as the cases write it.</summary>
    public static string Text(PreviousHistory history) =>
        $"{history.Tool} {history.Table}{(history.IsPosition ? " at" : "")}:"
        + string.Concat(history.Entries.Select(entry => $" {entry.Key}={entry.State}"));

    public override string ToString() => Name;
}
