using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>Writes new files, none over another one, and reports them.</summary>
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
    /// <exception cref="UsageException">One of them is there already. Nothing was written.</exception>
    /// <exception cref="ProvisioningException">A file cannot be written.</exception>
    public async Task WriteAsync(
        IReadOnlyList<(string Path, string Text)> files,
        IReadOnlyList<(string Name, JsonNode? Value)> facts,
        string next,
        CancellationToken token,
        string found = "",
        params IReadOnlyList<string> replaced
    )
    {
        _ = _report.IsJson;
        if (files.FirstOrDefault(file => Path.Exists(file.Path)).Path is { } there)
        {
            throw new UsageException($"{Shown(there)} is there already. Nothing was written.");
        }

        foreach (var (path, text) in _dryRun.HasValue() ? [] : files)
        {
            await WriteAsync(path, text, token);
        }

        foreach (var path in _dryRun.HasValue() ? [] : replaced)
        {
            Delete(path);
        }

        await _report.WriteAsync(() => Json(files, facts, replaced), () => Text(files, next, found, replaced), token);
    }

    private static async Task WriteAsync(string path, string text, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var writer = new StreamWriter(
                path,
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }
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
        IReadOnlyList<string> replaced
    )
    {
        var json = new JsonObject
        {
            ["dry_run"] = _dryRun.HasValue(),
            ["files"] = new JsonArray([.. files.Select(file => JsonValue.Create(Shown(file.Path)))]),
        };
        foreach (var (name, value) in facts)
        {
            json[name] = value;
        }

        if (replaced.Count > 0)
        {
            json["deleted"] = new JsonArray([.. replaced.Select(path => JsonValue.Create(Shown(path)))]);
        }

        return json;
    }

    private string Text(
        IReadOnlyList<(string Path, string Text)> files,
        string next,
        string found,
        IReadOnlyList<string> replaced
    )
    {
        var deleted = replaced.Select(path => $"{(_dryRun.HasValue() ? "to be deleted:" : "deleted")} {Shown(path)}");
        var written = _dryRun.HasValue()
            ? string.Join('\n', files.Select(file => $"{Shown(file.Path)}:\n{file.Text}")).TrimEnd()
            : string.Join('\n', files.Select(file => $"created {Shown(file.Path)}"));
        string[] parts = [written, string.Join('\n', deleted), found, _dryRun.HasValue() ? "" : next];
        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsDryRun => _dryRun.HasValue();

    /// <summary>The path of a file from the current folder.</summary>
    public static string Shown(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
}
