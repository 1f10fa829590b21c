using Provisioning.Security.Encryption;
using Provisioning.Security.Passwords;
using Xunit;

namespace Provisioning.Security.Tests.Encryption;

/// <summary>Encrypted columns and password hashes.</summary>
public sealed class CipherTests
{
    private const string SpecificationKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private const string SpecificationToken =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    private static readonly EncryptionKey Key = EncryptionKey.Parse(SpecificationKey);

    public static TheoryData<string> Schemes => ["fernet", "aesgcm-v1", "fernet-base64"];

    [Fact]
    public void A_Fernet_token_in_base64_is_recognized_by_its_beginning_and_read()
    {
        var key = EncryptionKey.Generate();
        var text = new FernetInBase64Cipher(key).Encrypt("sk-1");

        Assert.Equal("sk-1", ColumnCipher.For(text, key).Decrypt(text));
        Assert.IsType<FernetInBase64Cipher>(ColumnCipher.For(text, key));
        Assert.Throws<DecryptionException>(() => ColumnCipher.For(text, EncryptionKey.Generate()).Decrypt(text));
    }

    [Fact]
    public void A_token_is_the_one_of_Fernets_specification()
    {
        var then = new FixedTime(
            DateTimeOffset.Parse("1985-10-26T01:20:00-07:00", System.Globalization.CultureInfo.InvariantCulture)
        );

        var token = new FernetCipher(Key, then, count => [.. Enumerable.Range(0, count).Select(n => (byte)n)]).Encrypt(
            "hello"
        );

        Assert.Equal(SpecificationToken, token);
        Assert.Equal("hello", new FernetCipher(Key).Decrypt(SpecificationToken));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void What_was_encrypted_is_decrypted_by_the_same_key_alone(string scheme)
    {
        foreach (var plain in new[] { "", "a", "sk-0123456789abcdef", new string('é', 1000), "密码\n" })
        {
            var token = Cipher(scheme, Key).Encrypt(plain);

            Assert.NotEqual(token, Cipher(scheme, Key).Encrypt(plain));
            Assert.Equal(plain, Cipher(scheme, Key).Decrypt(token));
            Assert.Equal(plain, ColumnCipher.For(token, Key).Decrypt(token));
            Assert.Throws<DecryptionException>(() => Cipher(scheme, EncryptionKey.Generate()).Decrypt(token));
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Bytes_that_are_no_text_are_decrypted_as_they_were_and_never_given_as_text(string scheme)
    {
        byte[] plain = [0xFF, 0xFE, 0x80, 0x00];

        var token = Cipher(scheme, Key).Encrypt(plain);

        Assert.Equal(plain, Cipher(scheme, Key).DecryptBytes(token));
        Assert.Throws<DecryptionException>(() => Cipher(scheme, Key).Decrypt(token));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_change_of_any_character_is_reported_without_the_value(string scheme)
    {
        const string plain = "the secret value";
        var token = Cipher(scheme, Key).Encrypt(plain);
        // The last characters of base64 may stand for bits that are not read.
        for (var at = 0; at < token.TrimEnd('=').Length - 2; at++)
        {
            var changed = token.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';

            var error = Assert.Throws<DecryptionException>(() => Cipher(scheme, Key).Decrypt(new(changed)));

            Assert.DoesNotContain(plain, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_is_read_in_each_of_its_forms_and_never_prints_itself()
    {
        var hex = Convert.ToHexString(Convert.FromBase64String(SpecificationKey.Replace('_', '/').Replace('-', '+')));

        Assert.Equal(Key.Id, EncryptionKey.Parse(hex).Id);
        Assert.Equal(SpecificationKey, Key.Export());
        Assert.NotEqual(Key.Id, EncryptionKey.Parse("a passphrase").Id);
        Assert.Equal($"key {Key.Id}", $"{Key}");
        Assert.Throws<ProvisioningException>(() => EncryptionKey.Parse(" "));
    }

    [Fact]
    public void Words_with_as_many_letters_as_a_key_in_base64_are_a_passphrase()
    {
        var words = $"{new string('a', 21)} {new string('b', 22)}";

        var key = EncryptionKey.Parse(words);

        var hashed = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(words));
        Assert.Equal(EncryptionKey.Parse(Convert.ToHexString(hashed)).Id, key.Id);
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_refused_unless_it_is_asked_for()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Path.GetTempFileName();
        File.WriteAllText(file, SpecificationKey);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var error = Assert.Throws<ProvisioningException>(() => EncryptionKey.Load(file));
        var shared = EncryptionKey.Load(file, allowShared: true);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var own = EncryptionKey.Load(file);
        File.Delete(file);

        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        Assert.Equal((Key.Id, Key.Id), (shared.Id, own.Id));
    }

    [Fact]
    public void A_password_is_verified_against_its_hash()
    {
        var hash = PasswordHash.Bcrypt("correct horse", cost: 4);

        Assert.StartsWith("$2b$04$", hash, StringComparison.Ordinal);
        Assert.True(BCrypt.Net.BCrypt.Verify("correct horse", hash));
        Assert.False(BCrypt.Net.BCrypt.Verify("correct horse ", hash));
        Assert.Throws<ProvisioningException>(() => PasswordHash.Bcrypt(new string('x', 73), cost: 4));
    }

    private static ColumnCipher Cipher(string scheme, EncryptionKey key) =>
        scheme switch
        {
            "fernet" => new FernetCipher(key),
            "aesgcm-v1" => new AesGcmCipher(key),
            _ => new FernetInBase64Cipher(key),
        };

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
