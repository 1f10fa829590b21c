using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>The documents of a repository that is not encrypted, with each of their values replaced by others, and
/// their hashes in order.</summary>
public sealed class HostileDocumentTests
{
    private const string List = "backup list --from @repo";
    private const string Verify = "backup verify --system towow --url @db --from @repo --level 3";
    private const string Prune = "backup prune --from @repo --keep-last 1";
    private const string Restore = "restore --system towow --from @repo --into sqlite:///copy.db --set latest";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("manifest.json", List, Prune, Restore)]
    [InlineData("report.dbk", Verify, Restore)]
    [InlineData("heads", List)]
    [InlineData("prunes", List)]
    [InlineData("repo.json", List)]
    public async Task No_value_in_a_document_is_taken_for_a_defect_of_the_program_or_moves_the_cursor(
        string document,
        params string[] readers
    )
    {
        await using var folder = await BackupFolder.CreateAsync();
        for (var set = 0; set < 3; set++)
        {
            await folder.SucceedAsync("backup create --system towow --url @db --to @repo --tag daily");
        }

        await folder.SucceedAsync("backup prune --from @repo --keep-last 2 --apply");
        var manifest = ForgedSets.Manifests(folder)[^1];
        var file = document switch
        {
            "manifest.json" => manifest,
            "report.dbk" => Path.Combine(Path.GetDirectoryName(manifest)!, document),
            "repo.json" => folder.Path("repository", document),
            _ => Directory.GetFiles(folder.Path("repository", document)).Single(),
        };
        var (before, listed) = (
            await File.ReadAllBytesAsync(file, Token),
            await File.ReadAllBytesAsync(manifest, Token)
        );
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var (where, hostile) in Mutations(JsonNode.Parse(await TextAsync(file, before))!))
        {
            await WriteAsync(file, manifest, hostile);
            foreach (var line in readers)
            {
                var run = await folder.RunAsync(line);
                tried++;
                if (
                    run.ExitCode is not (0 or 1 or 3 or 6 or 7)
                    || (run.Errors + run.Output).Contains("defect", StringComparison.Ordinal)
                    || (run.Errors + run.Output).Contains('\e', StringComparison.Ordinal)
                )
                {
                    wrong.Add($"{where}: {line}: {run.ExitCode} {run.Errors}{run.Output}");
                }
            }

            File.Delete(folder.Path("copy.db"));
            await File.WriteAllBytesAsync(manifest, listed, Token);
            await File.WriteAllBytesAsync(file, before, Token);
        }

        Assert.True(tried > 15, $"{tried}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong.Take(30))}");
    }

    private static async Task<string> TextAsync(string file, byte[] bytes)
    {
        if (!file.EndsWith(".dbk", StringComparison.Ordinal))
        {
            return System.Text.Encoding.UTF8.GetString(bytes);
        }

        await using var from = await ContainerReader.OpenAsync(
            new MemoryStream(bytes),
            BackupKeyring.Empty,
            file,
            SealedReport.Most,
            Token
        );
        using var text = new StreamReader(from);
        return await text.ReadToEndAsync(Token);
    }

    private static async Task WriteAsync(string file, string manifest, string hostile)
    {
        switch (Path.GetFileName(file))
        {
            case "manifest.json":
                await WriteAsync(
                    file,
                    hostile,
                    RepositoryJson.Default.BackupManifest,
                    (bare, check) => bare with { Check = check },
                    null
                );
                break;
            case "report.dbk":
                var bytes = new MemoryStream();
                await using (
                    var writer = await ContainerWriter.BeginAsync(bytes, key: null, isCompressed: true, null, Token)
                )
                {
                    await writer.Payload.WriteAsync(System.Text.Encoding.UTF8.GetBytes(hostile), Token);
                    await writer.FinishAsync(Token);
                }

                await File.WriteAllBytesAsync(file, bytes.ToArray(), Token);
                var set = await ForgedSets.ReadAsync(manifest);
                await ForgedSets.WriteAsync(
                    manifest,
                    set with
                    {
                        Objects =
                        [
                            .. set.Objects.Select(item =>
                                item.Name.EndsWith("report.dbk", StringComparison.Ordinal)
                                    ? new(item.Name, bytes.Length, RepositoryJson.Hash(bytes.ToArray()))
                                    : item
                            ),
                        ],
                    }
                );
                break;
            case "repo.json":
                await WriteAsync(
                    file,
                    hostile,
                    RepositoryJson.Default.RepositoryInfo,
                    (bare, check) => bare with { Check = check },
                    null
                );
                break;
            default:
                if (file.Contains("/heads/", StringComparison.Ordinal))
                {
                    await WriteAsync(
                        file,
                        hostile,
                        RepositoryJson.Default.HeadRecord,
                        (bare, mac) => bare with { Mac = mac },
                        null
                    );
                }
                else
                {
                    await WriteAsync(
                        file,
                        hostile,
                        RepositoryJson.Default.PruneRecord,
                        (bare, mac) => bare with { Mac = mac },
                        null
                    );
                }

                break;
        }
    }

    // In the form that a document has, with the sum over the rest, where it can be read at all.
    private static async Task WriteAsync<T>(
        string file,
        string hostile,
        JsonTypeInfo<T> type,
        Func<T, string?, T> withSum,
        string? none
    )
        where T : class
    {
        try
        {
            var bare = withSum(JsonSerializer.Deserialize(hostile, type)!, none);
            var sum = RepositoryJson.Hash(RepositoryJson.Write(bare, type));
            await File.WriteAllBytesAsync(file, RepositoryJson.Write(withSum(bare, sum), type), Token);
        }
        catch (JsonException)
        {
            await File.WriteAllTextAsync(file, hostile, Token);
        }
    }

    private static IEnumerable<(string Where, string Text)> Mutations(JsonNode document)
    {
        foreach (var path in Paths(document, []).ToList())
        {
            foreach (var value in Instead(At(document, path)))
            {
                var changed = document.DeepClone();
                Put(changed, path, value);
                var text = changed.ToJsonString();
                yield return (
                    $"{string.Join('.', path)} = {value?.ToJsonString()[..Math.Min(60, value.ToJsonString().Length)]}",
                    text
                );
            }
        }
    }

    // Of lists the first member stands for all.
    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        if (path.Length > 0)
        {
            yield return path;
        }

        var members = node switch
        {
            JsonObject group => group.Select(member => ((object)member.Key, member.Value)),
            JsonArray list => list.Take(1).Select(member => ((object)0, member)),
            _ => [],
        };
        foreach (var found in members.SelectMany(member => Paths(member.Item2, [.. path, member.Item1])))
        {
            yield return found;
        }
    }

    private static JsonNode? At(JsonNode document, object[] path) =>
        path.Aggregate<object, JsonNode?>(document, (node, step) => step is string name ? node![name] : node![0]);

    private static void Put(JsonNode document, object[] path, JsonNode? value)
    {
        var parent = At(document, path[..^1])!;
        if (path[^1] is string name)
        {
            parent[name] = value;
        }
        else
        {
            parent[0] = value;
        }
    }

    private static IEnumerable<JsonNode?> Instead(JsonNode? value) =>
        value switch
        {
            JsonArray list => [null, new JsonArray(), new JsonArray([null]), Doubled(list)],
            JsonObject => [null, new JsonObject()],
            null => ["", "x\u001b[2J", 0],
            _ => value.GetValueKind() switch
            {
                JsonValueKind.Number => [null, -1, 0, long.MaxValue, JsonNode.Parse("1e300")],
                JsonValueKind.String when value.GetValue<string>() is [_, _, _, _, '-', ..] =>
                [
                    null,
                    "",
                    "0001-01-01T00:00:00+00:00",
                    "9999-12-31T23:59:59.9999999+00:00",
                ],
                JsonValueKind.String => [null, "", "\u001b[2J", "../../x"],
                _ => [null, !value.GetValue<bool>()],
            },
        };

    private static JsonArray Doubled(JsonArray list) =>
        new([.. list.Concat(list).Select(member => member?.DeepClone())]);
}
