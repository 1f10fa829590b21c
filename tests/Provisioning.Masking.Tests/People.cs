using Provisioning.Masking.Classification;
using Provisioning.Schema;

namespace Provisioning.Masking.Tests;

/// <summary>A structure with people in it, and a file for it.</summary>
internal static class People
{
    public static DatabaseModel Model { get; } =
        DatabaseModel
            .Empty.WithTable(
                new Table(
                    "users",
                    [
                        new("id", new(ColumnKind.Int32)),
                        new("email", new(ColumnKind.String, 100)),
                        new("name", new(ColumnKind.String, 40)) { IsNullable = true },
                        new("status", new(ColumnKind.String, 10)),
                        new("token", new(ColumnKind.String)) { IsNullable = true },
                        new("code", new(ColumnKind.String, 12)),
                    ]
                )
                {
                    PrimaryKey = new("users_pkey", ["id"]),
                    Uniques = [new("users_email", ["email"])],
                    Checks = [new("users_status", "status IN ('on', 'off')")],
                }
            )
            .WithTable(
                new Table(
                    "notes",
                    [
                        new("id", new(ColumnKind.Int32)),
                        new("user_id", new(ColumnKind.Int32)),
                        new("author", new(ColumnKind.Int32)) { IsNullable = true },
                        new("body", new(ColumnKind.String)),
                    ]
                )
                {
                    PrimaryKey = new("notes_pkey", ["id"]),
                    ForeignKeys = [new("notes_user", ["user_id"], "users", ["id"])],
                }
            );

    /// <summary>The file with one column's entry replaced.</summary>
    public static MaskingFile File(string column = "", string entry = "")
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["users.id"] = "\"key\"",
            ["users.email"] = "\"personal\"",
            ["users.name"] = """{"class": "personal", "mask": "pseudonym"}""",
            ["users.status"] = "\"public\"",
            ["users.token"] = "\"secret\"",
            ["users.code"] = "\"public\"",
            ["notes.id"] = "\"key\"",
            ["notes.user_id"] = "\"key\"",
            ["notes.author"] = "\"key\"",
            ["notes.body"] = "\"free_text\"",
        };
        if (entry.Length > 0)
        {
            entries[column] = entry;
        }
        else
        {
            entries.Remove(column);
        }

        var tables = entries
            .GroupBy(each => each.Key.Split('.')[0], StringComparer.Ordinal)
            .Select(table =>
            {
                var columns = table.Select(each => $"\"{each.Key.Split('.')[1]}\": {each.Value}");
                return $"\"{table.Key}\": {{{string.Join(", ", columns)}}}";
            });
        return MaskingFile.Parse(
            "{\"format\": \"provisioning-masking-1\", \"profiles\": {\"staging\": {}}, \"references\": "
                + $"{{\"notes.author\": \"users.id\"}}, \"tables\": {{{string.Join(", ", tables)}}}}}",
            "masking.json"
        );
    }
}
