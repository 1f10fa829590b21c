using Microsoft.Data.Sqlite;
using Provisioning.Dialects;
using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>Tries what a mask makes of samples against the checks of its column, in a database in memory. A check in
/// words of another engine, or over several columns, is left to the engine that gets the rows.</summary>
internal static class CheckTrial
{
    private static readonly string[] Texts =
    [
        "Sample Value 12345",
        "ada.lovelace@mail.test",
        "+49 170 1234567",
        "https://mail.test/a",
        "Ada",
        "2024-05-17",
        "6f9619ff-8b86-4d11-b42d-00c04fc964ff",
        "{\"a\": 1}",
    ];

    /// <summary>The checks that nothing passes which the mask gives.</summary>
    public static IEnumerable<MaskFinding> Of(MaskedColumn column)
    {
        var checks = column
            .Table.Checks.Where(check =>
                check.Expression.MentionsColumn(column.Column.Name)
                && !column.Table.Columns.Any(other =>
                    other != column.Column && check.Expression.MentionsColumn(other.Name)
                )
            )
            .ToArray();
        if (
            checks.Length == 0
            || !column.Transformer.FitsType(column.Type)
            || column.Rule.Transformer is "shuffle" or "null"
        )
        {
            return [];
        }

        var made = Made(column);
        return checks
            .Where(check => made.All(value => Passes(check, column, value) is false))
            .Select(check => new MaskFinding(
                "check",
                column.Name,
                $"has the check {check.Name ?? check.Expression}, which nothing passes that {column.Rule.Transformer} "
                    + "gives. Use keep, shuffle, null or a constant that passes."
            ));
    }

    private static List<string> Made(MaskedColumn column)
    {
        var samples = column.Type.Family switch
        {
            ValueFamily.Integer => (string[])["1", "42", "123456"],
            ValueFamily.Number => ["0.5", "42.00"],
            ValueFamily.Date => ["2024-05-17", "2024-05-17 10:11:12"],
            ValueFamily.Boolean => ["true", "false"],
            _ => Texts,
        };
        var mask = column.Transformer.Make(new(column.Rule, MaskKey.OfOneRun(), column.Column, column.Type));
        var row = new MaskedRow { Key = [] };
        return
        [
            .. samples
                .Select(sample =>
                {
                    row.Values = [sample];
                    return mask(sample, row);
                })
                .OfType<string>(),
        ];
    }

    private static bool? Passes(CheckConstraint check, MaskedColumn column, string value)
    {
        try
        {
            using var connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            var type = column.Type.Family is ValueFamily.Integer or ValueFamily.Number ? "NUMERIC" : "TEXT";
#pragma warning disable CA2100 // The structure's own text, in a database that is empty.
            command.CommandText =
                $"SELECT ({check.Expression}) IS NOT FALSE FROM (SELECT CAST(@p0 AS {type}) AS "
                + $"{Dialect.Quote(column.Column.Name)})";
#pragma warning restore CA2100
            command.Parameters.AddWithValue("@p0", value);
            return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 1;
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}
