namespace Provisioning.CommandLine;

/// <summary>The exit codes of the command.</summary>
internal static class ExitCode
{
    /// <summary>Done, also where there was nothing to do.</summary>
    public const int Done = 0;

    /// <summary>Failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a name on it, is wrong; nothing was touched.</summary>
    public const int Usage = 2;

    /// <summary>A check found something.</summary>
    public const int Found = 3;

    /// <summary>The database could not be reached, or refused us.</summary>
    public const int NoConnection = 4;

    /// <summary>Another run holds the lock.</summary>
    public const int Locked = 5;

    /// <summary>A backup is sealed with another key than those given.</summary>
    public const int WrongKey = 6;

    /// <summary>A backup is damaged.</summary>
    public const int Damaged = 7;

    /// <summary>Stopped as its terminal was closed: SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>What each means, in a few words.</summary>
    public static IReadOnlyList<(string Codes, string Meaning)> Meanings { get; } =
    [
        ("0", "done"),
        ("1", "failed"),
        ("2", "wrong usage"),
        ("3", "a check found something"),
        ("4", "could not connect"),
        ("5", "another run holds the lock"),
        ("6", "a backup needs another key"),
        ("7", "a backup is damaged"),
        ("129, 130 and 143", "interrupted"),
    ];
}
