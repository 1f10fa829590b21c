using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;

namespace Provisioning.Authoring;

/// <summary>A table that becomes a partition: which rows are in it.</summary>
public interface IAttachPartitionSyntax : IFluentSyntax
{
    /// <summary>The rows within bounds.</summary>
    /// <param name="sql">The bounds: <c>FROM ('2026-01-01') TO ('2026-02-01')</c>, <c>IN ('de', 'fr')</c>, <c>WITH
    /// (MODULUS 4, REMAINDER 0)</c>.</param>
    void ForValues(string sql);

    /// <summary>The rows that no other partition takes.</summary>
    void AsDefault();
}

/// <summary>A partition that becomes a table: how.</summary>
public interface IDetachPartitionSyntax : IFluentSyntax
{
    /// <summary>While others read and write the table, from PostgreSQL 14 on. Its migration is marked
    /// <c>TransactionBehavior.None</c>. A run that was killed meanwhile is finished by the next one.</summary>
    void Concurrently();
}

/// <summary><c>Alter.Table(…).AttachPartition</c>.</summary>
internal sealed class AttachPartitionBuilder(string table, string partition) : SchemaExpression, IAttachPartitionSyntax
{
    private string? _bounds;

    public void ForValues(string sql) => _bounds = string.IsNullOrWhiteSpace(sql) ? null : $"FOR VALUES {sql}";

    public void AsDefault() => _bounds = "DEFAULT";

    public override void Check(Problems problems)
    {
        problems.Require(partition, "a partition to attach");
        problems.Require(InSchema(table), $"partition {partition} to attach");
        problems.AddIf(_bounds is null, $"partition {partition} has no bounds; end it with ForValues or AsDefault");
    }

    public override IEnumerable<Operation> Operations() =>
        [new AttachPartition(InSchema(table), InSchema(partition), _bounds!)];
}

/// <summary><c>Alter.Table(…).DetachPartition</c>.</summary>
internal sealed class DetachPartitionBuilder(string table, string partition) : SchemaExpression, IDetachPartitionSyntax
{
    private bool _isConcurrent;

    public void Concurrently() => _isConcurrent = true;

    public override void Check(Problems problems)
    {
        problems.Require(partition, "a partition to detach");
        problems.Require(InSchema(table), $"partition {partition} to detach");
    }

    public override IEnumerable<Operation> Operations() =>
        [new DetachPartition(InSchema(table), InSchema(partition)) { IsConcurrent = _isConcurrent }];
}
