using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Finds what triggers may do to rows that no statement names, as far as their text says.</summary>
/// <param name="dialect">The engine's.</param>
/// <param name="counter">Knows the tables and the functions.</param>
internal sealed class TriggerLosses(Dialect dialect, LossCounter counter)
{
    private readonly HashSet<(ObjectName Table, string Trigger)> _seen = [];

    /// <summary>What is lost where these set triggers off, and those further ones.</summary>
    public IReadOnlyList<DataLoss> After(IEnumerable<TriggerCause> causes)
    {
        var found = new List<DataLoss>();
        var left = new Queue<TriggerCause>(causes);
        while (left.TryDequeue(out var cause))
        {
            if (counter.Find(cause.Table) is not { } table)
            {
                continue;
            }

            foreach (var trigger in table.Triggers.Where(trigger => IsSetOff(trigger, cause.Event)))
            {
                if (!_seen.Add((table.Name, trigger.Name)))
                {
                    continue;
                }

                foreach (var body in Bodies(trigger))
                {
                    var losses = Losses(body, table, trigger).ToList();
                    found.AddRange(losses);
                    losses.SelectMany(TriggerCause.Of).Concat(Filled(body)).ToList().ForEach(left.Enqueue);
                }
            }
        }

        return found;
    }

    private IEnumerable<DataLoss> Losses(SqlWords body, Table table, Trigger trigger)
    {
        var name = $"{trigger.Name} of {table.Name}";
        var inside = new LossesInSql(body, counter.Functions);
        var calls = body.All("EXECUTE").Concat(body.All("CALL")).Concat(body.All("PERFORM")).Any();
        return
        [
            .. inside
                .Inner()
                .Select(inner => inner.Loss)
                .Select(loss =>
                    loss.Table is { } of && counter.Find(of) is { } known
                        ? loss with
                        {
                            Table = known.Name,
                            Trigger = name,
                        }
                        : null
                )
                .OfType<DataLoss>()
                .Where(loss => !IsOwnRow(loss, body, table))
                .Distinct(),
            .. calls || inside.Called().Any()
                ? [new DataLoss(DataLossKind.Code) { Sql = $"trigger {name}" }]
                : Array.Empty<DataLoss>(),
        ];
    }

    private IEnumerable<TriggerCause> Filled(SqlWords body) =>
        new LossesInSql(body, counter.Functions).Filled().Select(table => new TriggerCause(table, TriggerEvent.Insert));

    // UPDATE users SET updated_at = … WHERE id = NEW.id is about the row that set it off.
    private static bool IsOwnRow(DataLoss loss, SqlWords body, Table table) =>
        loss.Kind is DataLossKind.Rows
        && loss.Table == table.Name
        && body.All("WHERE")
            .Any(at =>
                body.Is(at + 2, "=")
                && body.Is(at + 3, "NEW", "OLD")
                && body.Is(at + 4, ".")
                && body.Name(at + 1).Name is var key
                && body.Name(at + 5).Name == key
                && IsKey(key.Name, table)
            );

    private static bool IsKey(string column, Table table) =>
        column.Equals("rowid", StringComparison.OrdinalIgnoreCase)
        || (table.PrimaryKey?.Columns is [var only] && column.Equals(only, StringComparison.OrdinalIgnoreCase));

    // One that was read as its whole definition may have several events, before ON.
    private bool IsSetOff(Trigger trigger, TriggerEvent by)
    {
        if (trigger.Touches is not null)
        {
            return false;
        }

        var words = dialect.Words(trigger.Body ?? "");
        var from = words
            .All("TRIGGER")
            .Where(at => words.Is(at - 1, "CREATE", "TEMP", "TEMPORARY", "CONSTRAINT"))
            .FirstOrDefault(-1);
        return from < 0
            ? trigger.Event == by
            : Enumerable
                .Range(from, words.Find(from, "ON") - from)
                .Any(at => words.Is(at, by.ToString()) && !words.Is(at - 1, "TRIGGER", "."));
    }

    // Its own statements, those of a body in dollar quotes, or those after the head of SQLite's.
    private IEnumerable<SqlWords> Bodies(Trigger trigger)
    {
        var words = dialect.Words(trigger.Body ?? "");
        if (!words.Is(0, "CREATE"))
        {
            return [words];
        }

        var begin = words.Find(0, "BEGIN");
        return begin < words.Count
            ? [dialect.Words(words.Between(begin + 1, words.Count))]
            : Enumerable.Range(1, words.Count).Where(at => words[at] is ['$', ..]).Select(words.Inside);
    }
}
