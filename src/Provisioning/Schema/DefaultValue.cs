namespace Provisioning.Schema;

/// <summary>The default value of a column.</summary>
public abstract record DefaultValue;

/// <summary>A value known beforehand; null is SQL's NULL.</summary>
public sealed record LiteralDefault(object? Value) : DefaultValue;

/// <summary>An SQL expression, as the engine spells it.</summary>
public sealed record ExpressionDefault(string Sql) : DefaultValue;

/// <summary>A value that the engine generates for each row.</summary>
public sealed record FunctionDefault(SystemFunction Function) : DefaultValue;

/// <summary>The values that an engine can make; the dialect knows how it spells each.</summary>
public enum SystemFunction
{
    /// <summary>A fresh UUID.</summary>
    NewGuid,

    /// <summary>A fresh UUID that sorts after those before it.</summary>
    NewSequentialId,

    /// <summary>The local time of the server.</summary>
    CurrentDateTime,

    /// <summary>The moment, with its distance from UTC.</summary>
    CurrentDateTimeOffset,

    /// <summary>The time in UTC.</summary>
    CurrentUtcDateTime,

    /// <summary>Who is connected.</summary>
    CurrentUser,

    /// <summary>The moment, to the finest fraction of a second that the engine has: <c>now()</c>, or on SQLite UTC text
    /// with milliseconds.</summary>
    Now,
}

/// <summary>SQL in the place of a value: printed unchanged, never quoted.</summary>
public sealed record SqlExpression(string Sql);
