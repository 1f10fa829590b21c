namespace FluentMigrator;

/// <summary>Values that an engine makes anew for each row.</summary>
public enum SystemMethods
{
    /// <summary>A fresh UUID.</summary>
    NewGuid,

    /// <summary>A fresh UUID that sorts after those before it, where the engine can.</summary>
    NewSequentialId,

    /// <summary>The local time of the server.</summary>
    CurrentDateTime,

    /// <summary>The moment, with its distance from UTC.</summary>
    CurrentDateTimeOffset,

    /// <summary>The time in UTC.</summary>
    CurrentUTCDateTime,

    /// <summary>Who is connected.</summary>
    CurrentUser,
}

/// <summary>SQL in the place of a value: used as it stands, never quoted.</summary>
public sealed class RawSql
{
    private RawSql(string value) => Value = value;

    /// <summary>The SQL.</summary>
    public string Value { get; }

    /// <summary>SQL in the place of a value.</summary>
    public static RawSql Insert(string sqlToInsert) => new(sqlToInsert);

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>Text for engines that mark literals of one byte a character; the engines at hand do not.</summary>
public sealed class NonUnicodeString(string value)
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc />
    public override string ToString() => Value;
}
