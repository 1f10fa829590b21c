using System.Text;
using Provisioning.Databases;
using Provisioning.Engines;
using Xunit;

namespace Provisioning.Tests.Engines;

/// <summary>Whatever is done to a URL, it is read or refused, quickly, and what is said of it holds nothing of its
/// password.</summary>
public sealed class DatabaseUrlMutationTests
{
    private const int Mutations = 10_000;
    private const string Secret = "Qx7-s3cr3t-Zk9";

    private static readonly string[] Seeds =
    [
        $"postgresql://me:{Secret}@db:5432/towow",
        $"postgres://me:{Secret}@[::1]:5433/x?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=5",
        $"postgresql+asyncpg://towow_admin:{Secret}@prod-db.example.com:5432/towow?ssl=require&application_name=x",
        $"postgresql+psycopg2://me:{Secret}@%2Fvar%2Frun%2Fpostgresql/x?target_session_attrs=read-write",
        $"postgresql:///x?host=/run/pg&user=me&password={Secret}",
        $"postgresql://me:{Secret}@a,b:5432,c/x?options=-csearch_path%3Devil",
        $"Host=db;Port=5432;Database=x;Username=me;Password={Secret};SSL Mode=Require;Timeout=3",
        $"Host=db;Database=x;Password = '{Secret}';Options=-c statement_timeout=5",
        "sqlite:///./x.db",
        "sqlite+aiosqlite:////tmp/x.db?timeout=5",
        $"Data Source=x.db;Password={Secret}",
    ];

    private static readonly string[] Pieces =
    [
        "@",
        ":",
        "/",
        "?",
        "#",
        "&",
        "=",
        ";",
        "'",
        "\"",
        "%",
        "%00",
        "%2F",
        "%zz",
        "%E2%80%AE",
        "\0",
        "\n",
        "\r",
        "\t",
        " ",
        "[",
        "]",
        ",",
        "\\",
        "://",
        "+",
        "..",
        "\u202E",
        "\uD800",
        "💾",
        "?options=-c%20role%3Dx",
        "&sslmode=allow",
        "&nonsense=1",
        ";Nonsense=1",
        ";Port=99999999999",
        ":99999",
        ":-1",
        "&password=",
        "sqlite:///",
        "postgresql://",
    ];

    [Fact]
    public void Ten_thousand_mutations_are_read_or_refused_without_a_word_of_the_password()
    {
        var random = new Random(20_261_125);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var url = Mutate(Seeds[i % Seeds.Length], random);
            var said = Say(url, ref read, ref refused);

            Assert.False(said.Contains(Secret, StringComparison.Ordinal), $"mutation {i}: {said}");
            Assert.False(said.Contains("   at ", StringComparison.Ordinal), $"mutation {i}: {said}");
        }

        Assert.Equal(Mutations, read + refused);
        Assert.True(read > 500 && refused > 500, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("postgresql://me:{0}@db/x")]
    [InlineData("postgresql://db/x?application_name={0}")]
    [InlineData("Host=db;Database=x;Password={0}")]
    [InlineData("{0}")]
    // A reader whose work grows with the square of the length would not end here.
    public void A_URL_of_a_megabyte_is_read_or_refused_as_quickly(string form)
    {
        var (read, refused) = (0, 0);

        Say(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, form, new string('x', 1_000_000)),
            ref read,
            ref refused
        );

        Assert.Equal(1, read + refused);
    }

    private static string Say(string url, ref int read, ref int refused)
    {
        try
        {
            var database = DatabaseUrl.Parse(url);
            read++;
            // What lost the mark that made a password of it is a piece of a name now, and nothing tells that it was not
            // meant to be.
            return IsInName(DatabaseUrl.Read(url)) ? "" : database.Location;
        }
        catch (InvalidDatabaseUrlException error)
        {
            refused++;
            return error.Message;
        }
    }

    private static bool IsInName(DatabaseAddress address) =>
        new[]
        {
            address.File,
            address.Server?.Host,
            address.Server?.Database,
            address.Server?.Username,
            address.Server?.SearchPath,
        }.Any(name => name?.Contains(Secret, StringComparison.Ordinal) is true);

    // The password stays whole, so that it can be looked for.
    private static string Mutate(string url, Random random)
    {
        var text = new StringBuilder(url);
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(4), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, (char)random.Next(1, 0x250));
                    break;
                default:
                    text.Append(Pieces[random.Next(Pieces.Length)]).Append(Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
