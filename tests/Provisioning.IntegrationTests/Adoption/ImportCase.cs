using System.Reflection;
using Provisioning.Authoring;
using Provisioning.IntegrationTests.Cli;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>Folders of other tools, and what <c>provision import-history</c> makes of them.</summary>
internal static class ImportCase
{
    public const string Users = "CREATE TABLE users (id integer PRIMARY KEY, name varchar(99) NOT NULL);\n";
    public const string Orders =
        "CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n"
        + "CREATE INDEX ix_orders_user ON orders (user_id);\n"
        + "INSERT INTO users VALUES (1, 'it''s; $(x) $((y)) -- no comment');\n";
    public const string Note = "ALTER TABLE orders ADD COLUMN note varchar(9);\n";

    /// <summary>What was written.</summary>
    public static string Out(TestFolder folder) => Path.Combine(folder.Path, "out");

    /// <summary>Imports what a folder holds.</summary>
    public static Task<ProvisionRun> ImportAsync(TestFolder folder, string to = "out", params string[] more) =>
        ProvisionProcess.RunAsync(
            TestContext.Current.CancellationToken,
            ["import-history", Path.Combine(folder.Path, "in"), "--out", Path.Combine(folder.Path, to), .. more]
        );

    /// <summary>Three migrations, as a tool has them.</summary>
    public static void Write(TestFolder folder, string tool)
    {
        (string Name, string Up, string Down)[] migrations =
        [
            ("users", Users, ""),
            ("orders", Orders, "DELETE FROM users; DROP TABLE orders;\n"),
            ("note", Note, "ALTER TABLE orders DROP COLUMN note;\n"),
        ];
        string[] dotted = ["1", "1_9", "1_10"];
        foreach (var (at, (name, up, down)) in migrations.Index())
        {
            var number = $"2024010{at + 1}000000";
            switch (tool)
            {
                case "flyway":
                    Put(folder, $"in/V{dotted[at]}__{name}.sql", up);
                    Put(folder, $"in/undo/U{dotted[at]}__{name}.sql", down);
                    break;
                case "dbmate":
                    Put(folder, $"in/{number}_{name}.sql", $"-- migrate:up\n{up}\n-- migrate:down\n{down}");
                    break;
                case "goose":
                    Put(folder, $"in/{number}_{name}.sql", $"-- +goose Up\n{up}\n-- +goose Down\n{down}");
                    break;
                default:
                    Put(folder, $"in/{number}_{name}.up.sql", up);
                    Put(folder, $"in/{number}_{name}.down.sql", down);
                    break;
            }
        }
    }

    /// <summary>Writes a file.</summary>
    public static void Put(TestFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>The migrations of the classes in a folder.</summary>
    public static MigrationSource[] Read(string folder) =>
        [.. MigrationAssembly.FromAssembly(Compile(folder), null).Migrations];

    /// <summary>The assembly of the classes in a folder, with their scripts.</summary>
    public static Assembly Compile(string folder) =>
        Compiled.Of(
            [.. Directory.GetFiles(folder, "*.cs").Select(File.ReadAllText)],
            Directory.GetFiles(Path.Combine(folder, "Scripts"))
        );
}
