using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Options;

/// <summary>Reads references to one of several tables, as options have them.</summary>
internal static partial class ReferenceText
{
    /// <summary>Reads <c>comments(kind, item): post=posts, photo=photos</c>.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static PolymorphicReference Read(string text)
    {
        var found = Form().Match(text);
        return found.Success
            ? new(
                Name(found.Groups["table"].Value),
                found.Groups["type"].Value,
                found.Groups["id"].Value,
                [
                    .. found
                        .Groups["name"]
                        .Captures.Zip(found.Groups["target"].Captures, (name, target) =>
                            new PolymorphicTarget(name.Value, Name(target.Value))
                        ),
                ]
            )
            : throw new UsageException(
                $"--refers \"{text}\" is no reference. Write the table, the column that says which table, the column "
                    + "of the key, and the tables: \"comments(kind, item): post=posts, photo=photos\"."
            );
    }

    private static ObjectName Name(string text) =>
        text.Split('.') is [var schema, var name] ? new(schema, name) : new(null, text);

    [GeneratedRegex(
        @"^\s*(?<table>[^\s(]+)\s*\(\s*(?<type>[^,()]+?)\s*,\s*(?<id>[^,()]+?)\s*\)\s*:"
            + @"(\s*(?<name>[^=,]+?)\s*=\s*(?<target>[^=,\s]+)\s*(,|$))+\s*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Form();
}
