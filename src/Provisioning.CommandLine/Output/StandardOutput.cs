using System.Diagnostics.CodeAnalysis;
using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Output;

/// <summary>Where results go. What the code of migrations, systems and seeders prints goes to standard error instead,
/// so that it is never part of a result.</summary>
internal static class StandardOutput
{
    /// <summary>Standard output.</summary>
    public static TextWriter Writer { get; set; } = Console.Out;

    /// <summary>Takes standard output for results and standard error for all else, and gives both back at the
    /// end.</summary>
    public static IDisposable Take()
    {
        Writer = Console.Out;
        var error = ErrorOrNone();
        Console.SetError(new LossyWriter(error));
        Console.SetOut(Console.Error);
        return new Taken(Writer, error);
    }

    // Whoever starts the program may have closed it.
    private static TextWriter ErrorOrNone()
    {
        try
        {
            return Console.Error;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return TextWriter.Null;
        }
    }

    private sealed class Taken(TextWriter output, TextWriter error) : IDisposable
    {
        public void Dispose()
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}

/// <summary>The console as the parser of the command line sees it: its help is kept until it is known whether it is a
/// result.</summary>
internal sealed class ParserConsole : IConsole, IDisposable
{
    private readonly StringWriter _help = new();

    /// <summary>The help so far.</summary>
    public string Help => _help.ToString();

    public TextWriter Out => _help;

    public TextWriter Error => Console.Error;

    public TextReader In => Console.In;

    public bool IsInputRedirected => Console.IsInputRedirected;

    // No pager: help is printed at the end.
    public bool IsOutputRedirected => true;

    public bool IsErrorRedirected => Console.IsErrorRedirected;

    public ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    [SuppressMessage(
        "Usage",
        "CA1030",
        Justification = "The parser's interface has it; signals are handled elsewhere."
    )]
    public event ConsoleCancelEventHandler? CancelKeyPress
    {
        add { }
        remove { }
    }

    public void ResetColor() => Console.ResetColor();

    public void Dispose() => _help.Dispose();
}
