using FluentMigrator.Expressions;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates columns of tables already there. A column whose existing rows get a value is three expressions:
/// it is added open, its rows
/// are updated, and a copy of its definition closes it. The copy shares its features with the original, by which it is
/// known.</summary>
internal static class AddedColumns
{
    /// <summary>Adds the column, and makes it the primary key where nothing closes it later.</summary>
    public static IEnumerable<Operation> Add(CreateColumnExpression added, IReadOnlyList<IMigrationExpression> all)
    {
        var table = new ObjectName(added.SchemaName, added.TableName);
        yield return new AddColumn(table, Columns.Of(added.Column));
        if (added.Column.IsPrimaryKey && !all.OfType<AlterColumnExpression>().Any(closing => IsCopy(closing, added)))
        {
            yield return Key(table, added);
        }
    }

    /// <summary>Alters a column; its default is an expression of its own. Where the column was added open, this closes
    /// it, and a primary key comes
    /// after, when its rows have their values.</summary>
    public static IEnumerable<Operation> Alter(AlterColumnExpression altered, IReadOnlyList<IMigrationExpression> all)
    {
        var table = new ObjectName(altered.SchemaName, altered.TableName);
        var added = all.OfType<CreateColumnExpression>().FirstOrDefault(added => IsCopy(altered, added));
        yield return new AlterColumn(table, Columns.Of(altered.Column) with { Default = null })
        {
            IdentityChange = Columns.ChangeOf(altered.Column),
            Was = added is null ? null : Columns.Of(added.Column),
        };
        if (added?.Column.IsPrimaryKey is true)
        {
            yield return Key(table, added);
        }
    }

    private static AddPrimaryKey Key(ObjectName table, CreateColumnExpression added) =>
        new(table, new(added.Column.PrimaryKeyName, [added.Column.Name]));

    private static bool IsCopy(AlterColumnExpression closing, CreateColumnExpression added) =>
        ReferenceEquals(closing.Column.AdditionalFeatures, added.Column.AdditionalFeatures);
}
