using System.Text.Json.Nodes;
using Provisioning.Masking.Values;

namespace Provisioning.Masking.Classification;

public sealed partial class MaskingFile
{
    private sealed class Reader(string name)
    {
        public MaskingFile Read(JsonNode? root)
        {
            var read = new MaskingFile();
            var document = Object(root, "It");
            if (document["format"] is not JsonValue format || format.ToString() != KnownFormat)
            {
                throw Wrong($"\"format\" is not \"{KnownFormat}\"");
            }

            if (document.Select(part => part.Key).FirstOrDefault(IsUnknown) is { } unknown)
            {
                throw Wrong($"\"{unknown}\" is unknown; there are format, profiles, references and tables");
            }

            foreach (var (table, columns) in Members(document, "tables"))
            {
                read.Tables.Add(table, new(StringComparer.Ordinal));
                foreach (var (column, value) in Object(columns, $"\"{table}\""))
                {
                    read.Tables[table].Add(column, Column(value, $"{table}.{column}"));
                }
            }

            foreach (var (from, to) in Members(document, "references"))
            {
                read.References.Add(
                    new(
                        from,
                        to is JsonValue text ? text.ToString() : throw Wrong($"the reference of {from} is no text")
                    )
                );
            }

            foreach (var (profile, tables) in Members(document, "profiles"))
            {
                read.Profiles.Add(profile, Profile(profile, tables));
            }

            return read;
        }

        private SortedDictionary<string, SortedDictionary<string, MaskRule>> Profile(string profile, JsonNode? tables)
        {
            var read = new SortedDictionary<string, SortedDictionary<string, MaskRule>>(StringComparer.Ordinal);
            foreach (var (table, columns) in Object(tables, $"The profile {profile}"))
            {
                read.Add(table, new(StringComparer.Ordinal));
                foreach (var (column, value) in Object(columns, $"{table} in the profile {profile}"))
                {
                    read[table].Add(column, Rule(Object(value, $"{table}.{column}"), $"{table}.{column}"));
                }
            }

            return read;
        }

        private ClassifiedColumn Column(JsonNode? value, string column)
        {
            var (text, rule) = value switch
            {
                JsonValue alone => (alone.ToString(), null),
                JsonObject { Count: > 0 } whole when whole["class"] is JsonValue of => (
                    of.ToString(),
                    whole.ContainsKey("mask") ? Rule(whole, column)
                    : whole.Count == 1 ? null
                    : throw Wrong($"{column} has options, and no \"mask\" that they are of")
                ),
                _ => throw Wrong($"{column} has no class"),
            };
            return Classes.Find(text) is { } known
                ? new(known) { Rule = rule }
                : throw Wrong($"{column} has the class \"{text}\"; there are {Classes.All}");
        }

        private MaskRule Rule(JsonObject value, string column)
        {
            if (value["mask"] is not JsonValue mask)
            {
                throw Wrong($"{column} has no \"mask\"");
            }

            var rule = new MaskRule(mask.ToString())
            {
                Options = new SortedDictionary<string, JsonNode?>(
                    value
                        .Where(option => option.Key is not ("class" or "mask"))
                        .ToDictionary(
                            option => option.Key,
                            option => option.Value?.DeepClone(),
                            StringComparer.Ordinal
                        ),
                    StringComparer.Ordinal
                ),
            };
            try
            {
                Transformers.Check(rule);
                return rule;
            }
            catch (MaskingException error)
            {
                throw new MaskingException($"{name}: {column}: {error.Message}", error);
            }
        }

        private JsonObject Members(JsonObject document, string part) =>
            document[part] is { } node ? Object(node, $"\"{part}\"") : [];

        private JsonObject Object(JsonNode? node, string what) =>
            node as JsonObject ?? throw Wrong($"{what} is no object");

        private static bool IsUnknown(string part) => part is not ("format" or "profiles" or "references" or "tables");

        private MaskingException Wrong(string what) =>
            new($"{name} is no masking file: {what}. `provision mask suggest` writes one.");
    }
}
