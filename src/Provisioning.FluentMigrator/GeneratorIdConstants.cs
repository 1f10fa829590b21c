namespace FluentMigrator;

/// <summary>The names that FluentMigrator knows SQL dialects by.</summary>
public static class GeneratorIdConstants
{
    /// <summary>DB2.</summary>
    public const string DB2 = nameof(DB2);

    /// <summary>DB2 iSeries.</summary>
    public const string Db2ISeries = "DB2 iSeries";

    /// <summary>Firebird.</summary>
    public const string Firebird = nameof(Firebird);

    /// <summary>Hana.</summary>
    public const string Hana = nameof(Hana);

    /// <summary>Jet.</summary>
    public const string Jet = nameof(Jet);

    /// <summary>MariaDB.</summary>
    public const string MariaDB = nameof(MariaDB);

    /// <summary>MySql.</summary>
    public const string MySql = nameof(MySql);

    /// <summary>MySql4.</summary>
    public const string MySql4 = nameof(MySql4);

    /// <summary>MySql5.</summary>
    public const string MySql5 = nameof(MySql5);

    /// <summary>MySql8.</summary>
    public const string MySql8 = nameof(MySql8);

    /// <summary>Oracle.</summary>
    public const string Oracle = nameof(Oracle);

    /// <summary>OracleManaged.</summary>
    public const string OracleManaged = nameof(OracleManaged);

    /// <summary>Oracle12c.</summary>
    public const string Oracle12c = nameof(Oracle12c);

    /// <summary>Postgres.</summary>
    public const string Postgres = nameof(Postgres);

    /// <summary>Postgres92.</summary>
    public const string Postgres92 = nameof(Postgres92);

    /// <summary>PostgreSQL.</summary>
    public const string PostgreSQL = nameof(PostgreSQL);

    /// <summary>PostgreSQL9_2.</summary>
    public const string PostgreSQL9_2 = nameof(PostgreSQL9_2);

    /// <summary>PostgreSQL10_0.</summary>
    public const string PostgreSQL10_0 = nameof(PostgreSQL10_0);

    /// <summary>PostgreSQL11_0.</summary>
    public const string PostgreSQL11_0 = nameof(PostgreSQL11_0);

    /// <summary>PostgreSQL15_0.</summary>
    public const string PostgreSQL15_0 = nameof(PostgreSQL15_0);

    /// <summary>Redshift.</summary>
    public const string Redshift = nameof(Redshift);

    /// <summary>Snowflake.</summary>
    public const string Snowflake = nameof(Snowflake);

    /// <summary>SQLite.</summary>
    public const string SQLite = nameof(SQLite);

    /// <summary>SqlServer.</summary>
    public const string SqlServer = nameof(SqlServer);

    /// <summary>SqlServer2000.</summary>
    public const string SqlServer2000 = nameof(SqlServer2000);

    /// <summary>SqlServer2005.</summary>
    public const string SqlServer2005 = nameof(SqlServer2005);

    /// <summary>SqlServer2008.</summary>
    public const string SqlServer2008 = nameof(SqlServer2008);

    /// <summary>SqlServer2012.</summary>
    public const string SqlServer2012 = nameof(SqlServer2012);

    /// <summary>SqlServer2014.</summary>
    public const string SqlServer2014 = nameof(SqlServer2014);

    /// <summary>SqlServer2016.</summary>
    public const string SqlServer2016 = nameof(SqlServer2016);
}
