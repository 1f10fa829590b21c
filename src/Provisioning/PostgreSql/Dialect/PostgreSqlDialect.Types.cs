using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateView(CreateView o)
    {
        var view = o.View;
        var query = view.Query.Trim().TrimEnd(';');
        return (view.IsMaterialized, o.Replaces) switch
        {
            (false, _) => [new($"CREATE {Replacing(o.Replaces)}VIEW {Quote(view.Name)} AS\n{query}")],
            (true, false) => [new($"CREATE MATERIALIZED VIEW {Quote(view.Name)} AS\n{query}")],
            (true, true) =>
            [
                new($"DROP MATERIALIZED VIEW IF EXISTS {Quote(view.Name)}"),
                new($"CREATE MATERIALIZED VIEW {Quote(view.Name)} AS\n{query}"),
            ],
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropView(DropView o) =>
        [new($"DROP {(o.IsMaterialized ? "MATERIALIZED " : "")}VIEW {Quote(o.View)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateFunction(CreateFunction o)
    {
        var function = o.Function;
        var volatility =
            function.Volatility is Volatility.Volatile ? "" : $" {function.Volatility.ToString().ToUpperInvariant()}";
        var security = function.IsSecurityDefiner ? " SECURITY DEFINER" : "";
        var path = function.SearchPath is null ? "" : $" SET search_path = {function.SearchPath}";
        return
        [
            new(
                $"CREATE {Replacing(o.Replaces)}FUNCTION {Quote(function.Name)}({Closed(function.Parameters)}) RETURNS "
                    + $"{Closed(function.Returns)} "
                    + $"LANGUAGE {function.Language}{volatility}{security}{path} AS {DollarQuoted(function.Body)}"
            ),
        ];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropFunction(DropFunction o) =>
        [new($"DROP FUNCTION {Quote(o.Function)}({o.Parameters})")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetRowSecurity(SetRowSecurity o) =>
        (o.Was, o.RowSecurity) switch
        {
            (_, RowSecurity.On) =>
            [
                Alter(o.Table, "ENABLE ROW LEVEL SECURITY"),
                .. o.Was is RowSecurity.Forced
                    ? [Alter(o.Table, "NO FORCE ROW LEVEL SECURITY")]
                    : Array.Empty<SqlStatement>(),
            ],
            (_, RowSecurity.Forced) =>
            [
                Alter(o.Table, "ENABLE ROW LEVEL SECURITY"),
                Alter(o.Table, "FORCE ROW LEVEL SECURITY"),
            ],
            (RowSecurity.Forced, _) =>
            [
                Alter(o.Table, "NO FORCE ROW LEVEL SECURITY"),
                Alter(o.Table, "DISABLE ROW LEVEL SECURITY"),
            ],
            _ => [Alter(o.Table, "DISABLE ROW LEVEL SECURITY")],
        };

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreatePolicy(CreatePolicy o)
    {
        var policy = o.Policy;
        var kind = policy.IsRestrictive ? " AS RESTRICTIVE" : "";
        var command = policy.Command is PolicyCommand.All ? "" : $" FOR {policy.Command.ToString().ToUpperInvariant()}";
        var roles = policy.Roles.Count == 0 ? "" : $" TO {string.Join(", ", policy.Roles.Select(Quote))}";
        var reading = policy.Using is null ? "" : $" USING ({Closed(policy.Using)})";
        var writing = policy.WithCheck is null ? "" : $" WITH CHECK ({Closed(policy.WithCheck)})";
        return [new($"CREATE POLICY {Quote(policy.Name)} ON {Quote(o.Table)}{kind}{command}{roles}{reading}{writing}")];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropPolicy(DropPolicy o) =>
        [new($"DROP POLICY {Quote(o.Policy)} ON {Quote(o.Table)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateExtension(CreateExtension o) =>
        [new($"CREATE EXTENSION IF NOT EXISTS {Quote(o.Name)} SCHEMA {Quote(o.Schema ?? PublicSchema)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropExtension(DropExtension o) =>
        [new($"DROP EXTENSION IF EXISTS {Quote(o.Name)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateEnumType(CreateEnumType o) =>
        [new($"CREATE TYPE {Quote(o.Name)} AS ENUM ({string.Join(", ", o.Values.Select(value => Literal(value)))})")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropEnumType(DropEnumType o) => [new($"DROP TYPE {Quote(o.Name)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddEnumValue(AddEnumValue o) =>
        [
            new(
                $"ALTER TYPE {Quote(o.Name)} ADD VALUE "
                    + $"{Literal(o.Value)}{(o.Before is null ? "" : $" BEFORE {Literal(o.Before)}")}"
            ),
        ];

    private static string Replacing(bool replaces) => replaces ? "OR REPLACE " : "";
}
