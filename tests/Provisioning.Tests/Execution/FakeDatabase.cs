using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Tests.Execution;

/// <summary>A database of which there is only the dialect.</summary>
internal sealed class FakeDatabase(Dialect dialect) : Database
{
    public override Dialect Dialect => dialect;

    public override string Name => "fake";

    public override string Location => "fake";

    public override string ConnectionString => "";

    public override Task<bool> ExistsAsync(CancellationToken token) => Task.FromResult(true);

    public override Task<bool> CreateAsync(CancellationToken token) => throw new NotSupportedException();

    public override Task<bool> DropAsync(CancellationToken token) => throw new NotSupportedException();

    public override Database Scratch(string name) => throw new NotSupportedException();

    public override Database Beside(string name) => throw new NotSupportedException();

    public override Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token) =>
        throw new NotSupportedException();

    public override Task<DatabaseSession> OpenAsync(CancellationToken token) => throw new NotSupportedException();
}
