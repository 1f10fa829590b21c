namespace Provisioning.Security.Files;

/// <summary>Why a system call failed: the numbers that Linux and macOS have in common, and those on which they
/// part.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotADirectory = 20;
    public const int Invalid = 22;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;

    public static readonly int NoSystemCall = OperatingSystem.IsMacOS() ? 78 : 38;
    public static readonly int NotSupported = OperatingSystem.IsMacOS() ? 45 : 95;
    public static readonly int OverQuota = OperatingSystem.IsMacOS() ? 69 : 122;

    /// <summary>The kind of failure for the number.</summary>
    public static FileProblem Problem(int error) =>
        error switch
        {
            Exists => FileProblem.Exists,
            NoEntry or NotADirectory => FileProblem.Missing,
            NotPermitted or AccessDenied or ReadOnly => FileProblem.Refused,
            NoSpace => FileProblem.Full,
            _ => error == OverQuota ? FileProblem.Full : FileProblem.Other,
        };

    /// <summary>The kind of failure for the runtime's exception.</summary>
    public static FileProblem Problem(Exception error)
    {
        const int windowsFileExists = unchecked((int)0x80070050),
            windowsAlreadyExists = unchecked((int)0x800700B7),
            windowsFull = unchecked((int)0x80070070);
        return error switch
        {
            FileNotFoundException or DirectoryNotFoundException => FileProblem.Missing,
            UnauthorizedAccessException => FileProblem.Refused,
            { HResult: windowsFileExists or windowsAlreadyExists } => FileProblem.Exists,
            { HResult: windowsFull } => FileProblem.Full,
            _ => Problem(error.HResult),
        };
    }
}
