using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Hooks;

/// <summary>A hook as the configuration file has it: SQL, or a program with its arguments.</summary>
/// <param name="When">When it is called.</param>
/// <param name="Sql">The SQL; null for a program.</param>
/// <param name="Command">The program and its arguments; empty for SQL.</param>
internal sealed record HookSetting(HookMoment When, string? Sql, IReadOnlyList<string> Command)
{
    private const int MostSeconds = 86_400;

    /// <summary>What it is called; null for a name made of it.</summary>
    public string? Name { get; init; }

    /// <summary>How long it may take; null for as long as hooks may by default.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Reads the hooks of a section.</summary>
    /// <param name="hooks">The member <c>hooks</c>.</param>
    /// <param name="place">Where it is, for messages.</param>
    /// <param name="folder">The folder that programs with a relative path are in.</param>
    /// <exception cref="UsageException">They are none.</exception>
    public static IReadOnlyList<HookSetting> Read(JsonElement hooks, string place, string folder)
    {
        var found = new List<HookSetting>();
        foreach (var moment in Object(hooks, place))
        {
            var when = Enum.GetValues<HookMoment>()
                .Cast<HookMoment?>()
                .FirstOrDefault(known => HookDocument.Name(known!.Value) == moment.Name);
            if (when is null)
            {
                throw new UsageException(
                    $"{place} has \"{moment.Name}\", which is no moment of hooks. There are: "
                        + $"{string.Join(", ", Enum.GetValues<HookMoment>().Select(HookDocument.Name))}."
                );
            }

            var path = $"{place}.{moment.Name}";
            found.AddRange(
                moment.Value.ValueKind is JsonValueKind.Array
                    ? moment.Value.EnumerateArray().Select(hook => One(hook, when.Value, path, folder))
                    : [One(moment.Value, when.Value, path, folder)]
            );
        }

        return found;
    }

    /// <summary>The hook of a run.</summary>
    public RunHook Of(string system, Database database)
    {
        var limit = Limit ?? new SqlHook(When, "").Limit;
        return Sql is null
            ? new ExecutableHook(When, Name ?? Path.GetFileName(Command[0]), Command, system, database)
            {
                Limit = limit,
            }
            : new SqlHook(When, Sql, Name) { Limit = limit };
    }

    private static HookSetting One(JsonElement hook, HookMoment when, string place, string folder)
    {
        var (sql, command) = (default(string), default(IReadOnlyList<string>));
        var setting = new HookSetting(when, null, []);
        foreach (var member in Object(hook, place))
        {
            switch (member.Name)
            {
                case "sql":
                    sql = Text(member.Value, $"{place}.sql");
                    break;
                case "run":
                    command = Words(member.Value, $"{place}.run", folder);
                    break;
                case "name":
                    setting = setting with { Name = Text(member.Value, $"{place}.name") };
                    break;
                case "seconds":
                    setting = setting with { Limit = TimeSpan.FromSeconds(Seconds(member.Value, $"{place}.seconds")) };
                    break;
                default:
                    throw new UsageException(
                        $"{place} has \"{member.Name}\". A hook has sql or run, name and seconds."
                    );
            }
        }

        return (sql is null) == (command is null)
            ? throw new UsageException($"{place} needs either \"sql\" or \"run\".")
            : setting with
            {
                Sql = sql,
                Command = command ?? [],
            };
    }

    // A program with a path is beside the file that names it, wherever the command is run.
    private static IReadOnlyList<string> Words(JsonElement value, string place, string folder)
    {
        string[] words =
            value.ValueKind is JsonValueKind.Array
                ? [.. value.EnumerateArray().Select(word => Text(word, place, mayBeEmpty: true))]
                : throw new UsageException($"{place} is no list: [\"./notify\", \"argument\"]. No shell reads it.");
        if (words is not [{ Length: > 0 } program, ..])
        {
            throw new UsageException($"{place} names no program.");
        }

        var isPath = Path.GetFileName(program) != program;
        return [isPath ? Path.GetFullPath(program, folder) : program, .. words[1..]];
    }

    private static string Text(JsonElement value, string place, bool mayBeEmpty = false) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { } text && (mayBeEmpty || text.Length > 0)
            ? text
            : throw new UsageException($"{place} is no text.");

    private static int Seconds(JsonElement value, string place) =>
        value.ValueKind is JsonValueKind.Number
        && value.TryGetInt32(out var seconds)
        && seconds is > 0 and <= MostSeconds
            ? seconds
            : throw new UsageException($"{place} is no whole number from 1 to {MostSeconds}.");

    private static JsonElement.ObjectEnumerator Object(JsonElement value, string place) =>
        value.ValueKind is JsonValueKind.Object
            ? value.EnumerateObject()
            : throw new UsageException($"{place} is no object: it begins with {{.");
}
