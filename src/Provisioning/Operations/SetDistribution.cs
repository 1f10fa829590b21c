using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Has Citus spread a table with its rows over its nodes, or bring it back to one. Where the extension is not
/// installed, and on other engines, tables stay on their one node: nothing is done.</summary>
/// <param name="Table">The table.</param>
/// <param name="Distribution">How it is spread from now on; null for one node.</param>
/// <param name="Was">How it was spread before; null for one node, and where that is not known.</param>
public sealed record SetDistribution(ObjectName Table, TableDistribution? Distribution, TableDistribution? Was = null)
    : Operation
{
    /// <inheritdoc />
    public override string Summary =>
        Distribution switch
        {
            null => $"bring table {Table} to one node",
            { IsReference: true } => $"copy table {Table} to every node",
            _ => $"distribute table {Table} by {Distribution.Column}",
        };

    /// <inheritdoc />
    public override Operation? Inverse =>
        Distribution is null && Was is null ? null : new SetDistribution(Table, Was, Distribution);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <summary>The operations with those that distribute tables in the order that Citus needs, which takes a foreign
    /// key only to a table that is distributed already: reference tables first, then each table after those that it
    /// refers to. Only those that follow each other directly change places; all other operations stay where they
    /// are.</summary>
    public static IReadOnlyList<Operation> InOrder(IReadOnlyList<Operation> operations)
    {
        if (operations.Count(IsSpreading) < 2)
        {
            return operations;
        }

        var ordered = new List<Operation>(operations.Count);
        while (ordered.Count < operations.Count)
        {
            var spreading = operations.Skip(ordered.Count).TakeWhile(IsSpreading).Cast<SetDistribution>().ToList();
            ordered.AddRange(
                spreading.Count == 0 ? [operations[ordered.Count]] : Sorted(spreading, operations.Take(ordered.Count))
            );
        }

        return ordered;
    }

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Distribution = Distribution });

    /// <inheritdoc />
    public override SetDistribution WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Distribution), Distribution).Member(nameof(Table), Table).Member(nameof(Was), Was);

    private static bool IsSpreading(Operation operation) => operation is SetDistribution { Distribution: not null };

    private static IEnumerable<Operation> Sorted(List<SetDistribution> spreading, IEnumerable<Operation> before)
    {
        var model = before.Aggregate(DatabaseModel.Empty, (known, operation) => operation.Apply(known));
        var left = spreading.Where(one => one.Distribution!.IsReference).ToList();
        left.AddRange(spreading.Except(left));
        while (left.Count > 0)
        {
            // Of a circle the first is as good as any: Citus refuses it.
            var next = left.Find(one => !RefersTo(one, left)) ?? left[0];
            left.Remove(next);
            yield return next;
        }

        bool RefersTo(SetDistribution one, List<SetDistribution> others) =>
            model
                .Find(one.Table)
                ?.ForeignKeys.Any(key =>
                    key.References != one.Table && others.Exists(other => other.Table == key.References)
                )
                is true
            || others.Exists(other => other != one && one.Distribution!.ColocatedWith == other.Table);
    }
}
