using System.Text.RegularExpressions;
using static Provisioning.CommandLine.Commands.New.Sources.CSharp;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>What a safe sequence is about.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, none where it has none.</param>
/// <param name="References">The table and column that a foreign key refers to.</param>
/// <param name="Type">The new type, as FluentMigrator's call.</param>
/// <param name="Sql">A value or a condition.</param>
/// <param name="NewName">The new name.</param>
internal sealed partial record SafeSequence(
    string Kind,
    string Table,
    IReadOnlyList<string> Columns,
    string? References,
    string? Type,
    string? Sql,
    string? NewName
)
{
    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["backfill", "check", "foreign-key", "not-null", "primary-key", "rename", "type-change", "unique"];

    // What writes a row, as triggers call it.
    private static readonly string[] Changes = ["Insert", "Update"];

    private string Column => Columns[0];

    /// <summary>The migrations of the sequence, in order.</summary>
    /// <param name="name">What it is called.</param>
    /// <exception cref="UsageException">Something that it needs is missing.</exception>
    public IReadOnlyList<MigrationBody> Steps(SourceName name) =>
        Kind switch
        {
            "backfill" => [Backfill("", "fill the column", Require(Sql, "--sql <SQL>", "the value"), condition: null)],
            "check" => Check($"ck_{Table}_{name.Snake}", Require(Sql, "--sql <SQL>", "the condition")),
            "foreign-key" => ForeignKey(),
            "not-null" => NotNull(),
            "primary-key" => ByIndex("PrimaryKey", "pk", "primary key"),
            "unique" => ByIndex("UniqueConstraint", "uc", "unique constraint"),
            "rename" => Rename(Require(NewName, "--new-name <NAME>", "the table's new name")),
            "type-change" => TypeChange(),
            _ => throw new UsageException($"There is no safe sequence {Kind}. There are: {string.Join(", ", Kinds)}."),
        };

    private MigrationBody[] Check(string constraint, string condition) =>
        [
            new(
                "Check",
                "new rows are checked",
                [
                    $"Create.CheckConstraint({Text(constraint)}).OnTable({Text(Table)})",
                    $"    .Expression({Text(condition)}).NotValid();",
                ],
                [$"Delete.CheckConstraint({Text(constraint)}).FromTable({Text(Table)});"]
            ),
            Validate(constraint, ""),
        ];

    private MigrationBody[] ForeignKey()
    {
        var (parent, referenced) = Require(References, "--references <TABLE.COLUMN>", "the key referred to")
            .Split('.', 2)
            is [var table, var column]
            ? (table, column)
            : (References!, "id");
        var constraint = $"fk_{Table}_{Required()}_{parent}_{referenced}";
        return
        [
            new(
                "Key",
                "new rows are checked",
                [
                    $"Create.ForeignKey({Text(constraint)})",
                    $"    .FromTable({Text(Table)}).ForeignColumn({Text(Column)})",
                    $"    .ToTable({Text(parent)}).PrimaryColumn({Text(referenced)})",
                    "    .NotValid();",
                ],
                [$"Delete.ForeignKey({Text(constraint)}).OnTable({Text(Table)});"]
            ),
            Validate(constraint, ""),
        ];
    }

    // SQLite would check the old rows at once, before they are filled; it needs no proof.
    private IReadOnlyList<MigrationBody> NotNull()
    {
        const string OnPostgreSql = "IfDatabase(\"postgresql\").";
        var (constraint, condition) = ($"ck_{Table}_{Required()}_not_null", $"{Name(Column)} IS NOT NULL");
        var add =
            $"{OnPostgreSql}Create.CheckConstraint({Text(constraint)}).OnTable({Text(Table)})"
            + $".Expression({Text(condition)}).NotValid();";
        var drop = $"{OnPostgreSql}Delete.CheckConstraint({Text(constraint)}).FromTable({Text(Table)});";
        return
        [
            new("Check", "new rows are checked", [add], [drop]),
            .. Sql is null
                ? []
                : (MigrationBody[])[Backfill("Fill", "old rows are filled", Sql, $"{Name(Column)} IS NULL")],
            Validate(constraint, OnPostgreSql),
            new(
                "Set",
                "the column is not null",
                [
                    $"Alter.Table({Text(Table)}).SetNotNull({Text(Column)});",
                    "// After it, as a statement of its own: what is dropped first proves nothing.",
                    drop,
                ],
                [add, $"Alter.Table({Text(Table)}).SetNullable({Text(Column)});"]
            ),
        ];
    }

    private MigrationBody[] ByIndex(string verb, string prefix, string what)
    {
        var index = $"ix_{Table}_{string.Join('_', Required(several: true))}";
        var constraint = $"{prefix}_{Table}_{string.Join('_', Columns)}";
        return
        [
            new(
                "Index",
                "a unique index is built while others write",
                [
                    $"Create.Index({Text(index)}).OnTable({Text(Table)})",
                    .. Columns.Select(column => $"    .OnColumn({Text(column)}).Ascending()"),
                    "    .WithOptions().Unique()",
                    "    .WithOptions().AsConcurrently();",
                ],
                [$"Delete.Index({Text(index)}).OnTable({Text(Table)});"]
            )
            {
                IsUntransacted = true,
            },
            new(
                "Constraint",
                $"the index becomes the {what}'s",
                [
                    $"Create.{verb}({Text(constraint)}).OnTable({Text(Table)})"
                        + $".Columns({string.Join(", ", Columns.Select(Text))}).UsingIndex({Text(index)});",
                ]
            ),
        ];
    }

    private MigrationBody[] Rename(string to) =>
        [
            new(
                "Table",
                "the old name is a view",
                [
                    $"Rename.Table({Text(Table)}).To({Text(to)});",
                    "// Programs that know the old name go on; on PostgreSQL they can write through the view, too.",
                    $"Create.View({Text(Table)}).As({Text($"SELECT * FROM {Name(to)}")});",
                ],
                [$"Delete.View({Text(Table)});", $"Rename.Table({Text(to)}).To({Text(Table)});"]
            ),
            new(
                "View",
                "no program uses the old name any more",
                [$"Delete.View({Text(Table)});"],
                [$"Create.View({Text(Table)}).As({Text($"SELECT * FROM {Name(to)}")});"]
            ),
        ];

    private MigrationBody[] TypeChange()
    {
        var type = Require(Type, "--type <TYPE>", "the new type as FluentMigrator calls it, such as AsInt64()");
        if (!TypeCall().IsMatch(type))
        {
            throw new UsageException($"{type} is no type. Give it as FluentMigrator calls it: --type \"AsInt64()\".");
        }

        var (next, old, value) = ($"{Required()}_new", $"{Column}_old", Sql ?? Name(Column));
        return
        [
            new(
                "Column",
                "a new column is written along with the old one",
                [
                    $"Alter.Table({Text(Table)}).AddColumn({Text(next)}).{type}.Nullable();",
                    "// Until the names are switched both columns hold the value.",
                    .. Triggers(next, value),
                    "// Indexes and constraints of the old column are made for the new one before the switch.",
                ],
                [.. DropTriggers(), $"Delete.Column({Text(next)}).FromTable({Text(Table)});"]
            ),
            Backfill("Fill", "old rows are filled", value, $"{Name(next)} IS NULL", next),
            new(
                "Switch",
                "the names are switched",
                [
                    .. DropTriggers(),
                    $"Rename.Column({Text(Column)}).OnTable({Text(Table)}).To({Text(old)});",
                    $"Rename.Column({Text(next)}).OnTable({Text(Table)}).To({Text(Column)});",
                    "// New rows say nothing of it.",
                    $"Alter.Table({Text(Table)}).SetNullable({Text(old)});",
                ],
                [
                    "// Rows that were written since have no value in the old column: fill it before programs need it.",
                    $"Rename.Column({Text(Column)}).OnTable({Text(Table)}).To({Text(next)});",
                    $"Rename.Column({Text(old)}).OnTable({Text(Table)}).To({Text(Column)});",
                    .. Triggers(next, value),
                ]
            ),
            new(
                "Drop",
                "the old column goes",
                [$"Delete.Column({Text(old)}).FromTable({Text(Table)});"],
                [$"throw new System.NotSupportedException({Text($"The values of {old} are gone.")});"]
            ),
        ];
    }

    private IEnumerable<string> Triggers(string next, string value) =>
        from change in Changes
        let trigger = $"{Table}_{Column}_{change.ToLowerInvariant()}"
        from line in new[]
        {
            $"IfDatabase(\"postgresql\").Create.Trigger({Text(trigger)}).OnTable({Text(Table)}).Before{change}()",
            $"    .Body({Text($"NEW.{Name(next)} := (SELECT {value} FROM (SELECT NEW.*) AS r);")});",
            $"IfDatabase(\"sqlite\").Create.Trigger({Text(trigger)}).OnTable({Text(Table)}).After{change}()",
            $"    .Body({Text($"UPDATE {Name(Table)} SET {Name(next)} = {value} WHERE rowid = NEW.rowid;")});",
        }
        select line;

    private IEnumerable<string> DropTriggers() =>
        from change in Changes
        select $"Delete.Trigger({Text($"{Table}_{Column}_{change.ToLowerInvariant()}")}).FromTable({Text(Table)});";

    private MigrationBody Backfill(
        string suffix,
        string sentence,
        string value,
        string? condition,
        string? column = null
    ) =>
        new(
            suffix,
            sentence,
            [
                $"Execute.Backfill({Text(Table)}).Set({Text(column ?? Required())}, {Text(value)})"
                    + $"{(condition is null ? "" : $".Where({Text(condition)})")};",
            ],
            ["// The values before are not known."]
        )
        {
            IsUntransacted = true,
        };

    private MigrationBody Validate(string constraint, string where) =>
        new(
            "Validate",
            "old rows are checked",
            [$"{where}Alter.Table({Text(Table)}).ValidateConstraint({Text(constraint)});"],
            ["// What was checked stays checked."]
        );

    private string Required() => Required(several: false)[0];

    private IReadOnlyList<string> Required(bool several) =>
        Columns.Count == 0 || (!several && Columns.Count > 1)
            ? throw new UsageException($"--safe {Kind} needs {(several ? "" : "one ")}--column <COLUMN>.")
            : Columns;

    private string Require(string? value, string option, string what) =>
        string.IsNullOrWhiteSpace(value) ? throw new UsageException($"--safe {Kind} needs {option}: {what}.") : value;

    // A name as SQL of both engines has it.
    private static string Name(string name) =>
        Bare().IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bare();

    [GeneratedRegex("^As[A-Za-z0-9]+\\([^;{}]*\\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeCall();
}
