using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Sqlite.Connection;

/// <summary>Runs statements in a copy of a file. What they do to the tables is known from the statements: that they run
/// is what is seen.</summary>
internal sealed class SqliteObserver(SqliteSession session) : StatementObserver
{
    private bool _isTransactional;

    /// <inheritdoc />
    public override async Task BeginAsync(bool isTransactional, CancellationToken token)
    {
        _isTransactional = isTransactional;
        if (isTransactional)
        {
            await session.BeginAsync(TransactionOptions.Default, token);
        }
    }

    /// <inheritdoc />
    public override async Task<Observation> RunAsync(
        IReadOnlyList<SqlStatement> statements,
        StatementFacts expected,
        CancellationToken token
    )
    {
        var statement = statements[0];
        if (statement.IsCode || ReachesOut(session.Database.Dialect.Words(statement.Text)))
        {
            return new(expected, statement.IsCode ? "code is not run in a copy" : "it reaches beyond the database");
        }

        try
        {
            // Rows that it takes back are not there.
            await session.ExecuteAsync([.. statements.Select(each => each with { MustChangeRows = false })], token);
            return new(expected.Basis is FactBasis.Table ? expected with { Basis = FactBasis.Observed } : expected);
        }
        catch (StatementFailedException error)
        {
            return new(expected, $"it fails in the copy, which has no rows: {error.Message}");
        }
    }

    /// <inheritdoc />
    public override async Task EndAsync(CancellationToken token)
    {
        if (_isTransactional)
        {
            try
            {
                await session.CommitAsync(token);
            }
            catch (StatementFailedException)
            {
                // A deferred check over rows that the copy has not.
            }

            await session.RollbackAsync();
        }

        await session.ExecuteAsync(session.Reset(), token);
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => new(session.RollbackAsync());

    // Other files.
    private static bool ReachesOut(SqlWords words) =>
        words.Is(0, "ATTACH")
        || (words.Is(0, "VACUUM") && words.All("INTO").Any())
        || words.All("load_extension").Any();
}
