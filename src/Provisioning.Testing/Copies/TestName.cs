using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.Testing.Copies;

/// <summary>What a database is there for.</summary>
internal enum TestNameKind
{
    /// <summary>For a test.</summary>
    Test,

    /// <summary>To be copied.</summary>
    Template,

    /// <summary>A template that is being built.</summary>
    Unfinished,
}

/// <summary>The name of a database of ours, with a proof at its end that we made it, so that no other database is ever
/// taken for one.</summary>
/// <param name="Kind">What it is there for.</param>
/// <param name="System">The system's name, in letters, digits and underscores, at most 20.</param>
/// <param name="Id">16 hexadecimal digits: of a template its key, of a test's database its owner and a number.</param>
internal sealed partial record TestName(TestNameKind Kind, string System, string Id)
{
    private const int Digits = 8;

    /// <summary>The owner of a test's database, a number of the process that made it.</summary>
    public int Owner => Convert.ToInt32(Id[..Digits], 16);

    /// <summary>The name of a template.</summary>
    public static TestName OfTemplate(string system, string key) =>
        new(TestNameKind.Template, Short(system), key[..16]);

    /// <summary>The name of a test's database made from this template.</summary>
    /// <param name="owner">The process that makes it.</param>
    /// <param name="number">Which of that process's databases it is.</param>
    public TestName Copy(int owner, int number) =>
        new(TestNameKind.Test, System, string.Create(CultureInfo.InvariantCulture, $"{owner:x8}{number:x8}"));

    /// <summary>The template's name while it is built.</summary>
    public TestName AsUnfinished => this with { Kind = TestNameKind.Unfinished };

    /// <summary>Reads a name; null where it is none of ours.</summary>
    public static TestName? Read(string text) =>
        Form().Match(text) is { Success: true } match
        && Enum.Parse<TestNameKind>(match.Groups["kind"].Value, ignoreCase: true) is var kind
        && new TestName(kind, match.Groups["system"].Value, match.Groups["id"].Value) is var name
        && name.ToString() == text
            ? name
            : null;

    /// <inheritdoc />
    public override string ToString()
    {
        var start = $"{Kind.ToString().ToLowerInvariant()}_{System}_{Id}";
        return $"{start}_{Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"test database {start}"))
        )[..Digits]}";
    }

    private static string Short(string system)
    {
        var plain = string.Concat(
            system.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '_')
        );
        return plain.Length > 20 ? plain[..20] : plain;
    }

    [GeneratedRegex(
        "^(?<kind>test|template|unfinished)_(?<system>[a-z0-9_]{1,20})_(?<id>[0-9a-f]{16})_[0-9a-f]{8}$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Form();
}
