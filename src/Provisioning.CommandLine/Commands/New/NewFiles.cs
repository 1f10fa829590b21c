using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>Writes new files, none over another one, changes those that list them, and reports all.</summary>
internal sealed class NewFiles(CommandLineApplication command)
{
    private readonly CommandOption _dryRun = command.Flag(
        "--dry-run",
        "Print what would be written, and write nothing."
    );
    private readonly Report _report = new(command);

    /// <summary>Writes the files.</summary>
    /// <param name="files">Each file's path and text.</param>
    /// <param name="facts">What else is in the document of JSON.</param>
    /// <param name="next">What to do next, as a sentence.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="found">What a person has to know even where nothing is written; empty for nothing.</param>
    /// <param name="replaced">The files that are deleted once the others are there.</param>
    /// <param name="changed">The files that are there and get another text once the others are there.</param>
    /// <exception cref="UsageException">One of them is there already. Nothing was written.</exception>
    /// <exception cref="ProvisioningException">A file cannot be written.</exception>
    public async Task WriteAsync(
        IReadOnlyList<(string Path, string Text)> files,
        IReadOnlyList<(string Name, JsonNode? Value)> facts,
        string next,
        CancellationToken token,
        string found = "",
        IReadOnlyList<string>? replaced = null,
        params IReadOnlyList<(string Path, string Text)> changed
    )
    {
        replaced ??= [];
        _ = _report.IsJson;
        if (files.FirstOrDefault(file => Path.Exists(file.Path)).Path is { } there)
        {
            throw new UsageException($"{Shown(there)} is there already. Nothing was written.");
        }

        foreach (var (path, text) in _dryRun.HasValue() ? [] : files)
        {
            await WriteAsync(path, text, FileMode.CreateNew, token);
        }

        foreach (var (path, text) in _dryRun.HasValue() ? [] : changed)
        {
            // Not to be stopped half way: the file's old text is gone.
            await WriteAsync(path, text, FileMode.Create, CancellationToken.None);
        }

        foreach (var path in _dryRun.HasValue() ? [] : replaced)
        {
            Delete(path);
        }

        await _report.WriteAsync(
            () => Json(files, facts, changed, replaced),
            () => Text(files, next, found, changed, replaced),
            token
        );
    }

    private static async Task WriteAsync(string path, string text, FileMode mode, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var writer = new StreamWriter(
                path,
                new FileStreamOptions { Mode = mode, Access = FileAccess.Write }
            );
            await writer.WriteAsync(text.AsMemory(), token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{Shown(path)} cannot be written: {error.Message}", error);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{Shown(path)} cannot be deleted: {error.Message}", error);
        }
    }

    private JsonObject Json(
        IReadOnlyList<(string Path, string Text)> files,
        IReadOnlyList<(string Name, JsonNode? Value)> facts,
        IReadOnlyList<(string Path, string Text)> changed,
        IReadOnlyList<string> replaced
    )
    {
        var json = new JsonObject
        {
            ["dry_run"] = _dryRun.HasValue(),
            ["files"] = Paths(files.Select(file => file.Path)),
        };
        foreach (var (name, value) in facts)
        {
            json[name] = value;
        }

        if (changed.Count > 0)
        {
            json["changed"] = Paths(changed.Select(file => file.Path));
        }

        if (replaced.Count > 0)
        {
            json["deleted"] = Paths(replaced);
        }

        return json;
    }

    private static JsonArray Paths(IEnumerable<string> paths) =>
        new([.. paths.Select(path => JsonValue.Create(Shown(path)))]);

    private string Text(
        IReadOnlyList<(string Path, string Text)> files,
        string next,
        string found,
        IReadOnlyList<(string Path, string Text)> changed,
        IReadOnlyList<string> replaced
    )
    {
        var edited = changed.Select(file =>
            $"{(_dryRun.HasValue() ? "to be changed:" : "changed")} {Shown(file.Path)}"
        );
        var deleted = replaced.Select(path => $"{(_dryRun.HasValue() ? "to be deleted:" : "deleted")} {Shown(path)}");
        var written = _dryRun.HasValue()
            ? string.Join('\n', files.Select(file => $"{Shown(file.Path)}:\n{file.Text}")).TrimEnd()
            : string.Join('\n', files.Select(file => $"created {Shown(file.Path)}"));
        string[] parts = [written, string.Join('\n', edited.Concat(deleted)), found, _dryRun.HasValue() ? "" : next];
        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsDryRun => _dryRun.HasValue();

    /// <summary>The path of a file from the current folder.</summary>
    public static string Shown(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
}
