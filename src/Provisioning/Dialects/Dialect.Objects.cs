using Provisioning.Operations;

namespace Provisioning.Dialects;

// What only PostgreSQL has: other engines refuse it in the same words.
public abstract partial class Dialect
{
    /// <summary>CREATE FUNCTION, or OR REPLACE where asked. Refused unless the engine has functions.</summary>
    protected virtual IEnumerable<SqlStatement> CreateFunction(CreateFunction o) => throw NoFunctions(o);

    /// <summary>DROP FUNCTION by name and parameters. Refused unless the engine has functions.</summary>
    protected virtual IEnumerable<SqlStatement> DropFunction(DropFunction o) => throw NoFunctions(o);

    /// <summary>Switches from the state that the operation expects to the new one. Refused unless the engine has
    /// policies.</summary>
    protected virtual IEnumerable<SqlStatement> SetRowSecurity(SetRowSecurity o) => throw NoPolicies(o);

    /// <summary>CREATE POLICY; row-level security stays as it is. Refused unless the engine has policies.</summary>
    protected virtual IEnumerable<SqlStatement> CreatePolicy(CreatePolicy o) => throw NoPolicies(o);

    /// <summary>DROP POLICY; row-level security stays as it is. Refused unless the engine has policies.</summary>
    protected virtual IEnumerable<SqlStatement> DropPolicy(DropPolicy o) => throw NoPolicies(o);

    /// <summary>Installs an extension; an installed one stays. Refused unless the engine has extensions.</summary>
    protected virtual IEnumerable<SqlStatement> CreateExtension(CreateExtension o) => throw NoExtensions(o);

    /// <summary>Removes an extension, if it is installed: never CASCADE. Refused unless the engine has
    /// extensions.</summary>
    protected virtual IEnumerable<SqlStatement> DropExtension(DropExtension o) => throw NoExtensions(o);

    /// <summary>Creates a type whose values are listed. Refused unless the engine has such types.</summary>
    protected virtual IEnumerable<SqlStatement> CreateEnumType(CreateEnumType o) => throw NoEnums(o);

    /// <summary>Drops a type whose values are listed: never CASCADE. Refused unless the engine has such
    /// types.</summary>
    protected virtual IEnumerable<SqlStatement> DropEnumType(DropEnumType o) => throw NoEnums(o);

    /// <summary>Adds a value at its place among the others. Refused unless the engine has such types.</summary>
    protected virtual IEnumerable<SqlStatement> AddEnumValue(AddEnumValue o) => throw NoEnums(o);

    /// <summary>CREATE TABLE … PARTITION OF. Refused unless the engine has partitions.</summary>
    protected virtual IEnumerable<SqlStatement> CreatePartition(CreatePartition o) => throw NoPartitions(o);

    /// <summary>CREATE SERVER and CREATE USER MAPPING with what a variable of the environment says when it runs.
    /// Refused unless the engine has foreign servers.</summary>
    protected virtual IEnumerable<SqlStatement> CreateForeignServer(CreateForeignServer o) => throw NoServers(o);

    /// <summary>DROP SERVER, and how to connect to it: never CASCADE for tables. Refused unless the engine has foreign
    /// servers.</summary>
    protected virtual IEnumerable<SqlStatement> DropForeignServer(DropForeignServer o) => throw NoServers(o);

    /// <summary>Has an extension spread a table over nodes, where the engine has one that does; else a comment that
    /// says so.</summary>
    protected virtual IEnumerable<SqlStatement> SetDistribution(SetDistribution o) =>
        [new($"/* {o.Summary.Replace("*/", "* /", StringComparison.Ordinal)}: on PostgreSQL with Citus alone */")];

    /// <summary>ATTACH PARTITION. Refused unless the engine has partitions.</summary>
    protected virtual IEnumerable<SqlStatement> AttachPartition(AttachPartition o) => throw NoPartitions(o);

    /// <summary>DETACH PARTITION. Refused unless the engine has partitions.</summary>
    protected virtual IEnumerable<SqlStatement> DetachPartition(DetachPartition o) => throw NoPartitions(o);

    /// <summary>The refusal of an engine without partitions.</summary>
    protected OperationNotSupportedException NoPartitions(Operation o) =>
        OnlyPostgreSql(o, "partitions", "Keep the rows in one table");

    private OperationNotSupportedException NoServers(Operation o) =>
        OnlyPostgreSql(o, "foreign servers", "Keep the rows in this database");

    private OperationNotSupportedException NoFunctions(Operation o) =>
        OnlyPostgreSql(o, "functions", "Do it in the application, or in a trigger's own body");

    private OperationNotSupportedException NoPolicies(Operation o) =>
        OnlyPostgreSql(o, "row-level security", "Keep rows apart in the application");

    private OperationNotSupportedException NoExtensions(Operation o) =>
        OnlyPostgreSql(o, "extensions of this kind", "Leave it out here");

    private OperationNotSupportedException NoEnums(Operation o) =>
        OnlyPostgreSql(o, "types of one's own", "Use a text column with a check constraint");

    private OperationNotSupportedException OnlyPostgreSql(Operation o, string what, string instead) =>
        Refuse(o, $"it has no {what}", $"{instead}, and guard the call with IfDatabase(\"postgresql\").");
}
