using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>What becomes of each column of a database under a profile, and what is in the way.</summary>
/// <param name="Columns">The columns that have a class.</param>
/// <param name="Findings">What is in the way.</param>
internal sealed record MaskingPlan(IReadOnlyList<MaskedColumn> Columns, IReadOnlyList<MaskFinding> Findings)
{
    /// <summary>Plans.</summary>
    /// <param name="file">The classes.</param>
    /// <param name="profile">The profile; null for what the classes say.</param>
    /// <param name="model">The structure, without our own tables.</param>
    public static MaskingPlan Of(MaskingFile file, string? profile, DatabaseModel model)
    {
        var references = new References(file, model);
        var (columns, findings) = (new List<MaskedColumn>(), new List<MaskFinding>());
        foreach (var table in model.Tables.Values.OrderBy(table => $"{table.Name}", StringComparer.Ordinal))
        {
            foreach (var column in table.Columns.Where(column => column.Computed is null))
            {
                if (file.Find($"{table.Name}", column.Name) is { } known)
                {
                    columns.Add(Planned(file, profile, references, (table, column), known));
                }
                else
                {
                    findings.Add(
                        new(
                            "unclassified",
                            $"{table.Name}.{column.Name}",
                            "has no class. Give it one; `provision mask suggest` proposes one."
                        )
                    );
                }
            }
        }

        findings.AddRange(MaskingCheck.Of(columns, references));
        return new(columns, findings);
    }

    /// <summary>What the file and its profiles name, and the structure does not have.</summary>
    public static IEnumerable<MaskFinding> Unknown(MaskingFile file, DatabaseModel model)
    {
        var there = model
            .Tables.Values.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var named = file
            .Tables.SelectMany(table =>
                table.Value.Keys.Select(column => (Column: $"{table.Key}.{column}", In: "the file"))
            )
            .Concat(
                file.Profiles.SelectMany(profile =>
                    profile.Value.SelectMany(table =>
                        table.Value.Keys.Select(column =>
                            (Column: $"{table.Key}.{column}", In: $"the profile {profile.Key}")
                        )
                    )
                )
            )
            .Concat(
                file.References.SelectMany(known =>
                    new[] { known.From, known.To }.Select(at => (Column: at, In: "a reference"))
                )
            );
        return named
            .Where(column => !there.Contains(column.Column))
            .Select(column => new MaskFinding(
                "unknown",
                column.Column,
                $"is named in {column.In}, and there is no such column. Remove it, or correct its name."
            ));
    }

    private static MaskedColumn Planned(
        MaskingFile file,
        string? profile,
        References references,
        (Table Table, Column Column) at,
        ClassifiedColumn known
    )
    {
        var type = MaskedType.Of(at.Column.Type);
        var root = references.RootOf(at.Table.Name, at.Column.Name);
        var own = RuleOf(at.Table, at.Column);
        if (root is not ({ } table, { } column))
        {
            return new(at.Table, at.Column, known.Class, own ?? DefaultMasks.Of(known.Class, at.Column, type), type);
        }

        var rootType = MaskedType.Of(column.Type);
        var rule = own
            ?? RuleOf(table, column)
            ?? (
                file.Find($"{table.Name}", column.Name) is { } of
                    ? DefaultMasks.Of(of.Class, column, rootType)
                    : new("keep")
            );
        return new(at.Table, at.Column, known.Class, rule, rootType) { RefersTo = $"{table.Name}.{column.Name}" };

        MaskRule? RuleOf(Table of, Column named) =>
            profile is null
                ? file.Find($"{of.Name}", named.Name)?.Rule
                : file.RuleOf(profile, $"{of.Name}", named.Name);
    }
}
