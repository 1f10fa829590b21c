using System.Data;

namespace FluentMigrator.Model;

/// <summary>A column type as data, for programs that write migrations.</summary>
public interface IColumnDataType
{
    /// <summary>What the column holds; null with a custom type.</summary>
    DbType? Type { get; set; }

    /// <summary>Length, or the number of digits.</summary>
    int? Size { get; set; }

    /// <summary>Digits behind the point.</summary>
    int? Precision { get; set; }

    /// <summary>The collation by name; null for the engine's default.</summary>
    string? CollationName { get; set; }

    /// <summary>The type as the engine spells it.</summary>
    string? CustomType { get; set; }

    /// <summary>The expression that the column is computed from.</summary>
    string? Expression { get; set; }

    /// <summary>Whether the computed value is kept in the row.</summary>
    bool ExpressionStored { get; set; }
}

/// <summary>A column type as data.</summary>
public sealed class ColumnDataType : IColumnDataType
{
    /// <inheritdoc />
    public DbType? Type { get; set; }

    /// <inheritdoc />
    public int? Size { get; set; }

    /// <inheritdoc />
    public int? Precision { get; set; }

    /// <inheritdoc />
    public string? CollationName { get; set; }

    /// <inheritdoc />
    public string? CustomType { get; set; }

    /// <inheritdoc />
    public string? Expression { get; set; }

    /// <inheritdoc />
    public bool ExpressionStored { get; set; }
}
