using System.Text;
using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Fleets.Targets;

namespace Provisioning.Fleets.Runs;

/// <summary>Writes what comes of a run over a fleet into a file, a line of JSON for each event, as it happens: a run
/// that is killed leaves what it knew. One run at a time writes into a file.</summary>
public sealed class FleetRecordWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly FileStream _lock;
    private readonly FleetRunHead _head;
    private readonly TimeProvider _time;
    private readonly Func<string, string> _mask;
    private readonly Lock _gate = new();

    private FleetRecordWriter(
        FileStream file,
        FileStream held,
        FleetRunHead head,
        TimeProvider time,
        Func<string, string> mask
    ) => (_file, _lock, _head, _time, _mask) = (file, held, head, time, mask);

    /// <summary>Opens the file, which no one else may then write. What it holds stays until the run begins.</summary>
    /// <param name="path">The file. Only its owner may read it: what databases say may hold values of rows.</param>
    /// <param name="head">What is run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mask">Masks the secrets in a text.</param>
    /// <exception cref="LockHeldException">Another run writes into it.</exception>
    /// <exception cref="ProvisioningException">It cannot be written.</exception>
    public static FleetRecordWriter Open(
        string path,
        FleetRunHead head,
        TimeProvider time,
        Func<string, string>? mask = null
    )
    {
        var held = Lock(path);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new(new(path, options), held, head, time, mask ?? (text => text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw CannotWrite(error);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    // A lock of the operating system on a file beside it, which ends with the process; the record itself may be read
    // meanwhile.
    private static FileStream Lock(string path)
    {
        try
        {
            return new(
                $"{path}-lock",
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (IOException error) when (error is not DirectoryNotFoundException && File.Exists($"{path}-lock"))
        {
            throw new LockHeldException(
                $"Another run over the fleet writes its record into {path}. Wait for it to finish, or name another "
                    + "file with --record.",
                "another run over the fleet"
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }
    }

    private static ProvisioningException CannotWrite(Exception error) =>
        new($"The record of the run cannot be written: {error.Message} Name another file with --record.", error);

    /// <summary>Writes that the run begins, in place of what the file held.</summary>
    internal void Begin(IReadOnlyList<IReadOnlyList<FleetTarget>> waves)
    {
        _file.SetLength(0);
        Write(json =>
        {
            json.WriteString("event", "run");
            json.WriteString("command", _head.Command);
            json.WriteString("system", _head.System);
            if (_head.To is { } to)
            {
                json.WriteNumber("to", to);
            }

            json.WriteStartArray("waves");
            foreach (var wave in waves)
            {
                json.WriteStartArray();
                foreach (var target in wave)
                {
                    json.WriteStringValue(target.Name);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Writes that a target is begun.</summary>
    internal void Started(string name, int wave) =>
        Write(json =>
        {
            json.WriteString("event", "started");
            json.WriteString("target", name);
            json.WriteNumber("wave", wave);
        });

    /// <summary>Writes what came of a target.</summary>
    internal void Ended(FleetOutcome outcome) =>
        Write(json =>
        {
            json.WriteString("event", "ended");
            FleetRecord.Write(json, outcome, _mask);
        });

    /// <summary>Writes that the run is over.</summary>
    internal void End(string? stopped, bool isInterrupted) =>
        Write(json =>
        {
            json.WriteString("event", "end");
            json.WriteString("stopped", stopped is null ? null : _mask(stopped));
            json.WriteBoolean("interrupted", isInterrupted);
        });

    private void Write(Action<Utf8JsonWriter> fill)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, FleetRecord.Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("at", _time.GetUtcNow());
            fill(json);
            json.WriteEndObject();
        }

        line.Write(Encoding.UTF8.GetBytes("\n"));
        lock (_gate)
        {
            _file.Write(line.ToArray());
            _file.Flush();
        }
    }
}
