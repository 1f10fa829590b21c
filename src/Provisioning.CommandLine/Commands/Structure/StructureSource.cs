using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary>Finds the structure that a word of the command line names: a URL, the database of --url, a version of the
/// system's migrations, or a file of <c>provision snapshot</c>.</summary>
/// <param name="command">The command.</param>
/// <param name="target">The system and the database.</param>
/// <param name="isLiveAlone">Whether it is asked for live databases alone, which needs no server to apply migrations
/// on.</param>
internal sealed class StructureSource(CommandLineApplication command, TargetOptions target, bool isLiveAlone = false)
{
    /// <summary>What the words are, for help.</summary>
    public const string Words =
        "`live` for the database of --url, another URL, `migrations` or a version for what the migrations make, a file "
        + "of `provision snapshot`, or a script FILE.sql that makes it.";

    private readonly MigrationOptions _migrations = new(command);
    private readonly CommandOption? _scratch = isLiveAlone
        ? null
        : command.Value(
            "--scratch <URL>",
            "A server to apply migrations to an empty database on. Default: the one of --url."
        );

    /// <summary>Reads two. Where one is a live database without what the system's platform puts there, the migrations
    /// of the other are applied without it as well.</summary>
    public async Task<(StructureSnapshot First, StructureSnapshot Second)> ReadAsync(
        string first,
        string second,
        CancellationToken token
    )
    {
        var (one, other) = (await ReadyAsync(first, token), await ReadyAsync(second, token));
        var onPlatform = (one ?? other)?.IsOnPlatform ?? true;
        return (
            one ?? await MigratedAsync(first, onPlatform, token),
            other ?? await MigratedAsync(second, onPlatform, token)
        );
    }

    /// <summary>Reads one.</summary>
    /// <param name="word">The word.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="UsageException">It names nothing.</exception>
    public async Task<StructureSnapshot> ReadAsync(string word, CancellationToken token) =>
        await ReadyAsync(word, token) ?? await MigratedAsync(word, onPlatform: true, token);

    /// <summary>What a structure is as a value. That of a file is made in an empty database first, which is dropped
    /// again.</summary>
    /// <param name="word">The word that names it.</param>
    /// <param name="read">What was read.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="UsageException">The file does not say enough, or is of another engine than the
    /// server.</exception>
    public async Task<StructureSnapshot> WholeAsync(string word, StructureSnapshot read, CancellationToken token)
    {
        if (read.Structure is not null)
        {
            return read;
        }

        var scratch = Scratch(target.DatabaseAlone);
        if (read.Engine != scratch.Dialect.Name)
        {
            throw new UsageException(
                $"{word} is of {read.Engine}, and is made on {scratch.Dialect.Name} first. Give --scratch, or a --url, "
                    + $"of {read.Engine}."
            );
        }

        const string wayOut = "Give the database itself, a version of the migrations, or a script FILE.sql.";
        try
        {
            return await read.BuiltAsync(scratch, token);
        }
        catch (StructureNotCarriedException error)
        {
            throw new UsageException($"{word} cannot be made again. {error.Message} {wayOut}");
        }
        catch (Exception error) when (error is StatementFailedException or OperationNotSupportedException)
        {
            throw new UsageException($"{word} cannot be made again: {error.Message}\n{wayOut}");
        }
    }

    /// <summary>The migrations of the system; null where no system was asked for.</summary>
    public MigrationCatalog? Catalog => target.SystemOrNone is { } system ? _migrations.Of(system) : null;

    /// <summary>The database that a word names; null where it names none.</summary>
    public Database? LiveDatabase(string word) =>
        word is "live" ? target.DatabaseAlone
        : word.Contains("://", StringComparison.Ordinal) ? target.Other(word, target.AskedSchema)
        : null;

    /// <summary>The version that a word names; null where it names none.</summary>
    public static long? VersionOf(string word) => File.Exists(word) ? null : Version(word);

    /// <summary>A new migration of the system, towards a structure.</summary>
    public MigrationDraft Draft(StructureSnapshot to) =>
        new(_migrations.Of(target.System), Scratch(target.Database), to, target.System.Platform);

    /// <summary>A migration in place of those of the system up to a version.</summary>
    public MigrationSquash Squash(long version) =>
        new(_migrations.Of(target.System), version, Scratch(target.Database), target.System.Platform);

    // Null for what has to be made of migrations.
    private async Task<StructureSnapshot?> ReadyAsync(string word, CancellationToken token) =>
        LiveDatabase(word) is { } database ? await LiveAsync(database, token)
        : word is "migrations" ? null
        : VersionOf(word) is not null ? null
        : IsScript(word) ? await ScriptAsync(word, token)
        : File.Exists(word) ? await FileAsync(word, token)
        : throw new UsageException($"There is no file {word}. Give {Words}");

    private static long? Version(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private Task<StructureSnapshot> LiveAsync(Database database, CancellationToken token) =>
        StructureSnapshot.ReadAsync(
            database,
            target.SystemOrNone?.Migrations.VersionTable ?? new VersionTable(),
            target.SystemOrNone?.Platform,
            token
        );

    private Task<StructureSnapshot> MigratedAsync(string word, bool onPlatform, CancellationToken token) =>
        new MigratedStructure(
            _migrations.Of(target.System),
            Scratch(target.Database),
            target.System.Platform
        ).ReadAsync(Version(word), onPlatform, token);

    private Database Scratch(Database database) =>
        (_scratch?.Value() is { } url ? target.Other(url, target.AskedSchema) : database).Scratch("structure");

    private static bool IsScript(string word) =>
        Path.GetExtension(word).Equals(".sql", StringComparison.OrdinalIgnoreCase) && File.Exists(word);

    private async Task<StructureSnapshot> ScriptAsync(string path, CancellationToken token)
    {
        try
        {
            return await StructureSnapshot.OfScriptAsync(
                await File.ReadAllTextAsync(path, token),
                Scratch(target.DatabaseAlone),
                token
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {error.Message}");
        }
        catch (Exception error) when (error is StatementFailedException or OperationNotSupportedException)
        {
            throw new UsageException($"{path} makes no structure on an empty database: {error.Message}");
        }
    }

    /// <summary>Reads a file that is to be of an engine.</summary>
    /// <exception cref="UsageException">It cannot be read, or is of another engine.</exception>
    public static async Task<StructureSnapshot> FileAsync(string path, Dialect of, CancellationToken token)
    {
        var kept = await FileAsync(path, token);
        return kept.Engine == of.Name
            ? kept
            : throw new UsageException($"{path} is of {kept.Engine}, and the database of {of.Name}.");
    }

    private static async Task<StructureSnapshot> FileAsync(string path, CancellationToken token)
    {
        try
        {
            return StructureSnapshot.Parse(await File.ReadAllTextAsync(path, token));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{path} cannot be read as a structure: {error.Message} `provision snapshot " + "--out` writes one."
            );
        }
    }
}
