using System.Text.Json.Nodes;
using Provisioning.CommandLine.Commands.Data;
using Provisioning.Masking.Classification;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>Some rows of a table of a live database. Of columns that may say something of people or hold a secret no
/// value is read.</summary>
internal sealed class LiveRows(LiveSubject subject) : IDisposable
{
    private const int Most = 20;
    private const int LongestText = 200;

    // Each takes a connection.
    private readonly SemaphoreSlim _room = new(2);

    /// <summary>The first rows by the table's primary key.</summary>
    /// <param name="model">The structure, as it was read last.</param>
    /// <param name="name">The table, with its schema where that is not the default one.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<JsonObject> ReadAsync(DatabaseModel model, string name, CancellationToken token)
    {
        await _room.WaitAsync(token);
        try
        {
            if (model.Tables.Values.FirstOrDefault(table => $"{table.Name}" == name) is not { } table)
            {
                return new() { ["refused"] = $"There is no table {name}." };
            }

            await using var session = await subject.Database.OpenAsync(token);
            var masked = Masked(subject, model, table);
            var rows = await new TableRows(table, masked).ReadAsync(session, [], Most + 1, token);
            return new()
            {
                ["columns"] = new JsonArray([.. table.Columns.Select(column => JsonValue.Create(column.Name))]),
                ["masked"] = new JsonArray([.. masked.Select(column => JsonValue.Create(column))]),
                ["classified"] = subject.Masking is not null,
                ["more"] = rows.Count > Most,
                ["rows"] = new JsonArray([
                    .. rows.Take(Most)
                        .Select(row => new JsonArray([.. row.Select(cell => JsonValue.Create(Cut(cell)))])),
                ]),
            };
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _room.Dispose();

    /// <summary>The columns whose values stay unread: those that are encrypted, those that the masking file classes as
    /// personal, secret or free text, and those that have no class and may be any of these by their name and
    /// type.</summary>
    public static HashSet<string> Masked(LiveSubject subject, DatabaseModel model, Table table)
    {
        var (classes, _) = ClassSuggestion.Of(model, subject.Masking, (_, _) => []);
        var masked = TableRows.Encrypted(subject.System, table);
        masked.UnionWith(
            table
                .Columns.Where(column => IsPrivate(classes.Find($"{table.Name}", column.Name)?.Class, column))
                .Select(column => column.Name)
        );
        return masked;

        // A key by which rows refer to each other may be an address all the same.
        bool IsPrivate(ColumnClass? of, Column column) =>
            of is not (ColumnClass.Public or ColumnClass.Key)
            || (
                subject.Masking?.Has($"{table.Name}", column.Name) is not true
                && PersonalName.KindOf(column.Name) is not null
            );
    }

    private static string? Cut(string? text) =>
        text is { Length: > LongestText }
            ? $"{text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}…"
            : text;
}
