using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Engines;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary><c>provision diff</c>.</summary>
internal static class DiffCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares two structures of one engine: a line with - is what B lacks, one with + what it has beyond A. Exits
            with 3 where they differ. Nothing is changed; migrations are applied to an empty database that is dropped
            again, for which the role needs CREATEDB on a server.

            SQL is compared by its tokens, as each server prints it. `provision check` compares a live database with its
            migrations more closely: there one server reads the expressions of both.

            With --sql it is the SQL that turns A into B instead. Read it before you run it: it drops what B lacks, and
            what no statement of ours makes is left out; what of tables and views stays different is listed at its end.
            `provision new migration --from-difference` writes a migration that is tried in both directions.

            Examples:
              provision diff 2 migrations --system towow
              provision diff migrations live --system towow --url postgresql://me@localhost:5432/towow
              provision diff sqlite:///a.db sqlite:///b.db
              provision diff migrations model.sql --system towow --sql
              provision diff towow.structure live --system towow --output json
            """;
        var first = command.Argument("A", $"The first: {StructureSource.Words}");
        var second = command.Argument("B", "The second, in the same words.");
        var sql = command.Flag("--sql", "Print the SQL that turns A into B.");
        var renames = new RenameOptions(command);
        var target = new TargetOptions(command);
        var source = new StructureSource(command, target);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            renames.Require(sql.HasValue(), "--sql");
            if (first.Value is not { } a || second.Value is not { } b)
            {
                throw new UsageException($"Compare what with what? Give two of these: {StructureSource.Words}");
            }

            var (one, other) = await source.ReadAsync(a, b, token);
            if (one.Engine != other.Engine || KnownEngines.Find(one.Engine) is not { } engine)
            {
                throw new UsageException(
                    $"{a} is of {one.Engine}, and {b} of {other.Engine}: structures of two engines have no common "
                        + "words."
                );
            }

            var dialect = engine.Dialect(target.Dialect(target.SystemOrNone, schema: null));
            if (sql.HasValue())
            {
                one = await source.WholeAsync(a, one, token);
                other = await source.WholeAsync(b, other, token);
            }

            var found = one.To(other, dialect);
            var script = sql.HasValue() ? await ScriptAsync((a, one), (b, other), renames, dialect, token) : null;
            await report.WriteAsync(
                () =>
                    StructureText.Json(
                        new()
                        {
                            ["a"] = a,
                            ["b"] = b,
                            ["engine"] = one.Engine,
                            ["sql"] = script,
                        },
                        found
                    ),
                () => script is null || found.IsAlike ? Text(a, b, found) : script,
                token,
                asIs: script is not null
            );
            return found.IsAlike ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static async Task<string> ScriptAsync(
        (string Word, StructureSnapshot Snapshot) from,
        (string Word, StructureSnapshot Snapshot) to,
        RenameOptions renames,
        Dialect dialect,
        CancellationToken token
    )
    {
        var (before, after) = (from.Snapshot.Structure!, to.Snapshot.Structure!);
        var chosen = await renames.ChooseAsync(before.Model, after.Model, token);
        var statements = new List<SqlStatement>();
        var model = before.Model;
        foreach (var change in StructureDifference.Between(before, after, dialect, chosen))
        {
            statements.AddRange(dialect.Render(change.Operation, model).Where(statement => !statement.IsLeftOut));
            model = dialect.Fold(model, change.Meaning);
        }

        var script = dialect.Join([($"{from.Word} to {to.Word}", [.. dialect.Transaction(statements, [])])]).TrimEnd();
        return script + Left(model, after.Model, dialect);
    }

    // SQLite's constraints without a name and its options of tables have no statement of ours.
    private static string Left(DatabaseModel made, DatabaseModel wanted, Dialect dialect)
    {
        var left = StructureComparison.Of(
            StructureLine.From(made, dialect),
            StructureLine.From(wanted, dialect),
            dialect
        );
        return left.IsAlike
            ? ""
            : "\n-- Left as it is, because no statement of ours changes it:\n"
                + StructureText
                    .Of(left.Missing, left.Extra)
                    .TrimEnd()
                    .ReplaceLineEndings("\n")
                    .Insert(0, "-- ")
                    .Replace("\n", "\n-- ", StringComparison.Ordinal);
    }

    private static string Text(string a, string b, StructureComparison found) =>
        found.IsAlike
            ? $"{a} and {b} are alike."
            : StructureText.Of(found.Missing, found.Extra)
                + $"{b} against {a}: {Format.Count(found.Missing.Count, "part", "missing")}, "
                + $"{Format.Count(found.Extra.Count, "part", "too many")}.";
}
