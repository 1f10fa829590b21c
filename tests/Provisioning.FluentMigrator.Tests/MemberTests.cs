using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Postgres;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>What each engine makes of each member of the authoring API.</summary>
public sealed partial class MemberTests
{
    [Fact]
    public void Every_member_is_rendered_or_refused_on_PostgreSQL() =>
        Approved.Matches(Rendered(Describing.PostgreSqlDialect));

    [Fact]
    public void Every_member_is_rendered_or_refused_on_SQLite() => Approved.Matches(Rendered(Describing.SqliteDialect));

    [Fact]
    public void Every_member_is_exercised()
    {
        var source = File.ReadAllText(MembersFile());
        var steps = typeof(Migration)
            .Assembly.GetExportedTypes()
            .Where(type =>
                type is { IsInterface: true, Namespace: { } space }
                && (
                    space.StartsWith("FluentMigrator.Builders", StringComparison.Ordinal)
                    || space.StartsWith("FluentMigrator.Builder.", StringComparison.Ordinal)
                )
            )
            .Where(type => typeof(IFluentSyntax).IsAssignableFrom(type) && type.Name != nameof(IFluentSyntax));
        var members = steps
            .SelectMany(type => type.GetMethods())
            .Concat(typeof(PostgresExtensions).GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => !method.IsSpecialName)
            .Select(method => method.Name)
            .Distinct(StringComparer.Ordinal);

        Assert.Empty(
            members.Except(Called().Matches(source).Select(match => match.Groups["name"].Value), StringComparer.Ordinal)
        );
    }

    private static string Rendered(Dialect dialect)
    {
        var before = Describing.Up(Members.Before, dialect).Aggregate(DatabaseModel.Empty, dialect.Fold);
        return string.Join(
            '\n',
            Members.All().SelectMany(member => (string[])[$"== {member.Name}", .. Sql(member.Up, dialect, before), ""])
        );
    }

    private static List<string> Sql(Action<Migration> up, Dialect dialect, DatabaseModel before)
    {
        var lines = new List<string>();
        try
        {
            foreach (var operation in Describing.Up(up, dialect, before))
            {
                lines.AddRange(dialect.Render(operation, before).Select(statement => $"{statement.Text};"));
                before = dialect.Fold(before, operation);
            }
        }
        catch (ProvisioningException refusal)
        {
            lines.Add($"!! {refusal.Message.Replace(Environment.CurrentDirectory, ".", StringComparison.Ordinal)}");
        }

        return lines;
    }

    private static string MembersFile([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Members.cs");

    [GeneratedRegex(@"\.(?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Called();
}
