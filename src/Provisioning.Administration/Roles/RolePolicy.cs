using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Roles;

/// <summary>What two roles may do in a database on a PostgreSQL server, and nothing beyond.</summary>
/// <remarks>The application role reads and writes rows: SELECT, INSERT, UPDATE and DELETE on tables and views, USAGE
/// and SELECT on sequences, EXECUTE on functions. It may read the applied versions; the ledger beside them is closed to
/// it. The migration role owns the tables, views, sequences, functions and
/// types, and may create. PUBLIC has nothing.</remarks>
/// <param name="Roles">The roles.</param>
/// <param name="Versions">The table of applied versions.</param>
/// <param name="Ledger">The ledger beside it.</param>
public sealed record RolePolicy(SystemRoles Roles, ObjectName Versions, ObjectName Ledger)
{
    /// <summary>The table of everything that was run, which is closed as the ledger is. Default: beside it.</summary>
    public ObjectName History { get; init; } =
        new(Ledger.Schema, Ledger.Name.Replace("_ledger", "_history", StringComparison.Ordinal));

    /// <summary>The schemas that the system lives in, first the one where names without a schema live. Those that the
    /// migration role owns count as well.</summary>
    public ValueList<string> Schemas { get; init; } = ["public"];

    /// <summary>Whether other databases of the server are to be closed to PUBLIC, too. Default: they are only
    /// reported.</summary>
    public bool ClosesOtherDatabases { get; init; }
}
