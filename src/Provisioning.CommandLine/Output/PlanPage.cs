using System.Globalization;
using System.Text;
using Provisioning.CommandLine.Commands.Lint;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>What a run would do, as text or JSON.</summary>
/// <param name="plan">The plan.</param>
/// <param name="system">The system.</param>
/// <param name="database">The database.</param>
/// <param name="target">The version that was asked for; null for the newest.</param>
internal sealed partial class PlanPage(ReviewedPlan plan, DatabaseSystem system, Database database, long? target)
{
    private const string Margin = "     ";
    private const int Usual = 80;

    private bool HasLocks => database.Dialect.HasSchemas;

    /// <summary>A paragraph for each migration, and in it one for each statement.</summary>
    public string Text()
    {
        var head = $"{system.Title} in {database.Location}";
        if (plan.Steps.Count == 0)
        {
            return $"{head} is at {Format.Version(plan.Plan.From)}: nothing to do.";
        }

        var text = new StringBuilder();
        text.Append(head)
            .Append(CultureInfo.InvariantCulture, $": from {Format.Version(plan.Plan.From)} to ")
            .Append(Format.Version(plan.Plan.To))
            .Append('\n');
        foreach (var step in plan.Steps)
        {
            text.Append('\n').Append(Heading(step.Step)).Append('\n');
            var number = 0;
            foreach (var (sql, statements) in Blocks(step.Statements))
            {
                text.Append(Sql(++number, sql));
                foreach (
                    var (line, tone) in statements
                        .SelectMany(Lines)
                        .Concat(statements.SelectMany(statement => Findings(step, statement)))
                        .Distinct()
                )
                {
                    text.Append(Folded(line, tone));
                }
            }
        }

        foreach (var obstacle in plan.Obstacles ?? [])
        {
            text.Append(obstacle == plan.Obstacles![0] ? "\nIn the way now\n" : "")
                .Append(Folded($"{obstacle.Text}.", Tone.Warning));
        }

        if (plan.Obstacles is [])
        {
            text.Append("\nNothing is in the way now.\n");
        }

        return text.Append('\n').Append(Summary()).ToString();
    }

    // The statements that make a table again, and those that add rows, are one thing to a reader.
    private static IEnumerable<(string Sql, IReadOnlyList<ReviewedStatement> Statements)> Blocks(
        IReadOnlyList<ReviewedStatement> statements
    )
    {
        for (var at = 0; at < statements.Count; )
        {
            var first = statements[at].Statement;
            var isBlock = first.SuspendsForeignKeys || first.Operation is InsertRows;
            var count = statements
                .Skip(at)
                .TakeWhile(next => isBlock && ReferenceEquals(next.Statement.Operation, first.Operation))
                .Count();
            yield return (
                count < 2
                    ? first.Text
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{first.Operation?.Summary}: {(first.SuspendsForeignKeys ? "the table is made again, " : "")}"
                            + $"{count} statements"
                    ),
                [.. statements.Skip(at).Take(Math.Max(count, 1))]
            );
            at += Math.Max(count, 1);
        }
    }

    private static string Heading(PlannedStep step) =>
        Terminal.Paint(step.Migration.ToString(), Tone.Strong)
        + (step.Migration.IsTransactional ? ", one transaction" : ", outside a transaction");

    private string Sql(int number, string sql)
    {
        var width = (Terminal.Columns ?? Usual) - Margin.Length;
        var lines = database.Dialect.Lay(sql, width).Split('\n');
        return string.Create(CultureInfo.InvariantCulture, $"{number, 3}  {lines[0]}\n")
            + string.Concat(lines.Skip(1).Select(line => $"{Margin}{line}\n"));
    }

    private static string Folded(string line, Tone tone)
    {
        var width = (Terminal.Columns ?? Usual) - Margin.Length - 2;
        return string.Concat(
            Terminal
                .Fold(line, width, indent: "  ")
                .Split('\n')
                .Select(part => $"{Margin}  {Terminal.Paint(part, tone)}\n")
        );
    }

    private IEnumerable<(string Line, Tone Tone)> Lines(ReviewedStatement statement)
    {
        var facts = statement.Facts;
        foreach (var taken in facts.Locks)
        {
            yield return (
                $"{Relation(taken.Table, taken.Kind)}: {Words(taken.Mode)}, {WhoWaits(taken)}",
                taken.BlocksReads ? Tone.Warning : Tone.Plain
            );
        }

        if (statement.Statement.Operation is Backfill { BatchSize: var rows })
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"in batches of {rows:N0} rows, each committed by itself"),
                Tone.Plain
            );
        }

        foreach (var loss in statement.Losses.Where(loss => loss.Kind is not DataLossKind.Rows))
        {
            yield return (loss.Summary, Tone.Bad);
        }

        var work = Work(facts, statement.Statement.SuspendsForeignKeys);
        if (work.Length > 0 || statement.NotObserved is not null || facts.Basis is FactBasis.Unknown)
        {
            yield return (
                string.Join("; ", new[] { work, Basis(statement) }.Where(part => part.Length > 0)),
                facts.Rewrites.Count > 0 ? Tone.Warning : Tone.Faint
            );
        }
    }

    private IEnumerable<(string Line, Tone Tone)> Findings(ReviewedStep step, ReviewedStatement statement) =>
        plan.FindingsOf(step, statement)
            .Select(finding =>
                (
                    $"{RuleText.Word(finding.Severity)} {finding.Rule}: {finding.Message}",
                    finding.Severity is Severity.Error ? Tone.Bad : Tone.Warning
                )
            );

    // What is done to rows.
    private string Work(StatementFacts facts, bool isPart)
    {
        string[] parts =
        [
            .. facts.Rewrites.Count > 0
                ? [$"rewrites every row of {Relations(facts.Rewrites)}"]
                : Array.Empty<string>(),
            .. facts.Scans.Except(facts.Rewrites).Any()
                ? [$"reads every row of {Relations(facts.Scans.Except(facts.Rewrites))}"]
                : Array.Empty<string>(),
        ];
        return parts.Length > 0 ? string.Join(", ", parts)
            : isPart || facts.Basis is FactBasis.Unknown ? ""
            : facts.Locks.Count == 0 && HasLocks ? "touches nothing that was there before"
            : "no rewrite, no scan";
    }

    private static string Basis(ReviewedStatement statement)
    {
        var basis = statement.Facts.Basis switch
        {
            FactBasis.Observed => "observed",
            FactBasis.Table => "by the measured table",
            _ => statement.Facts.Locks.Count == 0 ? "not known what it does" : "the rest is not known",
        };
        return statement.NotObserved is { } reason ? $"{basis} ({reason})" : basis;
    }

    // A table that is locked has its size there.
    private string Relations(IEnumerable<ObjectName> names) =>
        string.Join(", ", names.Select(name => HasLocks ? $"{name}" : Relation(name, RelationKind.Table)));

    private string Relation(ObjectName name, RelationKind kind)
    {
        var word = kind is RelationKind.Table ? "" : $"{kind.ToString().ToLowerInvariant()} ";
        if (!plan.Relations.TryGetValue(name, out var entry))
        {
            return kind is RelationKind.Type ? $"{word}{name}" : $"{word}{name} (new in this run)";
        }

        string[] sizes =
        [
            .. kind is RelationKind.Table && entry.Rows is { } rows
                ? [Format.Count(rows, "row", "").TrimEnd()]
                : Array.Empty<string>(),
            .. entry.Bytes is { } bytes ? [Administration.Health.Amount.Bytes(bytes)] : Array.Empty<string>(),
        ];
        return sizes.Length == 0 ? $"{word}{name}" : $"{word}{name} ({string.Join(", ", sizes)})";
    }

    /// <summary>The mode as the server's manual has it.</summary>
    private static string Words(LockMode mode) =>
        mode switch
        {
            LockMode.AccessShare => "ACCESS SHARE",
            LockMode.RowShare => "ROW SHARE",
            LockMode.RowExclusive => "ROW EXCLUSIVE",
            LockMode.ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            LockMode.Share => "SHARE",
            LockMode.ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            LockMode.Exclusive => "EXCLUSIVE",
            _ => "ACCESS EXCLUSIVE",
        };

    private static string WhoWaits(TableLock taken) =>
        taken switch
        {
            { BlocksReads: true } => "readers and writers wait",
            { BlocksWrites: true } => "writers wait",
            { Mode: LockMode.ShareUpdateExclusive } => "no reader or writer waits",
            _ => "no one waits",
        };

    private string Summary()
    {
        var statements = plan.Statements.ToList();
        var readers = statements.Count(statement => statement.Facts.Locks.Any(taken => taken.BlocksReads));
        var writers = statements.Count(statement => statement.Facts.Locks.Any(taken => taken.BlocksWrites)) - readers;
        (int Count, string What)[] all =
        [
            (readers, "readers and writers wait for"),
            (writers, "writers wait for"),
            (statements.Count(statement => statement.Facts.Rewrites.Count > 0), "every row is rewritten by"),
            (statements.Count(statement => statement.Facts.Basis is FactBasis.Unknown), "not known is what is done by"),
        ];
        var parts = all.Where(part => part.Count > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.What} {part.Count}"))
            .DefaultIfEmpty(HasLocks ? "no one waits" : "no row is rewritten");
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Plural(plan.Steps.Count, "migration")}, {Plural(statements.Count, "statement")}: "
                + $"{string.Join(", ", parts)}."
                + $"{(HasLocks ? "" : " Other writers of the file wait for each migration.")}"
        );
        if (plan.Findings is [var first, ..])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Plural(Count(Severity.Error), "error")}, {Plural(Count(Severity.Warning), "warning")}. "
                    + $"`provision lint --explain {first.Rule.Id}` says more."
            );
        }

        if (plan.NotObserved is { } reason)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nNot observed: {reason}. The facts are from the measured table."
            );
        }
        else if (plan.IsObserved)
        {
            text.Append("\nObserved in an empty copy of the structure, which is dropped again.");
        }

        return text.ToString();
    }

    private int Count(Severity severity) => plan.Findings.Count(finding => finding.Severity == severity);

    private static string Plural(int count, string noun) => Format.Count(count, noun, "").TrimEnd();
}
