using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>What only SQLite has: L89 and L90.</summary>
internal static class SqliteRules
{
    internal static readonly LintRule Rebuild = new(
        "L89",
        "sqlite-rebuild",
        RuleGroup.Relations,
        Severity.Note,
        "SQLite makes the whole table again."
    )
    {
        IsSized = true,
        Scope = RuleScope.OneWriter,
        Why =
            "SQLite alters neither types nor constraints: a copy of the table is made, filled and renamed. Rows, "
            + "indexes, "
            + "triggers and views stay; it takes time, and about the table's size of the disk, twice.",
        Safe =
            "Several changes of a table in one migration are still one rebuild each; on a big table choose the hour.",
        Silent = "New or empty tables.",
        Sqlite = "Only there. A big table is a warning.",
    };

    internal static readonly LintRule NoCounterpart = new(
        "L90",
        "sqlite-no-counterpart",
        RuleGroup.Relations,
        Severity.Note,
        "SQLite has no counterpart of what is asked for, and does something simpler."
    )
    {
        Scope = RuleScope.OneWriter,
        Why = "An index by GIN, GiST or another method becomes an ordinary one or none, an IP address becomes text.",
        Safe = "IfDatabase(\"postgresql\") around what only PostgreSQL has.",
        Sqlite = "Only there.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } = [Rebuild, NoCounterpart];

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene)
    {
        if (scene.Dialect.LocksTables)
        {
            yield break;
        }

        if (
            scene.Change is { IsRaw: false, Does: { Alters: { } table } operation }
            && scene.IsOld(table)
            && scene.Size(table) is not { IsEmpty: true }
            && scene.Dialect.DependsOnModel(operation)
        )
        {
            yield return scene.Find(
                Rebuild,
                scene.Size(table) is { IsBig: true } ? Severity.Warning : Severity.Note,
                $"{table}",
                $"{table} ({scene.Sized(table)}) is made again: all its rows are copied, and the file is locked "
                    + "meanwhile."
            );
        }

        if (scene.Change.Does is CreateIndex { Index: { Method: { } method, Name: var index } } o)
        {
            yield return scene.Find(
                NoCounterpart,
                $"{o.Table}.{index}",
                $"SQLite has no {method.ToUpperInvariant()} index: what {index} speeds up on PostgreSQL it does "
                    + "not here."
            );
        }

        var columns = scene.Change.Does switch
        {
            CreateTable created => created.Table.Columns.Select(column => (created.Table.Name, column)),
            AddColumn added => [(added.Table, added.Column)],
            _ => [],
        };
        foreach (var (name, column) in columns.Where(pair => pair.column.Type.Kind is ColumnKind.Inet))
        {
            yield return scene.Find(
                NoCounterpart,
                $"{name}.{column.Name}",
                $"SQLite keeps {column.Name} as text: comparing networks is not there."
            );
        }
    }
}

/// <summary>Suppressions: L88.</summary>
internal static class SuppressionRules
{
    internal static readonly LintRule Unused = new(
        "L88",
        "unused-suppression",
        RuleGroup.Design,
        Severity.Warning,
        "A suppression suppresses nothing, gives no reason, or names a rule that is not there."
    )
    {
        Why = "It hides the next true finding.",
        Safe = "Take it out, or say why.",
        Silent = "Where the size of a table decides and sizes are given, and rules that are switched off.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } = [Unused];
}
