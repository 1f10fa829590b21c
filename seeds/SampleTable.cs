using System.Globalization;
using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Provisioning.Security.Passwords;
using Provisioning.Seeding;

namespace Provisioning.Seeds;

/// <summary>A table of sample rows that are written down rather than made up by the million.</summary>
internal static class SampleTable
{
    /// <summary>A moment that sample rows count from, so that they are the same every day.</summary>
    public static DateTimeOffset Start { get; } = new(2025, 6, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The columns that tell rows apart: one that is there already is left out.</param>
    /// <param name="columns">The columns with their kinds: <c>id guid, name text</c>.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="row">The values of a row, by its number.</param>
    public static RowSource Of(string table, string key, string columns, int count, Func<int, object?[]> row)
    {
        var all = columns.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Split(' ')).ToArray();
        return new(
            table,
            all.Select(column => new Column(column[0], new(Kind(column[1]))) { IsNullable = true }).ToValueList(),
            [.. key.Split(", ")],
            count,
            (at, to) => Write(row((int)at), all, to)
        );
    }

    /// <summary>The rows that are listed.</summary>
    public static RowSource Of(string table, string key, string columns, params object?[][] rows) =>
        Of(table, key, columns, rows.Length, at => rows[at]);

    /// <summary>An encrypted value, or nothing where no key was given.</summary>
    /// <param name="options">Has the key.</param>
    /// <param name="plain">The value.</param>
    public static string? Encrypted(SeedOptions options, string plain) =>
        Key(options) is not { } key
            ? null
            : new FernetCipher(key, new At(Start), count => Bytes(plain, count)).Encrypt(plain);

    /// <summary>An encrypted value as VibeSurf stores it, or nothing where no key was given.</summary>
    /// <param name="options">Has the key.</param>
    /// <param name="plain">The value.</param>
    public static string? EncryptedInBase64(SeedOptions options, string plain) =>
        Key(options) is not { } key
            ? null
            : new FernetInBase64Cipher(key, new At(Start), count => Bytes(plain, count)).Encrypt(plain);

    /// <summary>A bcrypt hash that is the same with every run.</summary>
    public static string Hashed(string password) => PasswordHash.Bcrypt(password, cost: 10, Bytes(password, 16));

    private static EncryptionKey? Key(SeedOptions options) =>
        options.Key is { } bytes ? EncryptionKey.FromBytes(bytes.Span) : null;

    private static byte[] Bytes(string name, int count) =>
        NameBasedId.Create(NameBasedId.Dns, $"sample-data/{name}").ToByteArray()[..count];

    private static ColumnKind Kind(string word) =>
        word switch
        {
            "guid" => ColumnKind.Guid,
            "int" => ColumnKind.Int32,
            "long" => ColumnKind.Int64,
            "bool" => ColumnKind.Boolean,
            "double" => ColumnKind.Double,
            "decimal" => ColumnKind.Decimal,
            "json" => ColumnKind.Json,
            "jsonb" => ColumnKind.Jsonb,
            "moment" => ColumnKind.DateTimeOffset,
            _ => ColumnKind.String,
        };

    private static void Write(object?[] values, string[][] columns, RowWriter to)
    {
        for (var at = 0; at < values.Length; at++)
        {
            switch (values[at])
            {
                case null:
                    to.Null();
                    break;
                case Guid id:
                    to.Guid(id);
                    break;
                case bool flag:
                    to.Boolean(flag);
                    break;
                case double number:
                    to.Double(number);
                    break;
                case decimal number:
                    to.Decimal(number);
                    break;
                case DateTimeOffset moment:
                    to.Moment(moment);
                    break;
                case string text when columns[at][1] is "json" or "jsonb":
                    to.Json(text);
                    break;
                case string text:
                    to.Text(text);
                    break;
                case var number:
                    to.Integer(Convert.ToInt64(number, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
