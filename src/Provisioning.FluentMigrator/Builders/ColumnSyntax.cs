using System.Data;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders;

/// <summary>Says what a column holds.</summary>
/// <typeparam name="TNext">What follows.</typeparam>
public interface IColumnTypeSyntax<TNext> : IFluentSyntax
    where TNext : IFluentSyntax
{
    /// <summary>Text of one byte a character, of any length.</summary>
    TNext AsAnsiString();

    /// <summary>Text of one byte a character with a collation.</summary>
    TNext AsAnsiString(string collationName);

    /// <summary>Text of one byte a character up to a length.</summary>
    TNext AsAnsiString(int size);

    /// <summary>Text of one byte a character up to a length, with a collation.</summary>
    TNext AsAnsiString(int size, string collationName);

    /// <summary>Bytes.</summary>
    TNext AsBinary();

    /// <summary>Bytes up to a length.</summary>
    TNext AsBinary(int size);

    /// <summary>True or false.</summary>
    TNext AsBoolean();

    /// <summary>0 to 255.</summary>
    TNext AsByte();

    /// <summary>An amount of money.</summary>
    TNext AsCurrency();

    /// <summary>A day without a time.</summary>
    TNext AsDate();

    /// <summary>A day and a time without a zone.</summary>
    TNext AsDateTime();

    /// <summary>The same as <see cref="AsDateTime"/> on the engines at hand.</summary>
    TNext AsDateTime2();

    /// <summary>A moment: a day and a time with its distance from UTC.</summary>
    TNext AsDateTimeOffset();

    /// <summary>A moment with so many digits behind the second.</summary>
    TNext AsDateTimeOffset(int precision);

    /// <summary>A decimal number of 19 digits, 5 of them behind the point.</summary>
    TNext AsDecimal();

    /// <summary>A decimal number: all digits, and those behind the point.</summary>
    TNext AsDecimal(int size, int precision);

    /// <summary>A floating-point number of 64 bits.</summary>
    TNext AsDouble();

    /// <summary>A UUID.</summary>
    TNext AsGuid();

    /// <summary>Text of a fixed length.</summary>
    TNext AsFixedLengthString(int size);

    /// <summary>Text of a fixed length with a collation.</summary>
    TNext AsFixedLengthString(int size, string collationName);

    /// <summary>Text of a fixed length, one byte a character.</summary>
    TNext AsFixedLengthAnsiString(int size);

    /// <summary>Text of a fixed length, one byte a character, with a collation.</summary>
    TNext AsFixedLengthAnsiString(int size, string collationName);

    /// <summary>A floating-point number of 32 bits.</summary>
    TNext AsFloat();

    /// <summary>A whole number of 16 bits.</summary>
    TNext AsInt16();

    /// <summary>A whole number of 32 bits.</summary>
    TNext AsInt32();

    /// <summary>A whole number of 64 bits.</summary>
    TNext AsInt64();

    /// <summary>Text of any length.</summary>
    TNext AsString();

    /// <summary>Text with a collation.</summary>
    TNext AsString(string collationName);

    /// <summary>Text up to a length.</summary>
    TNext AsString(int size);

    /// <summary>Text up to a length, with a collation.</summary>
    TNext AsString(int size, string collationName);

    /// <summary>A time of day.</summary>
    TNext AsTime();

    /// <summary>An XML document.</summary>
    TNext AsXml();

    /// <summary>An XML document; the size is passed over, as no engine at hand limits it.</summary>
    TNext AsXml(int size);

    /// <summary>A type as the engine spells it.</summary>
    TNext AsCustom(string customType);

    /// <summary>A type given as data.</summary>
    TNext AsColumnDataType(IColumnDataType columnDataType);
}

/// <summary>Says more about a column, in any order. Nullability that nobody states is NOT NULL.</summary>
/// <typeparam name="TNext">What follows.</typeparam>
/// <typeparam name="TNextFk">What follows a foreign key.</typeparam>
public interface IColumnOptionSyntax<TNext, TNextFk> : IFluentSyntax
    where TNext : IFluentSyntax
    where TNextFk : IFluentSyntax
{
    /// <summary>The default is a value that the engine makes anew for each row.</summary>
    TNext WithDefault(SystemMethods method);

    /// <summary>The default is this value; a <see cref="RawSql"/> is an expression.</summary>
    TNext WithDefaultValue(object? value);

    /// <summary>What the column means, for the catalogue.</summary>
    TNext WithColumnDescription(string description);

    /// <summary>A further description under a name of its own.</summary>
    TNext WithColumnAdditionalDescription(string descriptionName, string description);

    /// <summary>Further descriptions by name.</summary>
    TNext WithColumnAdditionalDescriptions(IDictionary<string, string> columnDescriptions);

    /// <summary>The engine numbers rows by this column.</summary>
    TNext Identity();

    /// <summary>An index on this column, <c>IX_table_column</c>.</summary>
    TNext Indexed();

    /// <summary>An index on this column by name.</summary>
    TNext Indexed(string? indexName);

    /// <summary>The column is the primary key, or a part of it.</summary>
    TNext PrimaryKey();

    /// <summary>The column is the primary key of that name, or a part of it.</summary>
    TNext PrimaryKey(string? primaryKeyName);

    /// <summary>NULL may stand in it.</summary>
    TNext Nullable();

    /// <summary>NULL may not stand in it.</summary>
    TNext NotNullable();

    /// <summary>A unique index on this column, <c>IX_table_column</c>.</summary>
    TNext Unique();

    /// <summary>A unique index on this column by name.</summary>
    TNext Unique(string? indexName);

    /// <summary>The column is computed from an expression; stored, its value is kept in the row.</summary>
    TNext Computed(string expression, bool stored = false);

    /// <summary>A foreign key to another table's column, <c>FK_table_column_primary_column</c>.</summary>
    TNextFk ForeignKey(string primaryTableName, string primaryColumnName);

    /// <summary>A foreign key by name to another table's column.</summary>
    TNextFk ForeignKey(string? foreignKeyName, string primaryTableName, string primaryColumnName);

    /// <summary>A foreign key by name to the column of a table in a schema.</summary>
    TNextFk ForeignKey(string? foreignKeyName, string? primaryTableSchema, string primaryTableName, string primaryColumnName);

    /// <summary>Says to readers that the column refers to another table; makes nothing.</summary>
    TNextFk ForeignKey();

    /// <summary>A foreign key from another table's column to this one.</summary>
    TNextFk ReferencedBy(string foreignTableName, string foreignColumnName);

    /// <summary>A foreign key by name from another table's column to this one.</summary>
    TNextFk ReferencedBy(string? foreignKeyName, string foreignTableName, string foreignColumnName);

    /// <summary>A foreign key by name from the column of a table in a schema to this one.</summary>
    TNextFk ReferencedBy(string? foreignKeyName, string? foreignTableSchema, string foreignTableName, string foreignColumnName);
}

/// <summary>Says what a foreign key does when the row referred to goes or changes.</summary>
/// <typeparam name="TNext">What follows once both are said.</typeparam>
/// <typeparam name="TNextFk">What follows one of them.</typeparam>
public interface IForeignKeyCascadeSyntax<TNext, TNextFk> : IFluentSyntax
    where TNext : IFluentSyntax
    where TNextFk : IFluentSyntax
{
    /// <summary>When the row referred to goes.</summary>
    TNextFk OnDelete(Rule rule);

    /// <summary>When the key referred to changes.</summary>
    TNextFk OnUpdate(Rule rule);

    /// <summary>In both cases.</summary>
    TNext OnDeleteOrUpdate(Rule rule);
}
