namespace Provisioning.Dialects;

/// <summary>How columns are declared on SQLite, which keeps the declared types but uses their affinity.</summary>
public enum SqliteTypes
{
    /// <summary>As FluentMigrator declares them: TEXT, INTEGER, NUMERIC, BLOB, DATETIME, UNIQUEIDENTIFIER.</summary>
    FluentMigrator,

    /// <summary>With what the migration said: VARCHAR(255), BOOLEAN, REAL, DATETIME, and JSON checked by json_valid().
    /// For people and for object mappers that use the declaration.</summary>
    Declared,

    /// <summary>As FluentMigrator declares them where it is asked for strict tables, which hold each column to its
    /// type: TEXT, INTEGER, REAL, BLOB.</summary>
    Strict,
}
