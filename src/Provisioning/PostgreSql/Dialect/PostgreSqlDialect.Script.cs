using Provisioning.Dialects;
using Provisioning.Operations;

namespace Provisioning.PostgreSql.Dialect;

// What a script needs so that its session is as a run's.
public sealed partial class PostgreSqlDialect
{
    private string SearchPath =>
        schema == PublicSchema ? $"{PublicSchema}, pg_temp" : $"{Quote(schema)}, {PublicSchema}, pg_temp";

    /// <inheritdoc />
    public override IReadOnlyList<string> SessionStart => [.. Settings("SET")];

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> ResetInside(IReadOnlyList<SqlStatement> statements) =>
        MayLeaveSomething(statements)
            ? Statements([
                "SET TRANSACTION READ WRITE",
                "SET LOCAL SESSION AUTHORIZATION DEFAULT",
                "SET LOCAL ROLE TO DEFAULT",
                .. Settings("SET LOCAL"),
            ])
            : [];

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> ResetOutside(IReadOnlyList<SqlStatement> statements) =>
        MayLeaveSomething(statements)
            ? Statements([.. SessionReset, "SELECT pg_catalog.pg_advisory_unlock_all()", .. SessionStart])
            : [];

    /// <summary>What takes a session back to its start, also inside a transaction; but for locks, and for
    /// <see cref="SessionStart"/> after it.</summary>
    // DISCARD ALL is refused inside a transaction.
    internal static IReadOnlyList<string> SessionReset { get; } =
    [
        "SET SESSION AUTHORIZATION DEFAULT",
        "RESET ROLE",
        "RESET ALL",
        "CLOSE ALL",
        "UNLISTEN *",
        "DEALLOCATE ALL",
        "DISCARD TEMP",
        "DISCARD SEQUENCES",
    ];

    private static IReadOnlyList<SqlStatement> Statements(params IEnumerable<string> texts) =>
        [.. texts.Select(text => new SqlStatement(text))];

    private string[] Settings(string set) =>
        [
            $"{set} client_encoding TO 'UTF8'",
            $"{set} standard_conforming_strings TO on",
            $"{set} TimeZone TO 'UTC'",
            $"{set} search_path TO {SearchPath}",
        ];

    private static bool MayLeaveSomething(IReadOnlyList<SqlStatement> statements) =>
        statements.Any(statement =>
            statement.Operation is ExecuteSql && PostgreSqlTransactionRules.MayLeaveSomething(statement.Text)
        );
}
