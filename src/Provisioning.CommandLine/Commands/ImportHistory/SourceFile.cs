using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>A file of another tool's migrations.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name, under the folder that was named.</param>
internal sealed partial record SourceFile(string Path, string Name)
{
    /// <summary>Its name without the folders.</summary>
    public string Short => System.IO.Path.GetFileName(Path);

    /// <summary>Its text.</summary>
    public string Text => field ??= Read();

    /// <summary>The digits that its name begins with; null for none.</summary>
    public string? Number => Digits().Match(Short) is { Success: true } digits ? digits.Value : null;

    /// <summary>What its name says after the number and before the ending.</summary>
    public string Title => Digits().Replace(Short.Split('.')[0], "").Trim('_', '-', ' ').Replace('_', ' ');

    /// <summary>Whether a text has more than comments in it.</summary>
    public static bool HasSql(string text) => Comment().Replace(text, "").AsSpan().Trim(" \t\r\n;").Length > 0;

    private string Read()
    {
        try
        {
            return File.ReadAllText(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{Path} cannot be read: {error.Message}", error);
        }
    }

    [GeneratedRegex("^[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();
}
