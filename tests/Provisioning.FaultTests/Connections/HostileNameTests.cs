using System.Globalization;
using System.Text;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Connections;

/// <summary>Names that would be SQL if they could: each is quoted as what it is, or refused, and what stands beside
/// stays.</summary>
public sealed class HostileNameTests(PostgreSqlServer server)
{
    // All of them where every fault is tried as often as it is meant to be.
    private static readonly int Names = Ladder.IsFull ? 500 : 50;

    private static readonly string[] Pieces =
    [
        "\"",
        "\"\"",
        "'",
        "''",
        "\";--",
        "'; DROP TABLE canary; --",
        "\"; DROP TABLE canary; --",
        "$$",
        "$x$",
        "\\",
        "\\\"",
        ";",
        "/*",
        "*/",
        "--",
        "\n",
        "\r\n",
        "\t",
        "%",
        "_",
        "\u202E",
        "\u200B",
        "é",
        "💾",
        "select",
        "table",
        "user",
        "public",
        "pg_catalog",
        " ",
        ".",
        ",",
        "public.canary",
        ")",
        "(",
        "@p0",
        ":x",
        "{0}",
        "E'\\x41'",
        "U&\"\\0041\"",
        "\u0001",
        "\u001B[2J",
        "A",
        "a",
        "Ａ",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_of_schemas_are_taken_as_they_are_or_refused()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE canary (id int); INSERT INTO canary VALUES (1)", Token);
        var (taken, refused) = (0, 0);
        foreach (var name in Hostile(new(20_261_127)).Where(name => name is not "public").Take(Names))
        {
            try
            {
                var schema = DatabaseUrl.Parse(database.Url, schema: name);
                Assert.True(await schema.CreateAsync(Token), Shown(name));
                await using (var session = await schema.OpenAsync(Token))
                {
                    await session.ExecuteAsync("CREATE TABLE made (id int)", Token);
                    Assert.Equal(["made"], (await session.InspectAsync(Token)).Tables.Keys.Select(table => table.Name));
                    Assert.Equal(
                        [name],
                        await session.QueryAsync(
                            "SELECT schemaname::text FROM pg_catalog.pg_tables WHERE tablename = 'made'",
                            row => row.GetString(0),
                            Token
                        )
                    );
                }

                Assert.True(await schema.ExistsAsync(Token), Shown(name));
                Assert.True(await schema.DropAsync(Token), Shown(name));
                Assert.False(await schema.ExistsAsync(Token), Shown(name));
                taken++;
            }
            catch (InvalidDatabaseUrlException)
            {
                refused++;
            }
        }

        Assert.Equal(["1"], await database.RowsAsync("SELECT id FROM canary", Token));
        Assert.Equal(
            ["public"],
            await database.RowsAsync(
                "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
                Token
            )
        );
        Assert.Equal(Names, taken + refused);
        Assert.True(taken > Names * 0.6 && refused > Names * 0.02, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public async Task Names_of_databases_are_taken_as_they_are_through_the_command_too()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE canary (id int)", Token);
        foreach (
            var name in Hostile(new(20_261_128))
                .Select(name => $"{database.Name[..20]} {name}")
                .Where(name => Encoding.UTF8.GetByteCount(name) <= 63 && !name.Contains('\0', StringComparison.Ordinal))
                .Take(12)
        )
        {
            string[] url =
            [
                "--url",
                database.Url.Replace(database.Name, Uri.EscapeDataString(name), StringComparison.Ordinal),
            ];

            var created = await ProvisionProcess.RunAsync(Token, ["db", "create", .. url]);
            var found = await database.RowsAsync(
                $"SELECT count(*) FROM pg_database WHERE encode(convert_to(datname, 'UTF8'), 'hex') = "
                    + $"'{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name))}'",
                Token
            );
            var listed = await ProvisionProcess.RunAsync(Token, ["db", "list", .. url]);
            var dropped = await ProvisionProcess.RunAsync(Token, ["db", "drop", "--yes", "--force", .. url]);

            Assert.Equal((0, 0, 0, "1"), (created.ExitCode, listed.ExitCode, dropped.ExitCode, Assert.Single(found)));
            // What moves a terminal's cursor is not sent to one.
            Assert.DoesNotContain(listed.Output + created.Output + dropped.Output, c =>
                c is '\u001B' or '\u202E' or '\u0001'
            );
        }

        Assert.Equal(["canary"], await database.TablesAsync(Token));
        Assert.Equal(
            ["0"],
            await database.RowsAsync(
                $"SELECT count(*) FROM pg_database WHERE datname LIKE '{database.Name[..20]} %'",
                Token
            )
        );
    }

    private static IEnumerable<string> Hostile(Random random)
    {
        string[] fixedNames =
        [
            "",
            "\0",
            "a\0b",
            "public",
            "pg_catalog",
            "pg_x",
            "information_schema",
            "\"",
            "'",
            "\"public\"",
            "PUBLIC",
            "Public",
            new('x', 63),
            new('x', 64),
            new('ü', 32),
            "$user",
            "\"$user\"",
            "pg_temp",
        ];
        foreach (var name in fixedNames)
        {
            yield return name;
        }

        while (true)
        {
            yield return string.Concat(
                Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)])
            );
        }
    }

    private static string Shown(string name) =>
        string.Concat(
            name.Select(c =>
                c is >= ' ' and < (char)127 ? $"{c}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
            )
        );
}
