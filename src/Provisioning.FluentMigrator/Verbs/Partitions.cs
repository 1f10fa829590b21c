using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>How the rows of a table are spread over its partitions.</summary>
public enum PartitionKind
{
    /// <summary>By ranges of values, as of a month each.</summary>
    Range,

    /// <summary>By lists of values, as of countries.</summary>
    List,

    /// <summary>By a hash of the values, evenly.</summary>
    Hash,
}

/// <summary>A new partition: of which table.</summary>
public interface ICreatePartitionSyntax : IFluentSyntax
{
    /// <summary>The partitioned table.</summary>
    /// <param name="tableName">The table.</param>
    /// <param name="schemaName">The schema of both; null is the default schema.</param>
    ICreatePartitionBoundsSyntax Of(string tableName, string? schemaName = null);
}

/// <summary>A new partition: which rows are in it.</summary>
public interface ICreatePartitionBoundsSyntax : IFluentSyntax
{
    /// <summary>The rows within bounds.</summary>
    /// <param name="sql">The bounds: <c>FROM ('2026-01-01') TO ('2026-02-01')</c>, <c>IN ('de', 'fr')</c>, <c>WITH
    /// (MODULUS 4, REMAINDER 0)</c>.</param>
    ICreatePartitionServerSyntax ForValues(string sql);

    /// <summary>The rows that no other partition takes.</summary>
    ICreatePartitionServerSyntax AsDefault();
}

/// <summary>A new partition: on which server its rows are.</summary>
public interface ICreatePartitionServerSyntax : IFluentSyntax
{
    /// <summary>On another server, in a table that is there already: the migrations of that server make it, with the
    /// columns of this one. Reversed, the partition goes and the table there stays with its rows.</summary>
    /// <param name="serverName">The server, as <c>Create.ForeignServer</c> has named it.</param>
    /// <param name="tableName">The table there; null for one of the partition's name.</param>
    /// <param name="schemaName">The schema there; null for the partition's.</param>
    void OnServer(string serverName, string? tableName = null, string? schemaName = null);
}

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

/// <summary><c>Create.Partition</c>.</summary>
internal sealed class CreatePartitionBuilder(string partition)
    : SchemaExpression,
        ICreatePartitionSyntax,
        ICreatePartitionBoundsSyntax,
        ICreatePartitionServerSyntax
{
    private string? _table;
    private string? _bounds;
    private string? _server;
    private ObjectName? _remote;

    public ICreatePartitionBoundsSyntax Of(string tableName, string? schemaName = null)
    {
        (_table, SchemaName) = (tableName, schemaName);
        return this;
    }

    public ICreatePartitionServerSyntax ForValues(string sql)
    {
        _bounds = string.IsNullOrWhiteSpace(sql) ? null : $"FOR VALUES {sql}";
        return this;
    }

    public ICreatePartitionServerSyntax AsDefault()
    {
        _bounds = "DEFAULT";
        return this;
    }

    public void OnServer(string serverName, string? tableName = null, string? schemaName = null)
    {
        _server = serverName;
        _remote = tableName is null && schemaName is null ? null : new(schemaName, tableName ?? partition);
    }

    public override void Check(Problems problems)
    {
        problems.Require(partition, "a partition to create");
        problems.Require(InSchema(_table), $"partition {partition} to create");
        problems.AddIf(_bounds is null, $"partition {partition} has no bounds; end it with ForValues or AsDefault");
        problems.AddIf(
            _server is not null && string.IsNullOrWhiteSpace(_server),
            $"partition {partition} does not name its server"
        );
    }

    public override IEnumerable<Operation> Operations() =>
        [
            new CreatePartition(InSchema(_table), InSchema(partition), _bounds!)
            {
                Server = _server,
                RemoteTable = _remote,
            },
        ];
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
