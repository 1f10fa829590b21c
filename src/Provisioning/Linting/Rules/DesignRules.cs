using System.Text;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>What was designed so that it hurts later: L72 to L84.</summary>
internal static partial class DesignRules
{
    private const int LongestName = 63;

    // Those that a database's owner may create.
    private static readonly HashSet<string> Trusted = new(StringComparer.Ordinal)
    {
        "bool_plperl",
        "btree_gin",
        "btree_gist",
        "citext",
        "cube",
        "dict_int",
        "fuzzystrmatch",
        "hstore",
        "intarray",
        "isn",
        "jsonb_plperl",
        "lo",
        "ltree",
        "pg_trgm",
        "pgcrypto",
        "plperl",
        "plpgsql",
        "pltcl",
        "seg",
        "tablefunc",
        "tcn",
        "tsm_system_rows",
        "tsm_system_time",
        "unaccent",
        "uuid-ossp",
    };

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        [
            .. NamesOf(scene.Change.Does).SelectMany(name => Long(name, scene)),
            .. scene.Change.Does switch
            {
                CreateTable o =>
                [
                    .. Misleading(o, scene),
                    .. IntKey(o, scene),
                    .. o.Table.Columns.SelectMany(column => Type(o.Table.Name, column, scene)),
                ],
                AddColumn o => Type(o.Table, o.Column, scene),
                CreateExtension o when !Trusted.Contains(o.Name) => Privileged($"extension {o.Name}", scene),
                CreateFunction { Function: { IsSecurityDefiner: true, SearchPath: null } function } => Definer(
                    function,
                    scene
                ),
                _ when scene.Change is { Command: Command.Privileged, Name: { } what } => Privileged(what, scene),
                _ when scene.Change.Command is Command.Grant or Command.Revoke => Granted(scene),
                _ => [],
            },
        ];

    /// <summary>What is found in a migration as a whole.</summary>
    public static IEnumerable<LintFinding> CheckMigration(MigrationScene migration) =>
        [.. OutOfOrder(migration), .. Irreversible(migration)];

    /// <summary>What is found at the end.</summary>
    public static IEnumerable<LintFinding> CheckEnd(IReadOnlyList<MigrationScene> run, Known known) =>
        from scene in run.SelectMany(migration => migration.Scenes)
        where
            scene.Change is { Does: CreateTable, Kind: not ("temporary" or "query") }
            && !((CreateTable)scene.Change.Does).IfNotExists
        let table = known.Find(((CreateTable)scene.Change.Does!).Table.Name)
        where table is { PrimaryKey: null }
        let unique = table.Uniques.FirstOrDefault(each =>
            each.Columns.All(column => table.Find(column) is { IsNullable: not true })
        )
        select scene.Find(
            NoPrimaryKey,
            unique is null ? Severity.Warning : Severity.Note,
            $"{table.Name}",
            unique is null
                ? $"{table.Name} has no primary key: logical replication, export and seeding cannot tell its rows "
                    + "apart."
                : $"{table.Name} has no primary key; {unique.Name ?? "a unique constraint"} could be it."
        );

    /// <summary>The names that an operation gives.</summary>
    internal static IEnumerable<string> NamesOf(Operation? operation) =>
        operation switch
        {
            CreateTable { Table: var t } =>
            [
                t.Name.Name,
                .. t.Columns.Select(column => column.Name),
                .. t.Uniques.Select(unique => unique.Name).OfType<string>(),
                .. t.Checks.Select(check => check.Name).OfType<string>(),
                .. t.ForeignKeys.Select(key => key.Name).OfType<string>(),
                .. t.PrimaryKey?.Name is { } key ? [key] : Array.Empty<string>(),
            ],
            AddColumn o => [o.Column.Name],
            RenameColumn o => [o.To],
            RenameTable o => [o.To],
            CreateIndex o => [o.Index.Name],
            CreateTrigger o => [o.Trigger.Name],
            CreateView o => [o.View.Name.Name],
            CreateFunction o => [o.Function.Name.Name],
            CreatePolicy o => [o.Policy.Name],
            CreateEnumType o => [o.Name.Name],
            CreateSequence o => [o.Sequence.Name.Name],
            CreateSchema o => [o.Name],
            AddCheck { Check.Name: { } name } => [name],
            AddUnique { Unique.Name: { } name } => [name],
            AddForeignKey { Key.Name: { } name } => [name],
            AddPrimaryKey { Key.Name: { } name } => [name],
            _ => [],
        };

    private static IEnumerable<LintFinding> Long(string name, Scene scene)
    {
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > LongestName)
        {
            yield return scene.Find(
                TooLong,
                name,
                $"{name} has {bytes} bytes, and PostgreSQL cuts names after {LongestName} without a word: Down "
                    + "does not find "
                    + "it, and two names may become one."
            );
        }
    }

    private static IEnumerable<LintFinding> Misleading(CreateTable o, Scene scene)
    {
        if (
            o.IfNotExists
            && scene.Before.Find(o.Table.Name) is { } there
            && !there
                .Columns.Select(column => column.Name)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(
                    o.Table.Columns.Select(column => column.Name).Order(StringComparer.Ordinal),
                    StringComparer.Ordinal
                )
        )
        {
            yield return scene.Find(
                IfNotExists,
                $"{o.Table.Name}",
                $"An earlier migration makes {o.Table.Name} with other columns: this changes nothing, and does "
                    + "not say so."
            );
        }
    }

    private static IEnumerable<LintFinding> IntKey(CreateTable o, Scene scene)
    {
        if (
            o.Table.PrimaryKey is { Columns: [var only] }
            && o.Table.Find(only) is { Type.Kind: ColumnKind.Int32 or ColumnKind.Int16, Identity: not null }
        )
        {
            yield return scene.Find(
                SmallKey,
                $"{o.Table.Name}.{only}",
                $"{only} ends at 2,147,483,647 or earlier; changing it to bigint later writes the whole table "
                    + "again (L09)."
            );
        }
    }

    private static IEnumerable<LintFinding> Type(ObjectName table, Column column, Scene scene)
    {
        var name = $"{table}.{column.Name}";
        switch (column.Type.Kind)
        {
            case ColumnKind.DateTime:
                yield return scene.Find(
                    NoTimeZone,
                    name,
                    $"{column.Name} is a timestamp without a time zone: which moment it "
                        + "means depends on who reads it."
                );
                break;
            case ColumnKind.Currency:
                yield return scene.Find(Doubtful, name, $"{column.Name} is money, whose digits depend on lc_monetary.");
                break;
            case ColumnKind.Json:
                yield return scene.Find(
                    Doubtful,
                    name,
                    $"{column.Name} is json, which has no equality: SELECT DISTINCT, UNION "
                        + "and GROUP BY fail on it. jsonb has one."
                );
                break;
            case ColumnKind.FixedLengthString or ColumnKind.FixedLengthAnsiString:
                yield return scene.Find(
                    Doubtful,
                    name,
                    $"{column.Name} is char(n), which fills values up with blanks."
                );
                break;
            default:
                break;
        }

        if (
            scene.Change.IsRaw
            && scene.Change.Sql!.Contains("serial", StringComparison.OrdinalIgnoreCase)
            && column.Identity is not null
        )
        {
            yield return scene.Find(Serial, name, $"{column.Name} is serial, whose sequence needs rights of its own.");
        }
    }

    private static IEnumerable<LintFinding> Privileged(string what, Scene scene)
    {
        yield return scene.Find(
            Privilege,
            what,
            $"{what} needs more than a database's owner may do: the migration role cannot, unless it is a superuser."
        );
    }

    private static IEnumerable<LintFinding> Definer(Function function, Scene scene)
    {
        yield return scene.Find(
            SearchPath,
            $"{function.Name}",
            $"{function.Name} runs with its owner's rights and the caller's search path: whoever may create a "
                + "function can "
                + "have it run.",
            "SET search_path = pg_catalog, public -- in its definition"
        );
    }

    private static IEnumerable<LintFinding> Granted(Scene scene)
    {
        var change = scene.Change;
        if (
            change.Command is Command.Grant
            && change.Value?.Split(',').Any(role => role.Trim().Equals("public", StringComparison.OrdinalIgnoreCase))
                is true
        )
        {
            yield return scene.Find(
                ToPublic,
                change.Name ?? "",
                "Every role of the server gets "
                    + $"{change.Kind}{(change.Name == change.Kind ? "" : $" on {change.Name}")}.",
                "name the role that needs it"
            );
        }

        yield return scene.Find(
            GrantWaits,
            change.Name ?? "",
            "Two open transactions that grant on the same object wait for each other; no table is locked."
        );
    }

    private static IEnumerable<LintFinding> OutOfOrder(MigrationScene migration)
    {
        if (migration.Step.After is { } after)
        {
            yield return migration.Find(
                OutOfOrderRule,
                Severity.Warning,
                null,
                migration.Source.Name,
                $"Version {after} is applied already: this one was written for a schema without it.",
                "give it a number above the newest, unless both orders are the same"
            );
        }
    }

    private static IEnumerable<LintFinding> Irreversible(MigrationScene migration)
    {
        if (!migration.Options.Notes || migration.Source.IsRepeatable || migration.Scenes.Count == 0)
        {
            yield break;
        }

        var lost = migration
            .Scenes.Where(scene => scene.Change.Does is DropColumn or DropTable or AddEnumValue)
            .Where(scene => scene.Change.Table is not { } table || scene.IsOld(table))
            .Select(scene => scene.Change.Summary)
            .ToList();
        var problem = HasDown(migration) ? null : "has no Down";
        if (problem is not null || lost.Count > 0)
        {
            yield return migration.Find(
                IrreversibleRule,
                Severity.Note,
                null,
                migration.Source.Name,
                problem is not null
                    ? $"It cannot be rolled back: it {problem}."
                    : $"A rollback does not bring back what this takes: {string.Join(", ", lost)}."
            );
        }
    }

    private static bool HasDown(MigrationScene migration)
    {
        try
        {
            var asked = new AskedSchema(DatabaseModel.Empty, migration.Dialect.HasSchemas);
            return migration.Source.Describe(Direction.Down, new(migration.Dialect.Aliases, asked, "")).Count > 0
                || migration.Operations.Count == 0;
        }
        catch (ProvisioningException)
        {
            return false;
        }
    }
}
