using System.Globalization;

namespace Provisioning.Transfer.Subsets;

/// <summary>The way from the rows of one table to those of another, along a foreign key.</summary>
/// <param name="From">The rows that are known.</param>
/// <param name="To">The rows that are looked for.</param>
/// <param name="Match">When a row <c>f</c> of the one belongs to a row <c>t</c> of the other.</param>
internal sealed record RowStep(RowSet From, RowSet To, string Match)
{
    /// <summary>Adds the rows that are not there yet.</summary>
    /// <param name="since">The round in which the known rows were found, or a later one.</param>
    /// <param name="round">The round of those that are added.</param>
    public string Sql(int since, int round) =>
        To.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {To.Columns("t.")} FROM {From.Name} s JOIN {From.Table} f ON {From.Same("s", "f")} "
                    + $"JOIN {To.Table} t ON {Match} WHERE s.found >= {since}"
            ),
            round
        );
}
