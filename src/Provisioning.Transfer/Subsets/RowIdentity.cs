using Provisioning.Schema;

namespace Provisioning.Transfer.Subsets;

/// <summary>What tells the rows of a table apart while a transaction sees them.</summary>
/// <param name="Schema">The schema of temporary tables.</param>
/// <param name="Columns">The columns, as SQL without the table.</param>
internal sealed record RowIdentity(string Schema, ValueList<string> Columns);
