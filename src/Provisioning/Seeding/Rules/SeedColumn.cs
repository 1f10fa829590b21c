using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Rules;

/// <summary>A column with its rule.</summary>
/// <param name="Column">The column, with the type that its values are sent as.</param>
/// <param name="Rule">What writes the value of a row, for a seed number.</param>
internal sealed record SeedColumn(Column Column, Func<long, Action<long, RowWriter>> Rule);
