using System.Diagnostics;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// What SQLite has no ALTER for: the table is recreated from the model, and its rows are copied.
public partial class SqliteDialect
{
    private static readonly string[] NumberWords = ["INT", "REAL", "FLOA", "DOUB", "NUM", "DEC", "BOOL", "MONEY"];

    private static readonly string[] RowNumbers = ["rowid", "_rowid_", "oid"];

    /// <inheritdoc />
    public override bool DependsOnModel(Operation operation) =>
        operation switch
        {
            AddColumn o => o.Column.Identity is null && !IsAddedInPlace(o.Column),
            // SQLite renames a column itself, and keeps a unique constraint that is added as an index.
            RenameColumn { } or AddUnique { } => false,
            _ => operation.Alters is not null || RowValues.Any(operation, IsLong) || base.DependsOnModel(operation),
        };

    /// <inheritdoc />
    public override DatabaseModel Fold(DatabaseModel before, Operation operation) =>
        operation is Conditional chosen
            ? chosen.Chosen(before).Aggregate(before, Fold)
            : AsKept(operation.WithNames(new(before)), before).Aggregate(before, (model, kept) => kept.Apply(model));

    /// <inheritdoc />
    // SQLite drops a column itself once nothing refers to it, and then knows of triggers and views that do.
    protected override IEnumerable<SqlStatement> DropColumn(DropColumn o, DatabaseModel before)
    {
        var spelled = o.WithNames(new(before));
        SqlStatement[] drop = [Alter(spelled.Table, $"DROP COLUMN {Quote(spelled.Column)}")];
        if (before.Find(spelled.Table) is null)
        {
            return drop;
        }

        var model = Recognised(before, spelled.Table);
        var was = model.Tables[spelled.Table];
        var child = model.Tables.Values.FirstOrDefault(other =>
            other != was
            && other.ForeignKeys.Any(key =>
                key.References == spelled.Table && key.ReferencedColumns.Contains(spelled.Column)
            )
        );
        if (child is not null)
        {
            throw Refuse(o, $"a foreign key of {child.Name} refers to it", "Delete that foreign key first.");
        }

        var left = spelled.Apply(model).Tables[spelled.Table];
        var freed = left with
        {
            Columns =
            [
                .. was.Columns.Select(column =>
                    column.Name == spelled.Column ? column with { Identity = null } : column
                ),
            ],
        };
        return was == freed with { Indexes = was.Indexes }
            ?
            [
                .. was
                    .Indexes.Except(left.Indexes)
                    .Select(index => DropIndex(new DropIndex(spelled.Table, index.Name))),
                .. drop,
            ]
            : [.. Rebuild(o, was, freed, model), .. drop];
    }

    // Every constraint is checked when it is added.
    private static Operation CheckedAtOnce(Operation operation) =>
        operation switch
        {
            AddCheck { Check.IsNotValid: true } o => o with { Check = o.Check with { IsNotValid = false } },
            AddForeignKey { Key.IsNotValid: true } o => o with { Key = o.Key with { IsNotValid = false } },
            _ => operation,
        };

    // A unique constraint that is added to a table is kept as an index, in place of the one that it takes.
    private static IEnumerable<Operation> AsKept(Operation operation, DatabaseModel before) =>
        operation switch
        {
            AddUnique { Unique: { Name: { } name, Columns: var columns } } o =>
            [
                new CreateIndex(
                    o.Table,
                    new(name, [.. columns.Select(column => new IndexColumn(column))]) { IsUnique = true }
                ),
                .. o.UsingIndex is { } index ? [new DropIndex(o.Table, index)] : Array.Empty<Operation>(),
            ],
            DropConstraint { Kind: ConstraintKind.Unique } o when before.IndexExists(o.Table, o.Name) =>
            [
                new DropIndex(o.Table, o.Name),
                .. o.LeftIndex is { } index ? [new CreateIndex(o.Table, index)] : Array.Empty<Operation>(),
            ],
            _ => [CheckedAtOnce(operation)],
        };

    private IEnumerable<SqlStatement> Rebuild(Operation o, DatabaseModel before)
    {
        var spelled = CheckedAtOnce(o.WithNames(new(before)));
        var table = spelled.Alters ?? throw new UnreachableException(o.GetType().Name);
        if (before.Find(table) is null)
        {
            throw Refuse(
                o,
                $"SQLite has no statement for it, and to recreate the table its definition has to be known: there is "
                    + $"no table {table}, or raw SQL created it",
                "Spell its name as it was created, or run the migration with provision, which reads the database."
            );
        }

        var model = Recognised(before, table);
        var was = model.Tables[table];
        if (Obstacle(spelled, was) is { } obstacle)
        {
            throw Refuse(o, obstacle, "Correct the migration.");
        }

        if (spelled is AddForeignKey { Key: var key } && Unmatched(key, model) is { } unmatched)
        {
            throw Refuse(o, unmatched, "Add a primary key, a unique constraint or a unique index over them first.");
        }

        return Rebuild(o, was, spelled.Apply(model).Tables[table], model);
    }

    private static string? Obstacle(Operation o, Table table) =>
        o switch
        {
            AlterColumn alter when table.Find(alter.Column.Name) is null =>
                $"the table has no column {alter.Column.Name}",
            SetDefault set when table.Find(set.Column) is null => $"the table has no column {set.Column}",
            SetNullability set when table.Find(set.Column) is null => $"the table has no column {set.Column}",
            AddPrimaryKey { } when table.PrimaryKey is not null => "the table has a primary key already",
            AddPrimaryKey { UsingIndex: { } index } when table.Indexes.All(known => known.Name != index) =>
                $"the table has no index {index}",
            DropConstraint { Kind: ConstraintKind.PrimaryKey } drop
                when table.PrimaryKey is null || (table.PrimaryKey.Name ?? drop.Name) != drop.Name =>
                $"the table has no primary key {drop.Name}",
            DropConstraint { Kind: ConstraintKind.Check } drop
                when table.Checks.All(check => check.Name != drop.Name) => $"the table has no check {drop.Name}",
            DropConstraint { Kind: ConstraintKind.ForeignKey } drop
                when table.ForeignKeys.All(key => key.Name != drop.Name) => $"the table has no foreign key {drop.Name}",
            _ => null,
        };

    // Why no row could be referred to: SQLite would refuse every change of either table from then on.
    private static string? Unmatched(ForeignKey key, DatabaseModel model)
    {
        if (model.Find(key.References) is not { } parent)
        {
            return null;
        }

        var columns = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : parent.PrimaryKey?.Columns ?? [];
        var keys = parent
            .Uniques.Select(unique => unique.Columns)
            .Concat(
                parent
                    .Indexes.Where(index => index is { IsUnique: true, Filter: null })
                    .Select(index => index.Columns.Select(column => column.Name).ToValueList())
            )
            .Append(parent.PrimaryKey?.Columns ?? []);
        return
            columns.Count == key.Columns.Count
            && keys.Any(unique => unique.Count == columns.Count && unique.All(columns.Contains))
            ? null
            : $"{key.References} has no unique key over {string.Join(", ", columns.DefaultIfEmpty("any columns"))}, so "
                + "that a foreign key could not tell which row it refers to";
    }

    private IEnumerable<SqlStatement> Rebuild(Operation o, Table was, Table now, DatabaseModel model)
    {
        (was, now) = (OnlyNumbering(was), OnlyNumbering(now));
        if (was.Name.Schema is not null)
        {
            throw Refuse(
                o,
                "SQLite has no statement for it, and a table of an attached database is not recreated",
                "Leave out the schema."
            );
        }

        if (was.Unmodelled.Count > 0)
        {
            throw Refuse(
                o,
                $"SQLite has no statement for it, and recreating {was.Name} would lose what its declaration says with "
                    + $"{string.Join(' ', was.Unmodelled)}",
                "Recreate the table with Execute.Sql."
            );
        }

        return new TableRebuild(
            was,
            now,
            FreeName($"provisioning_new_{was.Name.Name}", model),
            $"{Definition(now, o)}",
            IndexesAndTriggers(now),
            RowNumber(was, now),
            [.. now.Columns.Where(column => was.Find(column.Name) is { } old && BecomesNumber(old, column))],
            model.Tables.Values.SelectMany(other => other.ForeignKeys).Any(key => Unmatched(key, model) is not null)
        ).Statements.Select(statement =>
            statement with
            {
                SuspendsForeignKeys = true,
                Facts = statement.Facts ?? new() { Basis = FactBasis.Table },
            }
        );
    }

    // Tables, views and indexes share their names.
    private static string FreeName(string name, DatabaseModel model)
    {
        var taken = model
            .Tables.Keys.Concat(model.Views.Keys)
            .Select(other => other.Name)
            .Concat(model.Tables.Values.SelectMany(table => table.Indexes).Select(index => index.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(number => number == 1 ? name : $"{name}_{number}")
            .First(free => !taken.Contains(free));
    }

    private bool BecomesNumber(Column was, Column now) =>
        IsNumber(TypeName(now.Type)) && !IsNumber(TypeName(was.Type)) && was.Computed is null && now.Computed is null;

    // Whether people read the type as that of numbers; of dates too SQLite keeps numbers where it can.
    private static bool IsNumber(string type) =>
        NumberWords.Any(word => type.Contains(word, StringComparison.OrdinalIgnoreCase))
        && !type.Contains("POINT", StringComparison.OrdinalIgnoreCase);

    private static Table OnlyNumbering(Table table)
    {
        var numbering = NumberingOf(table);
        return table with
        {
            Columns =
            [
                .. table.Columns.Select(column => column.Name == numbering ? column : column with { Identity = null }),
            ],
        };
    }

    // The name by which row numbers that no column holds are copied; null where there are none.
    private string? RowNumber(Table was, Table now) =>
        HasRowNumbers(was) && HasRowNumbers(now) && !IsRowNumber(now)
            ? RowNumbers.FirstOrDefault(name =>
                !now
                    .Columns.Concat(was.Columns)
                    .Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            )
            : null;

    private static bool HasRowNumbers(Table table) => !table.Options.Contains("WITHOUT ROWID");

    private bool IsRowNumber(Table table) =>
        NumberingOf(table) is not null
        || (
            table.PrimaryKey is { Columns: [var only] }
            && table.Find(only) is { } column
            && TypeName(column.Type).Equals("INTEGER", StringComparison.OrdinalIgnoreCase)
        );

    // The model with the JSON columns that this dialect declared: their check is part of the type.
    private DatabaseModel Recognised(DatabaseModel model, ObjectName name)
    {
        var table = model.Tables[name];
        if (types is not SqliteTypes.Declared)
        {
            return model;
        }

        var json = table
            .Columns.Where(column =>
                column.Type is { Kind: ColumnKind.Custom, Custom: "JSON" } && table.Checks.Contains(JsonCheck(column))
            )
            .ToList();
        return model with
        {
            Tables = model.Tables.SetItem(
                name,
                table with
                {
                    Columns =
                    [
                        .. table.Columns.Select(column =>
                            json.Contains(column) ? column with { Type = new(ColumnKind.Json) } : column
                        ),
                    ],
                    Checks = [.. table.Checks.Except(json.Select(JsonCheck))],
                }
            ),
        };
    }

    private static CheckConstraint JsonCheck(Column column) => new(null, $"json_valid({Quote(column.Name)})");
}
