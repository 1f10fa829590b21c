namespace Provisioning.Schema;

/// <summary>What a column holds, as types that every engine can map.</summary>
public enum ColumnKind
{
    /// <summary>Text of one byte a character where the engine tells the difference.</summary>
    AnsiString,

    /// <summary>Text.</summary>
    String,

    /// <summary>Text of a fixed length, one byte a character where the engine tells the difference.</summary>
    FixedLengthAnsiString,

    /// <summary>Text of a fixed length.</summary>
    FixedLengthString,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>0 to 255.</summary>
    Byte,

    /// <summary>A whole number of 16 bits.</summary>
    Int16,

    /// <summary>A whole number of 32 bits.</summary>
    Int32,

    /// <summary>A whole number of 64 bits.</summary>
    Int64,

    /// <summary>An amount of money.</summary>
    Currency,

    /// <summary>A decimal number of a given precision and scale.</summary>
    Decimal,

    /// <summary>A floating-point number of 64 bits.</summary>
    Double,

    /// <summary>A floating-point number of 32 bits.</summary>
    Single,

    /// <summary>A day without a time.</summary>
    Date,

    /// <summary>A day and a time without a zone.</summary>
    DateTime,

    /// <summary>A moment: a day and a time with its distance from UTC.</summary>
    DateTimeOffset,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A UUID.</summary>
    Guid,

    /// <summary>An XML document.</summary>
    Xml,

    /// <summary>A JSON document, kept as it was written.</summary>
    Json,

    /// <summary>A JSON document, kept in the engine's binary form where it has one.</summary>
    Jsonb,

    /// <summary>An IP address; text where the engine has no type for it.</summary>
    Inet,

    /// <summary>Whatever the engine calls by <see cref="ColumnType.Custom"/>.</summary>
    Custom,
}

/// <summary>The type of a column.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Size">Length in characters or bytes, or the precision of a decimal; null where unlimited or the
/// engine's default.</param>
/// <param name="Scale">Digits after the decimal point, or of a second; null for the engine's default.</param>
/// <param name="Custom">The type as the engine spells it, with <see cref="ColumnKind.Custom"/>.</param>
public sealed record ColumnType(ColumnKind Kind, int? Size = null, int? Scale = null, string? Custom = null);
