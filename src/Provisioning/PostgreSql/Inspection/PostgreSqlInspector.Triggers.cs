using System.Data.Common;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Inspection;

// Triggers. One that the dialect could have made is read back into the same words; of any other the body is its whole
// definition, the function first, so that a change of either shows and running it recreates the trigger.
internal static partial class PostgreSqlInspector
{
    private sealed record TriggerRow(ObjectName Table, Trigger Trigger)
    {
        private const int ForEachRow = 1;
        private const int Before = 2;
        private const int Insert = 4;
        private const int Delete = 8;
        private const int Update = 16;

        public static TriggerRow Read(DbDataReader row)
        {
            var (type, definition, source, isOurs) = (
                row.GetInt64(3),
                row.GetString(4),
                row.GetString(5),
                row.GetBoolean(6)
            );
            var timing = (type & Before) != 0 ? TriggerTiming.Before : TriggerTiming.After;
            var trigger = new Trigger(row.GetString(2), timing, EventOf(type));
            var whole = TextOrNull(row, 7) is { } function ? $"{function.Trim()};\n{definition}" : definition;
            return new(
                NameAt(row, 0),
                isOurs && HasOneEvent(type) && OneOfOurs(trigger, definition, source) is { } ours
                    ? ours
                    : trigger with
                    {
                        Body = whole,
                    }
            );
        }

        private static Trigger? OneOfOurs(Trigger trigger, string definition, string source)
        {
            const string condition = " FOR EACH ROW WHEN (";
            var when = definition.IndexOf(condition, StringComparison.Ordinal);
            var execute = definition.LastIndexOf(" EXECUTE FUNCTION ", StringComparison.Ordinal);
            if (
                definition.Contains(" UPDATE OF ", StringComparison.Ordinal)
                || definition.Contains(" REFERENCING ", StringComparison.Ordinal)
            )
            {
                return null;
            }

            trigger = trigger with { When = when < 0 ? null : definition[(when + condition.Length)..(execute - 1)] };
            if (TouchedBy(source) is { } column)
            {
                return trigger with { Touches = column };
            }

            var end = $"\nRETURN {(trigger.Event is TriggerEvent.Delete ? "OLD" : "NEW")};\nEND";
            const string start = "BEGIN\n";
            return
                source.StartsWith(start, StringComparison.Ordinal)
                && source.EndsWith(end, StringComparison.Ordinal)
                && source.Length > start.Length + end.Length
                ? trigger with
                {
                    Body = source[start.Length..^end.Length],
                }
                : null;
        }

        // The column that a function of the dialect's own touches; null for any other function.
        private static string? TouchedBy(string source)
        {
            const string start = "BEGIN\n  IF NEW.";
            var end = source.IndexOf(" IS NOT DISTINCT FROM OLD.", StringComparison.Ordinal);
            if (!source.StartsWith(start, StringComparison.Ordinal) || end < start.Length)
            {
                return null;
            }

            var quoted = source[start.Length..end];
            return source == PostgreSqlDialect.Touch(quoted)
                ? quoted[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
                : null;
        }

        private static bool HasOneEvent(long type) =>
            (type & ForEachRow) != 0 && long.PopCount(type & (Insert | Update | Delete)) == 1;

        private static TriggerEvent EventOf(long type) =>
            (type & Insert) != 0 ? TriggerEvent.Insert
            : (type & Update) != 0 ? TriggerEvent.Update
            : TriggerEvent.Delete;
    }
}
