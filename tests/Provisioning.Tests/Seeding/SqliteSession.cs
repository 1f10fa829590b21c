using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite;

namespace Provisioning.Tests.Seeding;

/// <summary>As much of a session as a seeder's run needs, over a file of the test's own.</summary>
internal sealed class SqliteSession(SqliteFile file, DatabaseModel model) : DatabaseSession
{
    public override Database Database { get; } = new FileDatabase();

    public override DbConnection Connection => file.Connection;

    public override ISchemaState Catalog => model;

    public override string? BackendId => null;

    public override bool PrefersOneTransaction => false;

    public override async Task BeginAsync(CancellationToken token) => Transaction = await file.Connection.BeginTransactionAsync(token);

    public override async Task CommitAsync(CancellationToken token)
    {
        await Transaction!.CommitAsync(token);
        Transaction = null;
    }

    public override async Task RollbackAsync()
    {
        await Transaction!.RollbackAsync(CancellationToken.None);
        Transaction = null;
    }

    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        Task.FromResult(SqliteRowWriter.Write((SqliteConnection)Connection, rows, progress, token));

    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token) => throw new NotSupportedException();

    public override Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken token, params object?[] parameters) =>
        throw new NotSupportedException();

    public override Task<string?> TryLockAsync(CancellationToken token) => throw new NotSupportedException();

    public override Task UnlockAsync() => throw new NotSupportedException();

    public override Task<DatabaseModel> InspectAsync(CancellationToken token) => Task.FromResult(model);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class FileDatabase : Database
    {
        public override Dialect Dialect { get; } = new SqliteDialect();

        public override string Name => "things.db";

        public override string Location => "things.db";

        public override Task<bool> ExistsAsync(CancellationToken token) => throw new NotSupportedException();

        public override Task<bool> CreateAsync(CancellationToken token) => throw new NotSupportedException();

        public override Task<bool> DropAsync(CancellationToken token) => throw new NotSupportedException();

        public override Task<DatabaseSession> OpenAsync(CancellationToken token) => throw new NotSupportedException();
    }
}
