using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>Proposes classes from names, types and descriptions, and from samples where there are some. In doubt it
/// takes text for one that may say anything.</summary>
internal static class ClassSuggestion
{
    private static readonly string[] Secrets = (
        "password passwd pwd secret token api_key apikey private_key credential encrypted hash salt otp "
        + "session_id cookie"
    ).Split(' ');

    private static readonly string[] Texts = (
        "content message body comment description note notes text bio about summary prompt title subject "
        + "reason feedback answer question remark query input output result error details instruction "
        + "instructions reply"
    ).Split(' ');

    private static readonly string[] Plain = (
        "status state type kind role level category language locale lang currency country version model "
        + "provider mode unit format priority severity action method scope visibility color theme timezone "
        + "encoding extension mime_type content_type file_type engine source stage phase code slug tag "
        + "tags"
    ).Split(' ');

    private static readonly string[] People = (
        "user account customer person people profile member contact employee patient author client owner " + "agent"
    ).Split(' ');

    /// <summary>A file with a class for each column: those that there were, and proposals for the others.</summary>
    /// <param name="model">The structure, without our own tables.</param>
    /// <param name="known">The file as it is; null for none.</param>
    /// <param name="samples">Values of a column, a few hundred at most; nothing where there are none.</param>
    /// <returns>The file, and the columns whose class is a proposal.</returns>
    public static (MaskingFile File, IReadOnlyList<string> Proposed) Of(
        DatabaseModel model,
        MaskingFile? known,
        Func<Table, Column, IReadOnlyList<string>> samples
    )
    {
        var (file, proposed) = (new MaskingFile(), new List<string>());
        foreach (var table in model.Tables.Values.Where(table => table.Columns.Any(column => column.Computed is null)))
        {
            var columns = new SortedDictionary<string, ClassifiedColumn>(StringComparer.Ordinal);
            file.Tables.Add($"{table.Name}", columns);
            foreach (var column in table.Columns.Where(column => column.Computed is null))
            {
                if (known?.Find($"{table.Name}", column.Name) is { } given)
                {
                    columns.Add(column.Name, given);
                    continue;
                }

                columns.Add(column.Name, Proposed(table, column, samples(table, column)));
                proposed.Add($"{table.Name}.{column.Name}");
            }
        }

        file.References.AddRange(known?.References ?? []);
        foreach (var (name, profile) in known?.Profiles ?? [])
        {
            file.Profiles.Add(name, profile);
        }

        if (file.Profiles.Count == 0)
        {
            file.Profiles.Add("staging", new(StringComparer.Ordinal));
        }

        return (file, proposed);
    }

    private static ClassifiedColumn Proposed(Table table, Column column, IReadOnlyList<string> samples)
    {
        var of = ClassOf(table, column, samples);
        var type = MaskedType.Of(column.Type);
        var (rule, isUnique) = (DefaultMasks.Of(of, column, type), IsUnique(table, column.Name));
        return isUnique && rule.Transformer is not "keep" && !Transformers.Of(rule).KeepsUnique(rule, type)
            ? new(of) { Rule = Distinct(rule, column, type) }
            : new(of);
    }

    // What gives two rows the same value has no place in a unique column.
    private static MaskRule? Distinct(MaskRule rule, Column column, MaskedType type) =>
        rule.Transformer is "null" && column.IsNullable is true ? null
        : type.Family is ValueFamily.Text ? new(type.Length is < 16 ? "permute" : "hash")
        : type.Family is ValueFamily.Integer or ValueFamily.Uuid ? new("permute")
        : null;

    private static bool IsUnique(Table table, string column) =>
        table.PrimaryKey?.Columns.Contains(column) is true
        || table.Uniques.Any(unique => unique.Columns.Contains(column))
        || table.Indexes.Any(index => index.IsUnique && index.Uses(column));

    private static ColumnClass ClassOf(Table table, Column column, IReadOnlyList<string> samples)
    {
        var (name, type) = (PersonalName.Snake(column.Name), MaskedType.Of(column.Type));
        var isKey =
            table.PrimaryKey?.Columns.Contains(column.Name) is true
            || table.ForeignKeys.Any(key => key.Columns.Contains(column.Name));
        return !isKey && (type.Family is ValueFamily.Text or ValueFamily.Bytes) && Holds(name, Secrets)
                ? ColumnClass.Secret
            : isKey ? ColumnClass.Key
            : type.Family switch
            {
                ValueFamily.Text => TextClass(table, column, name, samples),
                ValueFamily.Json => ColumnClass.FreeText,
                ValueFamily.Address => ColumnClass.Personal,
                ValueFamily.Bytes or ValueFamily.Other => ColumnClass.FreeText,
                ValueFamily.Uuid => ColumnClass.Key,
                ValueFamily.Integer when name.EndsWith("_id", StringComparison.Ordinal) => ColumnClass.Key,
                ValueFamily.Date when Holds(name, ["birth", "birthday", "dob"]) => ColumnClass.Personal,
                _ when PersonalName.KindOf(name) is "phone" => ColumnClass.Personal,
                _ => ColumnClass.Public,
            };
    }

    private static ColumnClass TextClass(Table table, Column column, string name, IReadOnlyList<string> samples)
    {
        if (PersonalName.KindOf(name) is not null || Holds(Words(column.Description), ["email", "phone", "person"]))
        {
            return ColumnClass.Personal;
        }

        if (samples.Count(IsMarked) * 10 > samples.Count)
        {
            return samples.All(sample => sample.Length < 100) ? ColumnClass.Personal : ColumnClass.FreeText;
        }

        var isOfPerson = People.Any(word => $"{table.Name.Name}".Contains(word, StringComparison.OrdinalIgnoreCase));
        return name.EndsWith("name", StringComparison.Ordinal) && isOfPerson ? ColumnClass.Personal
            : name.EndsWith("_id", StringComparison.Ordinal) || name is "id" or "uuid" ? ColumnClass.Key
            : Holds(name, Plain)
            || name.EndsWith("_at", StringComparison.Ordinal)
            || table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
                ? ColumnClass.Public
            : Holds(name, Texts) || samples.Count == 0 ? ColumnClass.FreeText
            : samples.Distinct(StringComparer.Ordinal).Count() * 10 <= samples.Count ? ColumnClass.Public
            : ColumnClass.FreeText;
    }

    private static string Words(string? description) =>
        string.Join('_', (description ?? "").ToLowerInvariant().Split([' ', ',', '.', ';', ':', '(', ')']));

    private static bool Holds(string name, string[] words) =>
        Array.Exists(words, word =>
            name == word
            || name.StartsWith($"{word}_", StringComparison.Ordinal)
            || name.EndsWith($"_{word}", StringComparison.Ordinal)
            || name.Contains($"_{word}_", StringComparison.Ordinal)
        );

    // Text that holds an address or a number that points to someone.
    private static bool IsMarked(string sample) => TextMask.HasMarks(sample);
}
