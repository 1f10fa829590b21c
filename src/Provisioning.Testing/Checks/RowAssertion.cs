using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Testing.Checks;

/// <summary>Compares rows with a file.</summary>
internal static class RowAssertion
{
    private const string Approve = "PROVISIONING_APPROVE";
    private const int Shown = 20;

    /// <summary>Compares them, or writes the file where that was asked for.</summary>
    /// <exception cref="DatabaseAssertionException">They differ, or there is no such file or table.</exception>
    public static async Task CheckAsync(
        DatabaseSystem system,
        Database database,
        string file,
        RowChoice choice,
        CancellationToken token
    )
    {
        var found = await ReadAsync(system, database, choice, token);
        if (Environment.GetEnvironmentVariable(Approve) is "1")
        {
            await File.WriteAllTextAsync(file, found, token);
            return;
        }

        var expected = File.Exists(file) ? (await File.ReadAllTextAsync(file, token)).ReplaceLineEndings("\n") : null;
        if (found == expected)
        {
            return;
        }

        await File.WriteAllTextAsync($"{file}.received", found, token);
        throw new DatabaseAssertionException(
            $"{(expected is null ? $"There is no {file}." : $"The rows are not those of {file}.")} "
                + $"{Approve}=1 writes it; what was found is in {file}.received."
                + (expected is null ? "" : Differences(expected.Split('\n'), found.Split('\n')))
        );
    }

    // A line for each row, in an order that does not depend on the engine.
    private static async Task<string> ReadAsync(
        DatabaseSystem system,
        Database database,
        RowChoice choice,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var model = (await session.InspectAsync(token)).WithoutLedger(system.Migrations.VersionTable, database.Dialect);
        var tables = model.Tables.Values.ToDictionary(table => table.Name.ToString(), StringComparer.Ordinal);
        if (choice.Tables.FirstOrDefault(name => !tables.ContainsKey(name)) is { } missing)
        {
            throw new DatabaseAssertionException(
                $"{database.Name} has no table {missing}. It has: "
                    + $"{string.Join(", ", tables.Keys.Order(StringComparer.Ordinal))}."
            );
        }

        var text = new StringBuilder();
        foreach (
            var (name, table) in tables
                .Where(table => choice.Tables.Count == 0 || choice.Tables.Contains(table.Key, StringComparer.Ordinal))
                .OrderBy(table => table.Key, StringComparer.Ordinal)
        )
        {
            string[] columns =
            [
                .. table
                    .Columns.Select(column => column.Name)
                    .Where(column =>
                        !choice.Without.Contains(column, StringComparer.Ordinal)
                        && !choice.Without.Contains($"{name}.{column}", StringComparer.Ordinal)
                    ),
            ];
            if (columns.Length > 0)
            {
                await AppendAsync(text, session, table, name, columns, token);
            }
        }

        return text.ToString();
    }

    private static async Task AppendAsync(
        StringBuilder text,
        DatabaseSession session,
        Table table,
        string name,
        string[] columns,
        CancellationToken token
    )
    {
        var rows = await session.QueryAsync(
            $"SELECT {string.Join(", ", columns.Select(Dialect.Quote))} "
                + $"FROM {session.Database.Dialect.Quote(table.Name)}",
            row => string.Join('\t', Enumerable.Range(0, row.FieldCount).Select(at => Value(row, at))),
            token
        );
        text.Append(CultureInfo.InvariantCulture, $"# {name}\n{string.Join('\t', columns)}\n");
        foreach (var row in rows.Order(StringComparer.Ordinal))
        {
            text.Append(row).Append('\n');
        }

        text.Append('\n');
    }

    private static string Value(DbDataReader row, int at) => row.IsDBNull(at) ? "NULL" : Text(row.GetValue(at));

    private static string Text(object value) =>
        value switch
        {
            string text => text.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal),
            bool isTrue => isTrue ? "true" : "false",
            byte[] bytes => $"0x{Convert.ToHexStringLower(bytes)}",
            DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
            IEnumerable list =>
                $"[{string.Join(", ", list.Cast<object?>().Select(each => each is null ? "NULL"
                : Text(each)))}]",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };

    private static string Differences(string[] expected, string[] found)
    {
        string[] lines =
        [
            .. expected.Except(found, StringComparer.Ordinal).Select(line => $"- {line}"),
            .. found.Except(expected, StringComparer.Ordinal).Select(line => $"+ {line}"),
        ];
        return lines.Length == 0
            ? "\nThe same rows, in other numbers."
            : string.Concat(lines.Take(Shown).Select(line => $"\n{line}"))
                + (lines.Length > Shown ? $"\nand {lines.Length - Shown} more" : "");
    }
}
