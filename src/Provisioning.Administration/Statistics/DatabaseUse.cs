using Provisioning.Linting;
using Provisioning.Schema;

namespace Provisioning.Administration.Statistics;

/// <summary>How large the tables of a live database are, how much its indexes are used, and who may do what with
/// them.</summary>
/// <param name="Tables">The tables with rows and bytes.</param>
/// <param name="Indexes">The indexes; none where the engine counts nothing of them.</param>
/// <param name="Grants">What roles may do; none where the engine has no roles.</param>
public sealed record DatabaseUse(DatabaseStatistics Tables, ValueList<IndexUse> Indexes, ValueList<TableGrant> Grants);

/// <summary>How large an index is, and how often it was used.</summary>
/// <param name="Table">Its table; without a schema in the default one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">How many bytes it takes.</param>
/// <param name="Scans">How many times it was read since the server's statistics began.</param>
public sealed record IndexUse(ObjectName Table, string Name, long Bytes, long Scans);

/// <summary>What a role may do with a table.</summary>
/// <param name="Table">The table; without a schema in the default one.</param>
/// <param name="Role">The role; <c>PUBLIC</c> for everyone.</param>
/// <param name="Privileges">The privileges in order: <c>INSERT</c>, <c>SELECT</c>.</param>
public sealed record TableGrant(ObjectName Table, string Role, ValueList<string> Privileges);
