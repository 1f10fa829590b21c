using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The options that ask for the migration that turns what the migrations make into another
/// structure.</summary>
internal sealed class DifferenceOptions
{
    private readonly CommandLineApplication _command;
    private readonly CommandOption _from;
    private readonly RenameOptions _renames;
    private readonly TargetOptions _target;
    private readonly StructureSource _source;

    /// <summary>Gives a command the options.</summary>
    public DifferenceOptions(CommandLineApplication command)
    {
        _command = command;
        _from = command.Value(
            "--from-difference <WORD>",
            "Describe the change from what the migrations make to this: `live` for the database of --url, another URL, "
                + "a file of `provision snapshot`, or a script FILE.sql that makes it. Needs --project."
        );
        _renames = new(command);
        _target = new(command);
        _source = new(command, _target);
    }

    /// <summary>Whether it is asked for.</summary>
    /// <exception cref="UsageException">Only a part of it is.</exception>
    public bool IsGiven
    {
        get
        {
            _renames.Require(_from.HasValue(), "--from-difference <WORD>");
            return _from.HasValue();
        }
    }

    private string? Project => _command.GetOptions().FirstOrDefault(option => option.LongName is "project")?.Value();

    /// <summary>Makes the migration, or the safe ones, and tries them in a database of their own: up, down and
    /// up.</summary>
    /// <param name="classes">Gives the classes for the lines of their methods.</param>
    /// <param name="isSafe">Whether no step may keep others waiting for long.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The classes and what they leave; null where there is no difference.</returns>
    /// <exception cref="UsageException">The options do not go together, or a class does not compile.</exception>
    public async Task<DifferenceMigration?> MakeAsync(
        Func<IReadOnlyList<MigrationBody>, IReadOnlyList<NewMigration>> classes,
        bool isSafe,
        CancellationToken token
    )
    {
        var project = Project
            ?? throw new UsageException(
                "--from-difference compiles the class with the migrations' project before it writes it. Give --project."
            );
        var word = _from.Value()!;
        var to = await _source.ReadAsync(word, token);
        var dialect = _target.Database.Dialect;
        if (to.Engine != dialect.Name)
        {
            throw new UsageException(
                $"{word} is of {to.Engine}, and the migrations are applied on {dialect.Name}. Give --scratch, or a "
                    + $"--url, of {to.Engine}."
            );
        }

        to = await _source.WholeAsync(word, to, token);
        var target = to.Structure!;
        var draft = _source.Draft(to);
        var start = await draft.ReadAsync(token);
        if (start.Difference.IsAlike)
        {
            return null;
        }

        var renames = await _renames.ChooseAsync(start.Structure.Model, target.Model, token);
        var bodies = isSafe
            ? SafeDifferenceSource.Of(
                SafeDifference.Steps(start.Structure, target, dialect, renames, start.Canonical),
                dialect
            )
            : [Whole(start, target, dialect, renames)];
        var made = classes(bodies);
        var migrations = MigrationTrial.Load(made, ProjectBuild.Find(project), without: []);
        return new(made, await draft.ProveAsync(migrations, token)) { HasNoLocks = isSafe && !dialect.LocksTables };
    }

    private static MigrationBody Whole(
        DraftStart start,
        StructureModel target,
        Dialect dialect,
        IReadOnlyList<Rename> renames
    )
    {
        var source = new OperationSource(dialect);
        var up = StructureDifference.Between(start.Structure, target, dialect, renames, start.Canonical);
        var down = StructureDifference.Between(target, start.Structure, dialect, Rename.Back(renames), start.Canonical);
        return new(
            "",
            "",
            [.. Warnings(up), .. source.Lines(up, start.Structure.Model)],
            source.Lines(down, target.Model)
        );
    }

    private static IEnumerable<string> Warnings(IEnumerable<StructureChange> up) =>
        up.Select(change => change.Operation)
            .OfType<AddColumn>()
            .Where(add => add.Column is { IsNullable: not true, Default: null, Identity: null, Computed: null })
            .Select(add =>
                $"// {add.Table}.{add.Column.Name} takes no NULL and has no default: this fails where {add.Table} has "
                + "rows."
            );
}

/// <summary>What was made from a difference: a migration, or a safe sequence of them.</summary>
/// <param name="Migrations">The classes, in order.</param>
/// <param name="Proof">What they leave different.</param>
internal sealed record DifferenceMigration(IReadOnlyList<NewMigration> Migrations, DraftProof Proof)
{
    /// <summary>Whether safe ones were asked for on an engine where one is as safe as several.</summary>
    public bool HasNoLocks { get; init; }

    /// <summary>Whether they do all that they should, both ways.</summary>
    public bool IsWhole => Proof.Up.IsAlike && Proof.Down.IsAlike && Proof.Again.IsAlike;

    /// <summary>What they leave different, for people; empty for nothing.</summary>
    public string Left =>
        Part($"After {It}, and against what was asked for:", Proof.Up)
        + Part($"After {They} rolled back, and against what was there before:", Proof.Down)
        + (
            Proof.Again.Missing.SequenceEqual(Proof.Up.Missing) && Proof.Again.Extra.SequenceEqual(Proof.Up.Extra)
                ? ""
                : Part($"After {They} applied again:", Proof.Again)
        );

    /// <summary>The same as JSON.</summary>
    public JsonObject Json =>
        new()
        {
            ["up"] = StructureText.Json([], Proof.Up),
            ["down"] = StructureText.Json([], Proof.Down),
            ["again"] = StructureText.Json([], Proof.Again),
        };

    private string It => Migrations.Count == 1 ? "it" : "them";

    private string They => Migrations.Count == 1 ? "it was" : "they were";

    private static string Part(string heading, StructureComparison found) =>
        found.IsAlike ? "" : $"{heading}\n{StructureText.Of(found.Missing, found.Extra)}";
}
