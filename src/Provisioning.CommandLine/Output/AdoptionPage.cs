using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>What was found of a database that is to be taken over, for people and programs.</summary>
/// <param name="review">What was found.</param>
/// <param name="system">The system.</param>
/// <param name="database">The database.</param>
/// <param name="isDone">Whether the versions were recorded.</param>
internal sealed class AdoptionPage(AdoptionReview review, DatabaseSystem system, Database database, bool isDone)
{
    /// <summary>The page as text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var history in review.Histories)
        {
            text.Append(CultureInfo.InvariantCulture, $"{history.Tool} ({history.Table}): {Summary(history)}.\n");
        }

        if (review.Version is { IsAlike: false } near)
        {
            text.Append(StructureText.Of(near.Difference.Missing, near.Difference.Extra));
        }

        foreach (var warning in Warnings())
        {
            text.Append(CultureInfo.InvariantCulture, $"warning: {warning}.\n");
        }

        foreach (var refusal in review.Refusals)
        {
            text.Append(CultureInfo.InvariantCulture, $"{refusal}.\n");
        }

        if (review.InStep is { } kept)
        {
            var rows = review.ToWrite.Count;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{kept.Tool} ({kept.Table}) {(isDone ? "is" : "would be")} kept in step from now on"
            );
            text.Append(
                rows == 0
                    ? ".\n"
                    : $"; {(rows == 1 ? "a row that it lacked" : $"{rows} rows that it lacked")} "
                        + $"{(isDone ? rows == 1 ? "was" : "were" : "would be")} written.\n"
            );
        }

        return text.Append(End()).ToString();
    }

    /// <summary>The page as JSON.</summary>
    public JsonObject ToJson(bool isDryRun)
    {
        var json = new JsonObject
        {
            ["system"] = system.Name,
            ["database"] = database.Location,
            ["dry_run"] = isDryRun,
            ["tools"] = new JsonArray([.. review.Histories.Select(Json)]),
            ["ours"] = review.Ours,
            ["version"] = review.Version?.Version,
            ["fits"] = new JsonArray([.. review.Fits.Select(fit => JsonValue.Create(fit.Version))]),
            ["refusals"] = Format.List(review.Refusals),
            ["warnings"] = Format.List(Warnings()),
            ["recorded"] = Migrations(review.ToRecord),
            ["in_step_with"] = review.InStep is { } kept ? InStepText.Json(kept) : null,
            ["written"] = Migrations(review.ToWrite),
            ["done"] = isDone,
        };
        if (review.Version is { } version)
        {
            json["missing"] = StructureText.Json(version.Difference.Missing);
            json["extra"] = StructureText.Json(version.Difference.Extra);
        }

        return json;
    }

    private static JsonArray Migrations(IEnumerable<MigrationSource> migrations) =>
        new([
            .. migrations.Select(migration => new JsonObject
            {
                ["version"] = migration.Version,
                ["name"] = migration.Name,
            }),
        ]);

    private IEnumerable<string> Warnings() =>
        review
            .Histories.SelectMany(history => history.Warnings)
            .Concat(
                review.UnknownTables.Select(table =>
                    $"{table} is called as the table of a tool is, and has the columns of none that is known here"
                )
            )
            .Concat(review.Warnings);

    private string End()
    {
        var where = $"{system.Title} in {database.Location}";
        if (review.Ours is not null && review.Refusals.Count > 0)
        {
            return $"Nothing was changed in {database.Location}.";
        }

        if (review is { Ours: { } at, InStep: not null })
        {
            return $"{where} has a ledger of its own already and is at {Format.Version(at)}.";
        }

        if (review.Ours is { } ours)
        {
            return $"Nothing to do; {where} has a ledger of its own already and is at {Format.Version(ours)}.";
        }

        if (review.IsEmpty)
        {
            return $"Nothing to do; {database.Location} has no tables to take over. `provision up` makes them.";
        }

        if (review.Refusals.Count > 0)
        {
            return $"Nothing was recorded in {database.Location}.";
        }

        if (review.ToRecord.Count == 0)
        {
            return $"Nothing to do; {where} has no version to record.";
        }

        var named =
            $"{(review.Version!.IsAlike ? "has the structure of" : "is taken for")} "
            + string.Create(CultureInfo.InvariantCulture, $"version {review.Version.Version}")
            + $" ({review.Version.Name})";
        return $"{where} {named}; "
            + (
                isDone
                    ? $"{Format.Count(review.ToRecord.Count, "version", "recorded as applied")}, and nothing ran. "
                        + "`provision status` shows them."
                    : $"{Format.Count(review.ToRecord.Count, "version", "would be recorded as applied")}, and nothing "
                        + "would run."
            );
    }

    private static string Summary(PreviousHistory history)
    {
        var parts = history
            .Entries.GroupBy(entry => entry.State)
            .OrderBy(group => group.Key)
            .Select(group =>
                string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {Word(group.Key, history)}")
            )
            .ToArray();
        var counts = parts.Length == 0 ? "nothing applied" : string.Join(", ", parts);
        if (history.Newest is not { } newest)
        {
            return counts;
        }

        var at = history.At is { } moment
            ? string.Create(CultureInfo.InvariantCulture, $", {moment:yyyy-MM-dd HH:mm}")
            : "";
        var by = newest.By is { Length: > 0 } name ? $" by {name}" : "";
        return history.IsPosition
            ? $"at {string.Join(", ", history.Applied.Select(entry => entry.Key))}"
            : $"{counts}; the newest is {Format.Line(newest.Key)}{at}{by}";
    }

    private static string Word(PreviousState state, PreviousHistory history) =>
        state switch
        {
            PreviousState.Failed when history.IsPosition => "dirty",
            PreviousState.RolledBack => "rolled back",
            _ => state.ToString().ToLowerInvariant(),
        };

    private static JsonObject Json(PreviousHistory history) =>
        new()
        {
            ["tool"] = history.Tool,
            ["table"] = $"{history.Table}",
            ["newest"] = history.Newest?.Key,
            ["at"] = history.At is { } at ? Moment(at) : null,
            ["heads"] = Format.List(history.Heads),
            ["problems"] = Format.List(history.Problems.Select(problem => problem.Text)),
            ["entries"] = new JsonArray([
                .. history.Entries.Select(entry => new JsonObject
                {
                    ["key"] = entry.Key,
                    ["number"] = entry.Number,
                    ["name"] = entry.Name,
                    ["state"] =
                        entry.State is PreviousState.RolledBack
                            ? "rolled_back"
                            : entry.State.ToString().ToLowerInvariant(),
                    ["at"] = entry.At is { } moment ? Moment(moment) : null,
                    ["by"] = entry.By,
                }),
            ]),
        };

    private static string Moment(DateTime moment) =>
        moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
