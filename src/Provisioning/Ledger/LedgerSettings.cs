using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>What a database remembers of how its migrations are run: the table <c>provisioning_settings</c>, a row for
/// each setting, which is made with the first of them.</summary>
internal static class LedgerSettings
{
    private const string KeepInStep = "keep_in_step";

    private static readonly ValueList<Column> Columns =
    [
        new("name", new(ColumnKind.String)),
        new("value", new(ColumnKind.String)),
    ];

    /// <summary>Reads them.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        DatabaseSession session,
        ObjectName table,
        CancellationToken token
    )
    {
        var rows = await session.QueryAsync(
            $"SELECT name, value FROM {session.Database.Dialect.Quote(table)}",
            row => KeyValuePair.Create(row.GetString(0), row.GetString(1)),
            token
        );
        return new Dictionary<string, string>(rows, StringComparer.Ordinal);
    }

    /// <summary>The statements that make it where it is missing.</summary>
    internal static IEnumerable<SqlStatement> Missing(LedgerState state, Dialect dialect)
    {
        var table = state.Versions.SettingsOn(dialect);
        return state.HasSettings
            ? []
            :
            [
                .. dialect.Plain.Render(
                    new CreateTable(new(table, Columns) { PrimaryKey = new($"{table.Name}_pkey", ["name"]) })
                ),
                .. dialect.Close(table),
            ];
    }

    /// <summary>The statements that set a value, or take it away.</summary>
    internal static IEnumerable<SqlStatement> Set(LedgerState state, Dialect dialect, string name, string? value)
    {
        var table = state.Versions.SettingsOn(dialect);
        return
        [
            .. dialect.Plain.Render(new DeleteRows(table, [new RowFilter.Matching([new("name", name)])])),
            .. value is null
                ? []
                : dialect.Plain.Render(
                    new InsertRows(
                        table,
                        [
                            [new("name", name), new("value", value)],
                        ]
                    )
                ),
        ];
    }

    /// <summary>What was chosen for this run and the database does not remember yet. A default is not written
    /// down.</summary>
    internal static IReadOnlyDictionary<string, string> New(LedgerState state, Dialect dialect) =>
        new Dictionary<string, string>(
            dialect.ChosenSettings.Where(one =>
                !state.Settings.ContainsKey(one.Key) && dialect.DefaultSettings.GetValueOrDefault(one.Key) != one.Value
            ),
            StringComparer.Ordinal
        );

    /// <summary>The statements that write it down.</summary>
    internal static IEnumerable<SqlStatement> Remember(LedgerState state, Dialect dialect) =>
        state.ToRemember.Count == 0
            ? []
            : Missing(state, dialect)
                .Concat(state.ToRemember.SelectMany(one => Set(state, dialect, one.Key, one.Value)));

    /// <summary>Refuses settings that are not those that the database remembers.</summary>
    /// <exception cref="SettingDiffersException">One is another.</exception>
    internal static void Require(LedgerState state, Dialect dialect, string location)
    {
        foreach (var (name, value) in state.Settings.Where(one => dialect.DefaultSettings.ContainsKey(one.Key)))
        {
            var chosen = dialect.ChosenSettings.GetValueOrDefault(name);
            if ((chosen ?? dialect.DefaultSettings[name]) != value)
            {
                throw new SettingDiffersException(name, value, chosen, location);
            }
        }
    }

    /// <summary>The statements that begin to keep a tool's table in step, or end it.</summary>
    internal static IEnumerable<SqlStatement> Set(LedgerState state, Dialect dialect, InStepLedger? kept) =>
        Set(state, dialect, KeepInStep, kept is null ? null : Text(kept));

    /// <summary>The table that is kept in step; null for none.</summary>
    internal static InStepLedger? InStep(LedgerState state) =>
        state.Settings.GetValueOrDefault(KeepInStep) is { } text ? Read(text) : null;

    private static string Text(InStepLedger kept) =>
        new JsonObject
        {
            ["tool"] = kept.Tool,
            ["schema"] = kept.Table.Schema,
            ["table"] = kept.Table.Name,
            ["numbered"] = kept.IsNumbered,
            ["before"] = new JsonArray([.. kept.Before.Select(key => JsonValue.Create(key))]),
            ["without"] = new JsonArray([
                .. kept.Without.Select(version => JsonValue.Create(version.ToString(CultureInfo.InvariantCulture))),
            ]),
        }.ToJsonString();

    private static InStepLedger Read(string text)
    {
        var json = JsonNode.Parse(text)!;
        return new((string)json["tool"]!, new((string?)json["schema"], (string)json["table"]!))
        {
            IsNumbered = (bool)json["numbered"]!,
            Before = [.. json["before"]!.AsArray().Select(key => (string)key!)],
            Without =
            [
                .. json["without"]!
                    .AsArray()
                    .Select(version => long.Parse((string)version!, CultureInfo.InvariantCulture)),
            ],
        };
    }
}
