using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Provisioning.IntegrationTests.Support;

/// <summary>How a <c>provision</c> process ended and what it said.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Errors">What it wrote to stderr.</param>
public sealed record ProvisionRun(int ExitCode, string Output, string Errors);

/// <summary>The signals that a test sends.</summary>
public enum Signal
{
    /// <summary>What a terminal sends that is closed.</summary>
    HangUp = 1,

    /// <summary>Ctrl+C.</summary>
    Int = 2,

    /// <summary>What ends it without a word.</summary>
    Kill = 9,

    /// <summary>What a supervisor sends.</summary>
    Term = 15,
}

/// <summary>The <c>provision</c> command line as a process of its own, as a user runs it.</summary>
public sealed class ProvisionProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TimeSpan _timeout;
    private readonly Task _reading;

    private ProvisionProcess(Process process, TimeSpan timeout)
    {
        (_process, _timeout) = (process, timeout);
        _reading = ReadAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Runs the command to its end.</summary>
    public static Task<ProvisionRun> RunAsync(CancellationToken token, params IReadOnlyList<string> arguments) =>
        RunAsync(arguments, new(), token);

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public static async Task<ProvisionRun> RunAsync(
        IReadOnlyList<string> arguments,
        ProvisionOptions options,
        CancellationToken token
    )
    {
        await using var process = Start(arguments, options);
        return await process.WaitAsync(token);
    }

    /// <summary>Starts the command and lets it run.</summary>
    public static ProvisionProcess Start(IReadOnlyList<string> arguments, ProvisionOptions options) =>
        new(Process.Start(options.Command(arguments))!, options.Timeout);

    /// <summary>Waits for a line, on stdout or stderr, that contains the text, and returns it. Each line is looked at
    /// once.</summary>
    /// <exception cref="InvalidOperationException">The process ended without such a line.</exception>
    /// <exception cref="TimeoutException">No such line came in time; the process was killed.</exception>
    public async Task<string> WaitForLineAsync(string text, CancellationToken token) =>
        await InTimeAsync(
            async token =>
            {
                await foreach (var line in _lines.Reader.ReadAllAsync(token))
                {
                    if (line.Contains(text, StringComparison.Ordinal))
                    {
                        return line;
                    }
                }

                throw new InvalidOperationException($"provision ended without saying \"{text}\".\n{Said}");
            },
            token
        );

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public async Task<ProvisionRun> WaitAsync(CancellationToken token) =>
        await InTimeAsync(
            async token =>
            {
                await _process.WaitForExitAsync(token);
                await _reading.WaitAsync(token);
                return new ProvisionRun(_process.ExitCode, _output.ToString(), _errors.ToString());
            },
            token
        );

    /// <summary>Sends the process a signal; does nothing where it has ended.</summary>
    public async Task SendAsync(Signal signal) =>
        await Shell.SucceedsAsync("kill", $"-{(int)signal}", Id.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private string Said
    {
        get
        {
            lock (_lines)
            {
                return $"stdout:\n{_output}\nstderr:\n{_errors}";
            }
        }
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> wait, CancellationToken token)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        source.CancelAfter(_timeout);
        try
        {
            return await wait(source.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            var where = await ProcessStacks.OfAsync(Id);
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"provision went on for more than {_timeout.TotalSeconds:0} s.\n{Said}\n{where}",
                e
            );
        }
    }

    // What the process says is read to its end, whatever becomes of the test.
    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _errors));
        _lines.Writer.Complete();
    }

    private async Task ReadAsync(StreamReader from, StringBuilder into)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_lines)
            {
                into.Append(line).Append('\n');
            }

            await _lines.Writer.WriteAsync(line, CancellationToken.None);
        }
    }
}
