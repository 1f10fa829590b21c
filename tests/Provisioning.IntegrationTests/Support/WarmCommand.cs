using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs commands that load an assembly in processes that have run others before, one at a time in each. They
/// say and do what those in processes of their own do, in a tenth of the time.</summary>
/// <remarks>What is about the process itself (signals, kills, hand-over to the managed program, secrets, code that ends
/// the process) needs one of its own: <see cref="ProvisionProcess"/>.</remarks>
internal sealed class WarmCommand : IDisposable
{
    private static readonly ConcurrentBag<WarmCommand> Idle = [];

    private readonly Process _process;
    private readonly Task<string> _stray;

    private WarmCommand()
    {
        var start = Shell.Redirected(
            "dotnet",
            Path.GetFullPath(
                Path.Combine(AppContext.BaseDirectory, "../../Provisioning.WarmCommand/release/provision.dll")
            )
        );
        // The end of this process ends its input, and so the other one.
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _stray = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public static async Task<ProvisionRun> RunAsync(
        IReadOnlyList<string> arguments,
        ProvisionOptions options,
        CancellationToken token
    )
    {
        if (!Idle.TryTake(out var command))
        {
            command = new();
        }

        try
        {
            var run = await command.AnswerAsync(arguments, options, token);
            Idle.Add(command);
            return run;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<ProvisionRun> AnswerAsync(
        IReadOnlyList<string> arguments,
        ProvisionOptions options,
        CancellationToken token
    )
    {
        var request = new JsonObject
        {
            ["arguments"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]),
            ["folder"] = options.WorkingDirectory,
            ["variables"] = new JsonObject(
                options
                    .Command(arguments)
                    .Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))
            ),
        };
        await _process.StandardInput.WriteLineAsync(request.ToJsonString());
        await _process.StandardInput.FlushAsync(token);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        source.CancelAfter(options.Timeout);
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync(source.Token);
            var answer = JsonNode.Parse(
                line ?? throw new InvalidOperationException($"The process of the command ended.\n{await _stray}")
            )!;
            return new((int)answer["code"]!, (string)answer["output"]!, (string)answer["errors"]!);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            var where = await ProcessStacks.OfAsync(_process.Id);
            throw new TimeoutException(
                $"provision {string.Join(' ', arguments)} went on for more than {options.Timeout.TotalSeconds:0} s.\n"
                    + where,
                e
            );
        }
    }
}
