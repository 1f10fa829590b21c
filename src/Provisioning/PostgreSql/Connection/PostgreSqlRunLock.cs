using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>What keeps a second run away from what a session migrates: from the whole database, or from one of its
/// schemas, so that runs in two schemas do not wait for each other. A run in a schema shares the database's lock with
/// those in other schemas: a run of the whole database, and one of an earlier release, keeps them all away.</summary>
/// <param name="session">The session.</param>
/// <param name="schema">The schema; null for the whole database.</param>
internal sealed class PostgreSqlRunLock(DatabaseSession session, string? schema)
{
    private readonly PostgreSqlAdvisoryLock _whole = new(
        session,
        PostgreSqlAdvisoryLock.Migrations,
        isShared: schema is not null
    );

    private readonly PostgreSqlAdvisoryLock? _schema = schema is null ? null : new(session, KeyOf(schema));

    private bool _isHeld;

    /// <summary>The statements that take the lock again where a migration has released it, as DISCARD ALL does; none
    /// where it is not held.</summary>
    public IEnumerable<SqlStatement> Retake =>
        !_isHeld ? []
        : _schema is null ? [_whole.Retake]
        : [_whole.Retake, _schema.Retake];

    /// <summary>Takes the lock if it is free. Null: taken. Otherwise: who has it, for people.</summary>
    public async Task<string?> TryTakeAsync(CancellationToken token)
    {
        if (await _whole.TryTakeAsync(token) is { } holder)
        {
            return holder;
        }

        var other = _schema is null ? null : await _schema.TryTakeAsync(token);
        if (other is not null)
        {
            await _whole.ReleaseAsync();
        }

        _isHeld = other is null;
        return other;
    }

    /// <summary>Releases the lock; does nothing where the connection is closed.</summary>
    public async Task ReleaseAsync()
    {
        _isHeld = false;
        if (_schema is not null)
        {
            await _schema.ReleaseAsync();
        }

        await _whole.ReleaseAsync();
    }

    // Two schemas with one number would wait for each other, and no more.
    private static string KeyOf(string schema) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PostgreSqlAdvisoryLock.Ours}, {BinaryPrimitives.ReadInt32BigEndian(
                SHA256.HashData(Encoding.UTF8.GetBytes($"schema {schema}"))
            )}"
        );
}
