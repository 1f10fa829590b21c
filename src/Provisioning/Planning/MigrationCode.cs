using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Provisioning.Planning;

/// <summary>Failures of code that is not ours: of migrations, systems and seeders.</summary>
public static class MigrationCode
{
    private static readonly string[] Ours =
    [
        "Provisioning",
        "Provisioning.FluentMigrator",
        "Provisioning.Administration",
        "Provisioning.Backup",
        "Provisioning.CommandLine",
        "Provisioning.Security",
        "Provisioning.Transfer",
        "provision",
    ];

    /// <summary>The failure itself, without what only says that something failed: a call by reflection, a constructor
    /// of a class as such.</summary>
    public static Exception Cause(Exception error) =>
        error is TargetInvocationException or TypeInitializationException && error.InnerException is { } inner
            ? Cause(inner)
            : error;

    /// <summary>What failed, for people: its kind, its message and the place in the code that threw it, as far as that
    /// is known.</summary>
    public static string Describe(Exception error)
    {
        var cause = Cause(error);
        var place = Place(cause) is { } known ? $" at {known}" : "";
        return $"{cause.GetType().Name}{place}: {cause.Message}";
    }

    /// <summary>The assembly whose code threw it, by name; null where that is not known.</summary>
    public static string? AssemblyOf(Exception error) => Frame(Cause(error))?.Method.DeclaringAssemblyName;

    private static string? Place(Exception error) =>
        Frame(error) is not var (frame, method) ? null
        : frame.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.GetFileLineNumber()}")
        : $"{method.DeclaringTypeName}.{method.Name}";

    // The innermost code that is neither the runtime's nor ours.
    private static (StackFrame Frame, DiagnosticMethodInfo Method)? Frame(Exception error)
    {
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (
                DiagnosticMethodInfo.Create(frame) is { } method
                && method.DeclaringAssemblyName.Split(',')[0] is var assembly
                && !Ours.Contains(assembly, StringComparer.Ordinal)
                && !IsOfRuntime(assembly)
            )
            {
                return (frame, method);
            }
        }

        return null;
    }

    private static bool IsOfRuntime(string assembly) =>
        assembly is "mscorlib" or "netstandard" or "Npgsql" or "McMaster.Extensions.CommandLineUtils"
        || assembly.StartsWith("System", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        || assembly.StartsWith("SQLitePCLRaw", StringComparison.Ordinal)
        || assembly.StartsWith("FluentMigrator", StringComparison.Ordinal);
}

/// <summary>A migration's own code failed while the migration described itself. Nothing of it was run.</summary>
public sealed class MigrationCodeException : ProvisioningException
{
    /// <summary>The failure of a migration.</summary>
    /// <param name="migration">The migration, as version and name.</param>
    /// <param name="direction">Which way it was to describe itself.</param>
    /// <param name="error">What it threw.</param>
    public MigrationCodeException(string migration, Direction direction, Exception error)
        : base(Compose(migration, direction, error), error)
    {
        Migration = migration;
        Direction = direction;
    }

    /// <summary>The migration, as version and name.</summary>
    public string Migration { get; }

    /// <summary>Which way it was to describe itself.</summary>
    public Direction Direction { get; }

    /// <summary>Whether it says that it cannot be rolled back: its Down throws a <see cref="NotSupportedException"/> or
    /// a <see cref="NotImplementedException"/>, or is to be made of an Up that cannot be undone.</summary>
    public bool IsIrreversible => IsRefusal(Direction, InnerException!);

    private static bool IsRefusal(Direction direction, Exception error) =>
        direction is Direction.Down && MigrationCode.Cause(error) is NotSupportedException or NotImplementedException;

    private static string Compose(string migration, Direction direction, Exception error)
    {
        var what = MigrationCode.Describe(error);
        return IsRefusal(direction, error)
            ? $"Migration {migration} cannot be rolled back: {what.TrimEnd('.')}. Nothing of it was run. Write its "
                + "Down, or restore a backup."
            : $"Migration {migration} failed in {direction}: {what.TrimEnd('.')}. Nothing of it was run. Correct the "
                + "migration and run again.";
    }
}
