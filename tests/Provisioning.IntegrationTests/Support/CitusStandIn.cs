namespace Provisioning.IntegrationTests.Support;

/// <summary>Functions of Citus's names and parameters, where Citus itself cannot be installed, and an entry among the
/// extensions.</summary>
internal static class CitusStandIn
{
    /// <summary>The statements that make them; each takes down its call in <c>citus_calls</c>.</summary>
    public const string Recording = $"""
        {Functions}
        CREATE FUNCTION citus_call(text) RETURNS void LANGUAGE sql AS 'INSERT INTO citus_calls (call) VALUES ($1)';
        CREATE FUNCTION citus_end(regclass) RETURNS void LANGUAGE sql AS
            $$ INSERT INTO citus_calls (call) VALUES ('undistribute ' || $1) $$;
        """;

    /// <summary>The same; <c>citus_calls</c> has the tables that are spread now.</summary>
    public const string Keeping = $"""
        {Functions}
        CREATE FUNCTION citus_call(text) RETURNS void LANGUAGE sql AS 'INSERT INTO citus_calls VALUES (1, $1)';
        CREATE FUNCTION citus_end(regclass) RETURNS void LANGUAGE sql AS
            $$ DELETE FROM citus_calls WHERE call LIKE '% ' || $1 || ' %' $$;
        """;

    private const string Functions = """
        CREATE TABLE citus_calls (n serial, call text);
        CREATE FUNCTION pg_catalog.create_distributed_table(table_name regclass, distribution_column text,
            distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default') RETURNS void LANGUAGE plpgsql AS
            $$ BEGIN PERFORM public.citus_call(
                format('distribute %s by %s with %s', table_name, distribution_column, colocate_with)); END $$;
        CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS
            $$ BEGIN PERFORM public.citus_call(format('reference %s ', table_name)); END $$;
        CREATE FUNCTION pg_catalog.undistribute_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS
            $$ BEGIN PERFORM public.citus_end(table_name); END $$;
        INSERT INTO pg_catalog.pg_extension
            SELECT max(oid::bigint) + 1, 'citus', 10, 11, false, '12.1', NULL, NULL FROM pg_catalog.pg_extension;
        """;
}
