using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Schema;
using Provisioning.Seeding;
using static Provisioning.CommandLine.Page.PageJson;

namespace Provisioning.CommandLine.Page;

/// <summary>The document that a page's script shows. Members are left out where there is nothing to say, and names are
/// short, since a database of 500 tables has thousands of each.</summary>
internal sealed class PageData(PageSubject subject)
{
    private const int Format = 1;

    private readonly PageComments _comments = new(subject.Structure);
    private readonly DatabaseModel _model = subject.Structure.Model;

    private readonly Dictionary<ObjectName, int> _places = subject
        .Structure.Model.Tables.Keys.Select((name, at) => (name, at))
        .ToDictionary(pair => pair.name, pair => pair.at);

    private readonly ILookup<ObjectName, string> _seeders = Seeders(subject.System?.Seeders ?? []);

    /// <summary>The document.</summary>
    public JsonObject ToJson() =>
        Compact(
            ("format", Format),
            ("title", subject.Title),
            ("about", Text(subject.System?.Description)),
            ("engine", subject.Dialect.Name),
            ("of", Text(subject.Of)),
            ("tables", List(_model.Tables.Values.Select(Table))),
            ("objects", List(Objects())),
            ("versions", new PageVersions(subject).ToJson()),
            (
                "findings",
                List(
                    subject.Findings.Select(finding =>
                        Compact(
                            ("r", finding.Rule.ToString()),
                            ("s", finding.Severity.ToString().ToLowerInvariant()),
                            ("v", finding.Migration.Version),
                            ("o", Text(finding.Object)),
                            ("m", Text(finding.Message))
                        )
                    )
                )
            ),
            (
                "views",
                List(
                    subject.Views.Select(view =>
                        Compact(
                            ("n", view.Name),
                            ("d", Text(view.About)),
                            ("t", new JsonArray([.. view.Tables.Select(table => JsonValue.Create(_places[table]))]))
                        )
                    )
                )
            ),
            ("unread", Strings(subject.Structure.Beyond.NotRead))
        );

    /// <summary>What differs from one moment to the next: sizes and use; null where the page is of no live
    /// database.</summary>
    public JsonObject? LiveJson() =>
        subject.Use is not { } use
            ? null
            : Compact(
                (
                    "taken",
                    use.Tables.Taken.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
                ),
                (
                    "tables",
                    Map(use.Tables.Tables.Select(table => (table.Name.ToString(), Pair(table.Rows, table.Bytes))))
                ),
                (
                    "indexes",
                    Map(use.Indexes.Select(index => ($"{index.Table} {index.Name}", Pair(index.Bytes, index.Scans))))
                )
            );

    private JsonObject Table(Table table)
    {
        var made = Versions(new(table.Name, PartKind.Table));
        return Compact([
            ("s", table.Name.Schema),
            ("n", table.Name.Name),
            ("d", Text(_comments.Of(table.Name))),
            ("h", made),
            ("cols", new JsonArray([.. table.Columns.Select(column => Column(table, column, made))])),
            ("pk", table.PrimaryKey is { } key ? Compact(("n", key.Name), ("c", Strings(key.Columns))) : null),
            .. Constraints(table, made),
            .. Code(table, made),
            ("rs", table.RowSecurity is RowSecurity.Off ? null : table.RowSecurity.ToString().ToLowerInvariant()),
            ("o", Strings([.. table.Options, .. TableScripts.Besides(subject.Structure, table.Name)])),
            ("gr", Grants(table.Name)),
            (
                "keep",
                Strings(subject.System?.Retention.Where(rule => rule.Table == table.Name).Select(Retention) ?? [])
            ),
            ("seed", Strings(_seeders[table.Name])),
        ]);
    }

    private (string Name, JsonNode? Value)[] Constraints(Table table, JsonArray? made) =>
        [
            (
                "uq",
                List(
                    table.Uniques.Select(unique =>
                        Part(
                            new(table.Name, PartKind.Unique, SchemaParts.NameOf(unique)),
                            made,
                            ("n", unique.Name),
                            ("c", Strings(unique.Columns))
                        )
                    )
                )
            ),
            ("fk", List(table.ForeignKeys.Select(foreign => ForeignKey(table, foreign, made)))),
            (
                "ck",
                List(
                    table.Checks.Select(check =>
                        Part(
                            new(table.Name, PartKind.Check, SchemaParts.NameOf(check)),
                            made,
                            ("n", check.Name),
                            ("x", Text(check.Expression)),
                            ("v", check.IsNotValid ? 1 : null)
                        )
                    )
                )
            ),
        ];

    private (string Name, JsonNode? Value)[] Code(Table table, JsonArray? made)
    {
        // The name, what it is, and its versions where they are not the table's.
        JsonArray One(PartKind kind, string name, string text)
        {
            var rest = Part(new(table.Name, kind, name), made);
            JsonNode?[] all = [name, Text(text), rest["h"]?.DeepClone()];
            return [.. all.Take(all[2] is null ? 2 : 3)];
        }

        return
        [
            ("ix", List(table.Indexes.Select(index => One(PartKind.Index, index.Name, SchemaParts.Text(index))))),
            ("tr", List(table.Triggers.Select(each => One(PartKind.Trigger, each.Name, SchemaParts.Text(each))))),
            ("po", Policies(table, made)),
        ];
    }

    // What policies are called and say is in the table's SQL. Here are the versions of each, where they are not the
    // table's; once where all have the same.
    private JsonArray? Policies(Table table, JsonArray? made)
    {
        JsonNode?[] all =
        [
            .. table.Policies.Select(policy =>
                Part(new(table.Name, PartKind.Policy, policy.Name), made)["h"]?.DeepClone()
            ),
        ];
        return all.All(each => each is null) ? null
            : all.All(each => JsonNode.DeepEquals(each, all[0])) ? new(all[0])
            : new(all);
    }

    // The name, the type, whether it takes NULL, the default, and an object of the rest; as far as there is anything.
    private JsonArray Column(Table table, Column column, JsonArray? made)
    {
        var text = subject.Dialect.ColumnText(table, column)[(column.Name.Length + 1)..];
        var type = subject.Dialect.TypeName(column.Type);
        var value = Text(Default(text.StartsWith(type, StringComparison.Ordinal) ? text[type.Length..] : ""));
        var rest = Part(
            new(table.Name, PartKind.Column, column.Name),
            made,
            ("c", Text(_comments.Of(table.Name, column))),
            (
                "e",
                subject
                    .System?.EncryptedColumns.FirstOrDefault(secret =>
                        secret.Table == table.Name && secret.Column == column.Name
                    )
                    ?.Scheme.ToString()
            )
        );
        JsonNode?[] all = [column.Name, type, column.IsNullable is true ? 1 : 0, value, rest.Count > 0 ? rest : null];
        var length =
            rest.Count > 0 ? 5
            : value is not null ? 4
            : column.IsNullable is true ? 3
            : 2;
        return [.. all.Take(length)];
    }

    // What follows the type in the column's line, without the word for a usual one.
    private static string? Default(string rest)
    {
        const string required = " NOT NULL";
        const string word = "DEFAULT ";
        var at = rest.IndexOf(required, StringComparison.Ordinal);
        var text = (at < 0 ? rest : rest.Remove(at, required.Length)).Trim();
        return text.Length == 0 ? null
            : text.StartsWith(word, StringComparison.Ordinal) ? text[word.Length..]
            : text;
    }

    private JsonObject ForeignKey(Table table, ForeignKey key, JsonArray? made) =>
        Part(
            new(table.Name, PartKind.ForeignKey, SchemaParts.NameOf(key)),
            made,
            ("n", key.Name),
            ("c", Strings(key.Columns)),
            ("r", _places.TryGetValue(key.References, out var at) ? at : key.References.ToString()),
            // Most refer to a primary key.
            (
                "rc",
                key.ReferencedColumns.Equals(_model.Find(key.References)?.PrimaryKey?.Columns)
                    ? null
                    : Strings(key.ReferencedColumns)
            ),
            ("x", SchemaParts.Rules(key) is { Length: > 0 } rules ? rules : null),
            ("v", key.IsNotValid ? 1 : null)
        );

    private IEnumerable<JsonObject> Objects()
    {
        JsonObject One(PartKind kind, ObjectName name, string text) =>
            Compact(
                ("k", $"{(char)kind}"),
                ("s", name.Schema),
                ("n", name.Name),
                ("d", kind is PartKind.View ? Text(_comments.Of(name)) : null),
                ("x", Text(text)),
                ("h", Versions(new(name, kind))),
                ("gr", Grants(name))
            );
        var others = subject
            .Structure.Beyond.Parts.Where(part => part.Kind is not "table" && !PageComments.IsShown(part))
            .GroupBy(part => part.Of, StringComparer.Ordinal);
        return
        [
            .. _model.Views.Values.Select(view => One(PartKind.View, view.Name, view.Query)),
            .. _model.Functions.Values.Select(function =>
                One(
                    PartKind.Function,
                    new(function.Name.Schema, SchemaParts.Signature(function)),
                    $"returns {function.Returns}\nlanguage {function.Language}\n\n{function.Body}"
                )
            ),
            .. _model.Enums.Select(type => One(PartKind.Enum, type.Key, string.Join('\n', type.Value))),
            .. _model.Sequences.Keys.Select(name => One(PartKind.Sequence, name, "")),
            .. _model.Extensions.Select(name => One(PartKind.Extension, name, "")),
            .. others.Select(part =>
                Compact(("k", "o"), ("n", part.Key), ("x", Text(string.Join('\n', part.Select(line => line.Text)))))
            ),
        ];
    }

    private JsonArray? Grants(ObjectName table) =>
        Strings(
            subject
                .Use?.Grants.Where(grant => grant.Table == table)
                .Select(grant => $"{grant.Role}: {string.Join(", ", grant.Privileges)}")
                ?? []
        );

    // A part that came with its table has no history of its own.
    private JsonObject Part(SchemaPart part, JsonArray? made, params (string Name, JsonNode? Value)[] members) =>
        Compact([
            .. members,
            (
                "h",
                Versions(part) is var versions
                && versions is [var only]
                && made is [var first, ..]
                && (int)only! == (int)first!
                    ? null
                    : versions ?? (made is null ? null : [])
            ),
        ]);

    private JsonArray? Versions(SchemaPart part) =>
        subject.History?.Of(part) is { Count: > 0 } versions
            ? new JsonArray([.. versions.Select(at => JsonValue.Create(at))])
            : null;

    private static string Retention(Provisioning.Systems.RetentionRule rule) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{rule.Name}: rows are kept for {rule.Keep.TotalDays:0.##} days after {rule.Column}"
        );

    private static ILookup<ObjectName, string> Seeders(IReadOnlyList<Seeder> seeders) =>
        seeders
            .SelectMany(seeder =>
                seeder
                    .Rows(new(SeedOptions.DefaultSeed, seeder.DefaultCount ?? 1))
                    .Select(rows => (rows.Table, seeder.Name))
            )
            .Distinct()
            .ToLookup(pair => pair.Table, pair => pair.Name);
}
