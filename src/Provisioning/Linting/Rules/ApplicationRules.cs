using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Applications that are older than the migration: L55 to L66.</summary>
internal static partial class ApplicationRules
{
    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        scene.Change.Does switch
        {
            DropColumn o when !scene.Fresh.IsNew(o.Table, o.Column) => [.. Dropped(o, scene), .. TakesMore(o, scene)],
            SetDefault { Default: null } o when !scene.Fresh.IsNew(o.Table, o.Column) => DefaultDropped(o, scene),
            AlterColumn o when !scene.Fresh.IsNew(o.Table, o.Column.Name) => Altered(o, scene),
            AddCheck o when !scene.Change.IsInline => Tightened(o.Table, $"CHECK {o.Check.Name}", scene),
            AddUnique o when !scene.Change.IsInline => Tightened(o.Table, $"UNIQUE {o.Unique.Name}", scene),
            RenameColumn o when !scene.Fresh.IsNew(o.Table, o.Column) => Renamed(o, scene),
            DropTable o => DroppedTable(o, scene),
            AddEnumValue o => Enum(o, scene),
            _ when scene.Change is { Command: Command.RenameValue, Target: { } type } => RenamedValue(type, scene),
            _ when scene.Change is { Command: Command.RenameSchema, Name: { } schema } => RenamedSchema(schema, scene),
            _ => [],
        };

    /// <summary>What is found in a migration as a whole.</summary>
    public static IEnumerable<LintFinding> CheckMigration(MigrationScene migration) =>
        migration.Scenes.SelectMany(scene =>
            scene.Change.Does switch
            {
                RenameTable o => Moved(RenameTableRule, o.Table, new(o.Table.Schema, o.To), scene),
                MoveTable o => Moved(MoveTableRule, o.Table, new(o.To, o.Table.Name), scene),
                AddEnumValue o => UsedAtOnce(o, scene),
                AddColumn o => LeftRequired(o, scene),
                _ => [],
            }
        );

    // A default that only fills the old rows, and is taken away again, is none for those who write.
    private static IEnumerable<LintFinding> LeftRequired(AddColumn o, Scene scene)
    {
        var wasOpen = o.Column.IsNullable is true || o.Column.Default is not null;
        if (
            wasOpen
            && !scene.Fresh.IsNew(o.Table)
            && scene.Migration.After.Find(o.Table, o.Column.Name)
                is { IsNullable: not true, Default: null, Identity: null, Computed: null }
        )
        {
            yield return scene.Find(
                BreaksWriters,
                $"{o.Table}.{o.Column.Name}",
                $"{o.Column.Name} takes no NULL and has no default when the migration has run: a release that does not "
                    + "know it can insert no rows.",
                "keep a default until the release that writes the column is everywhere"
            );
        }
    }

    private static IEnumerable<LintFinding> Dropped(DropColumn o, Scene scene)
    {
        if (!scene.Dialect.LocksTables && Writer(o, scene) is { } trigger)
        {
            yield return scene.Find(
                DropColumnRule,
                Severity.Error,
                $"{o.Table}.{o.Column}",
                $"Trigger {trigger} names {o.Column}: SQLite drops the column without a word, and every "
                    + "statement that sets "
                    + "the trigger off fails afterwards.",
                $"drop trigger {trigger} before it"
            );
        }

        yield return scene.Find(
            DropColumnRule,
            $"{o.Table}.{o.Column}",
            $"Whoever still reads or writes {o.Column} of {o.Table} fails at once, SELECT * that is mapped to fields "
                + "included.",
            $"first release: code without {o.Column}, which has to take NULL or have a default",
            "second release: this migration"
        );
    }

    private static string? Writer(DropColumn o, Scene scene) =>
        scene
            .Before.Model.Tables.Values.SelectMany(table => table.Triggers)
            .FirstOrDefault(trigger => trigger.Touches == o.Column || trigger.Body?.MentionsColumn(o.Column) is true)
            ?.Name;

    private static IEnumerable<LintFinding> TakesMore(DropColumn o, Scene scene)
    {
        if (scene.Before.Find(o.Table) is not { } table)
        {
            yield break;
        }

        string[] taken =
        [
            .. table.PrimaryKey?.Columns.Contains(o.Column) is true ? ["the primary key"] : Array.Empty<string>(),
            .. table.Uniques.Where(unique => unique.Columns.Contains(o.Column)).Select(each => $"unique {each.Name}"),
            .. table.ForeignKeys.Where(key => key.Columns.Contains(o.Column)).Select(key => $"foreign key {key.Name}"),
            .. table
                .Checks.Where(check => check.Expression.MentionsColumn(o.Column))
                .Select(check => $"check {check.Name}"),
            .. table.Indexes.Where(index => index.Uses(o.Column)).Select(index => $"index {index.Name}"),
        ];
        if (taken.Length > 0)
        {
            yield return scene.Find(
                DropColumnTakesMore,
                $"{o.Table}.{o.Column}",
                $"With {o.Column} goes what names it, without a word: {string.Join(", ", taken)}."
            );
        }
    }

    private static IEnumerable<LintFinding> DefaultDropped(SetDefault o, Scene scene)
    {
        if (scene.Before.Find(o.Table, o.Column) is { IsNullable: not true, Default: not null, Identity: null })
        {
            yield return scene.Find(
                BreaksWriters,
                $"{o.Table}.{o.Column}",
                $"{o.Column} takes no NULL and has no default any more: a release that does not write it can "
                    + "insert no rows.",
                "first a release that writes the column, then this migration"
            );
        }
    }

    private static IEnumerable<LintFinding> Altered(AlterColumn o, Scene scene)
    {
        if (scene.Fresh.IsNew(o.Table))
        {
            yield break;
        }

        var (name, was) = ($"{o.Table}.{o.Column.Name}", scene.Before.Find(o.Table, o.Column.Name) ?? o.Was);
        if (o.Column.IsNullable is false && was is { IsNullable: true, Default: null } && o.Column.Default is null)
        {
            yield return scene.Find(
                BreaksWriters,
                name,
                $"{o.Column.Name} takes no NULL any more and has no default: a release that leaves it out can "
                    + "insert no rows.",
                "first a release that always writes the column, then this migration"
            );
        }

        if (o.Column.IsNullable is true && was is { IsNullable: not true })
        {
            yield return scene.Find(
                DropNotNull,
                name,
                $"{o.Column.Name} may be NULL from now on: a release that reads it may not expect that."
            );
        }

        if (was is not null && scene.Change.NamesType)
        {
            var (from, to) = (
                PgType.Parse(scene.Dialect.TypeName(was.Type)),
                PgType.Parse(scene.Dialect.TypeName(o.Column.Type))
            );
            if (Narrowings.Of(from, to) is { } problem)
            {
                yield return scene.Find(
                    Narrowing,
                    scene.Size(o.Table) is { IsEmpty: true } ? Severity.Note : Severity.Warning,
                    name,
                    $"{from} → {to}: {problem}."
                );
            }
        }
    }

    private static IEnumerable<LintFinding> Tightened(ObjectName table, string what, Scene scene)
    {
        if (!scene.Fresh.IsNew(table))
        {
            yield return scene.Find(
                BreaksWriters,
                Severity.Note,
                $"{table}",
                $"{what} refuses rows of {table} that the release before this one may still write."
            );
        }
    }

    private static IEnumerable<LintFinding> Renamed(RenameColumn o, Scene scene)
    {
        if (!scene.Fresh.IsNew(o.Table))
        {
            yield return scene.Find(
                RenameColumnRule,
                $"{o.Table}.{o.Column}",
                $"A release that says {o.Column} fails from the moment this commits.",
                $"a new column {o.To}, and a trigger that writes both",
                $"a release that says {o.To}; then drop {o.Column}"
            );
        }
    }

    // A view with the old name lets the old release go on.
    private static IEnumerable<LintFinding> Moved(LintRule rule, ObjectName from, ObjectName to, Scene scene)
    {
        var isCovered = scene.Migration.Scenes.Exists(other =>
            other.Change.Does switch
            {
                CreateView o => o.View.Name == from,
                CreateTable o => o.Table.Name == from,
                RenameTable o => new ObjectName(o.Table.Schema, o.To) == from,
                _ => false,
            }
        );
        var isNew = scene
            .Migration.Scenes.TakeWhile(other => !ReferenceEquals(other, scene))
            .Any(other => other.Change.Does is CreateTable o && o.Table.Name == from);
        if (!isCovered && !isNew)
        {
            yield return scene.Find(
                rule,
                $"{from}",
                $"A release that says {from} fails from the moment this commits.",
                $"CREATE VIEW {Scene.Sql(from)} AS SELECT * FROM {Scene.Sql(to)}; -- in the same migration: it takes "
                    + "INSERT, UPDATE and DELETE too"
            );
        }
    }

    private static IEnumerable<LintFinding> DroppedTable(DropTable o, Scene scene)
    {
        if (scene.IsOld(o.Table) && scene.Size(o.Table) is not { IsEmpty: true })
        {
            // What may not be there and no migration makes is most often not there.
            var isCaution = (o.IfExists || scene.Change.IsGuarded) && scene.Before.Find(o.Table) is null;
            yield return scene.Find(
                DropTableRule,
                isCaution ? Severity.Note : Severity.Warning,
                $"{o.Table}",
                $"{o.Table} ({scene.Sized(o.Table)}) goes with its rows, and a release that still uses it fails.",
                $"ALTER TABLE {Scene.Sql(o.Table)} RENAME TO {Scene.Sql("_old_" + o.Table.Name)}; -- and drop it "
                    + "a release later",
                "or: provision up --backup-first"
            );
        }
    }

    private static IEnumerable<LintFinding> RenamedValue(ObjectName type, Scene scene)
    {
        yield return scene.Find(
            RenameValue,
            $"{type}",
            $"A release that writes '{scene.Change.Name}' of {type} fails from the moment this commits.",
            "add the new value, release, update the rows, and leave the old value unused"
        );
    }

    private static IEnumerable<LintFinding> RenamedSchema(string schema, Scene scene)
    {
        yield return scene.Find(
            MoveTableRule,
            schema,
            $"A release that says {schema} fails from the moment this commits."
        );
    }

    private static IEnumerable<LintFinding> UsedAtOnce(AddEnumValue o, Scene scene)
    {
        if (scene.Migration.IsTransactional && !scene.Fresh.IsNewType(o.Name))
        {
            var literal = $"'{o.Value}'";
            var use = scene
                .Migration.Scenes.SkipWhile(other => !ReferenceEquals(other, scene))
                .Skip(1)
                .FirstOrDefault(other => other.Change.Does is not AddEnumValue && Uses(other.Change, o.Value, literal));
            if (use is not null)
            {
                yield return use.Find(
                    EnumValueAtOnce,
                    $"{o.Name}.{o.Value}",
                    $"PostgreSQL refuses it: the value '{o.Value}' of {o.Name} can be used only after the "
                        + "migration that adds it "
                        + "has committed.",
                    "this in a migration of its own, after the one that adds the value"
                );
            }
        }
    }

    private static bool Uses(Change change, string value, string literal) =>
        change.Sql?.Contains(literal, StringComparison.Ordinal) is true
        || change.Does switch
        {
            InsertRows o => o.Rows.Any(row => row.Any(each => Equals(each.Value, value))),
            UpdateRows o => o.Set.Any(each => Equals(each.Value, value)),
            SetDefault { Default: LiteralDefault made } => Equals(made.Value, value),
            AddColumn { Column.Default: LiteralDefault made } => Equals(made.Value, value),
            _ => false,
        };

    private static IEnumerable<LintFinding> Enum(AddEnumValue o, Scene scene)
    {
        if (o.Before is null && scene.Change.Kind is not "placed" && !scene.Fresh.IsNewType(o.Name))
        {
            yield return scene.Find(
                EnumOrder,
                $"{o.Name}.{o.Value}",
                $"'{o.Value}' sorts after all values of {o.Name} that are there, and cannot be taken away again."
            );
        }
    }
}
