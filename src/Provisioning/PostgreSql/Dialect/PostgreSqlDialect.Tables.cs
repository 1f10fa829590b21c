using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// Tables and columns.
public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateTable(CreateTable o)
    {
        var table = o.Table;
        var parts = table.Columns.Select(column => Clause(column, o)).ToList();
        if (table.PrimaryKey is { } key)
        {
            parts.Add($"{Constraint(key.Name)}PRIMARY KEY ({Names(key.Columns, ",")})");
        }

        parts.AddRange(table.Uniques.Select(unique => $"{Constraint(unique.Name)}UNIQUE ({Names(unique.Columns)})"));
        parts.AddRange(table.Checks.Select(check => $"{Constraint(check.Name)}CHECK ({Closed(check.Expression)})"));
        yield return new(
            $"CREATE TABLE {(o.IfNotExists ? "IF NOT EXISTS " : "")}{Quote(table.Name)} ({string.Join(", ", parts)})"
                + (table.Partitioning is { } by ? $" PARTITION BY {Closed(by)}" : "")
        );

        if (table.Description is { } description)
        {
            yield return new($"COMMENT ON TABLE {Quote(table.Name)} IS {QuoteText(description)}");
        }

        var rest = table
            .Columns.SelectMany(column => Comment(table.Name, column))
            .Concat(
                table.ForeignKeys.SelectMany(foreign => AddForeignKey(new(table.Name, foreign), DatabaseModel.Empty))
            )
            .Concat(table.Indexes.Select(index => CreateIndex(new(table.Name, index))))
            .Concat(table.Triggers.SelectMany(trigger => CreateTrigger(new(table.Name, trigger))));
        foreach (var statement in rest)
        {
            yield return statement;
        }
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropTable(DropTable o) =>
        (
            o.IsForeign
                ? [new($"DROP FOREIGN TABLE {(o.IfExists ? "IF EXISTS " : "")}{Quote(o.Table)}")]
                : base.DropTable(o)
        ).Concat((o.Was?.Triggers ?? []).Select(trigger => DropFunction(o.Table, trigger.Name)));

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> MoveTable(MoveTable o) =>
        [Alter(o.Table, $"SET SCHEMA {Quote(o.To ?? schema)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddColumn(AddColumn o, DatabaseModel before) =>
        [Alter(o.Table, $"ADD {Clause(o.Column, o)}"), .. Comment(o.Table, o.Column)];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AlterColumn(AlterColumn o, DatabaseModel before)
    {
        var column = o.Column;
        var name = Quote(column.Name);
        var text = new StringBuilder($"ALTER {name} TYPE {TypeName(column.Type)}");
        text.Append(column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}");
        text.Append(column.IsNullable is { } nullable ? $", ALTER {name} {(nullable ? "DROP" : "SET")} NOT NULL" : "");
        text.Append(
            (o.IdentityChange, column.Identity) switch
            {
                (IdentityChange.Add, { } identity) => $", ALTER {name} ADD {Generated(identity)} AS IDENTITY",
                (IdentityChange.Set, { } identity) => $", ALTER {name} SET {Generated(identity)}",
                (IdentityChange.Drop, _) => $", ALTER {name} DROP IDENTITY",
                (IdentityChange.DropIfExists, _) => $", ALTER {name} DROP IDENTITY IF EXISTS",
                _ => "",
            }
        );

        yield return Alter(o.Table, text.ToString());
        if (column.Default is { } value)
        {
            yield return SetDefault(o.Table, column.Name, value, o);
        }

        foreach (var comment in Comment(o.Table, column))
        {
            yield return comment;
        }
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetDefault(SetDefault o, DatabaseModel before) =>
        [
            o.Default is null
                ? Alter(o.Table, $"ALTER {Quote(o.Column)} DROP DEFAULT")
                : SetDefault(o.Table, o.Column, o.Default, o),
        ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetNullability(SetNullability o, DatabaseModel before) =>
        [Alter(o.Table, $"ALTER COLUMN {Quote(o.Column)} {(o.IsNullable ? "DROP" : "SET")} NOT NULL")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreatePartition(CreatePartition o) =>
        o.Server is { } server
            ? CreateForeignPartition(o, server)
            :
            [
                new(
                    $"CREATE TABLE {Quote(o.Partition)} PARTITION OF {Quote(o.Table)} {Closed(o.Bounds)}"
                        + (o.Partitioning is { } by ? $" PARTITION BY {Closed(by)}" : "")
                ),
            ];

    /// <inheritdoc />
    // Whether the extension is there is known on the server alone.
    protected override IEnumerable<SqlStatement> SetDistribution(SetDistribution o)
    {
        var table = QuoteText(Quote(o.Table));
        var call = o.Distribution switch
        {
            null => $"undistribute_table({table})",
            { Column: { } column, ColocatedWith: { } other } =>
                $"create_distributed_table({table}, {QuoteText(column)}, colocate_with => {QuoteText(Quote(other))})",
            { Column: { } column } => $"create_distributed_table({table}, {QuoteText(column)})",
            _ => $"create_reference_table({table})",
        };
        return
        [
            new(
                "DO $citus$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') THEN "
                    + $"PERFORM pg_catalog.{call}; END IF; END $citus$"
            ),
        ];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AttachPartition(AttachPartition o) =>
        [Alter(o.Table, $"ATTACH PARTITION {Quote(o.Partition)} {o.Bounds}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DetachPartition(DetachPartition o) =>
        [
            Alter(o.Table, $"DETACH PARTITION {Quote(o.Partition)}{Concurrently(o.IsConcurrent)}") with
            {
                OutsideTransaction = o.IsConcurrent,
            },
        ];

    private SqlStatement SetDefault(ObjectName table, string column, DefaultValue value, Operation operation) =>
        Alter(
            table,
            $"ALTER {Quote(column)} DROP DEFAULT, ALTER {Quote(column)} SET DEFAULT {Default(value, operation)}"
        );

    private string Clause(Column column, Operation operation)
    {
        var text = new StringBuilder(
            $"{Quote(column.Name)} {(IsSerial(column) ? Serial(column.Type) : TypeName(column.Type))}"
        );
        text.Append(column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}");
        text.Append(
            column.Computed is { } computed ? $" GENERATED ALWAYS AS ({Closed(computed.Expression)}) STORED" : ""
        );
        text.Append(
            (column.IsNullable, column.Type.Kind) switch
            {
                (true, ColumnKind.Custom) => " NULL",
                (true, _) => "",
                _ => " NOT NULL",
            }
        );
        text.Append(column.Default is { } value ? $" DEFAULT {Default(value, operation)}" : "");
        text.Append(column.Identity is { } identity && !IsSerial(column) ? $" {Generated(identity)} AS IDENTITY" : "");
        return text.ToString();
    }

    private static string Serial(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.Int64 => "bigserial",
            ColumnKind.Int16 or ColumnKind.Byte => "smallserial",
            _ => "serial",
        };

    private bool IsSerial(Column column) =>
        column.Identity is Identity.Default && identities is PostgreSqlIdentities.Serial;

    private string Generated(Identity identity) =>
        $"GENERATED {(identity is Identity.ByDefault || (identity is Identity.Default
            && identities is not (null or PostgreSqlIdentities.Always)) ? "BY DEFAULT" : "ALWAYS")}";

    private IEnumerable<SqlStatement> Comment(ObjectName table, Column column) =>
        column.Description is { } text
            ? [new($"COMMENT ON COLUMN {Quote(table)}.{Quote(column.Name)} IS {QuoteText(text)}")]
            : [];
}
