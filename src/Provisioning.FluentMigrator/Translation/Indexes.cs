using System.Globalization;
using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using FluentMigrator.Postgres;
using Provisioning.Operations;
using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates indexes with what PostgreSQL knows of them.</summary>
internal static class Indexes
{
    private static readonly (string Key, string Parameter)[] Parameters =
    [
        (PostgresExtensions.IndexFillFactor, "FILLFACTOR"),
        (PostgresExtensions.IndexVacuumCleanupIndexScaleFactor, "VACUUM_CLEANUP_INDEX_SCALE_FACTOR"),
        (PostgresExtensions.IndexBuffering, "BUFFERING"),
        (PostgresExtensions.IndexFastUpdate, "FASTUPDATE"),
        (PostgresExtensions.IndexGinPendingListLimit, "GIN_PENDING_LIST_LIMIT"),
        (PostgresExtensions.IndexPagesPerRange, "PAGES_PER_RANGE"),
        (PostgresExtensions.IndexAutosummarize, "AUTOSUMMARIZE"),
    ];

    /// <summary>The operation that creates the index.</summary>
    public static CreateIndex Create(IndexDefinition index) =>
        new(new(index.SchemaName, index.TableName), Of(index))
        {
            IsConcurrent =
                index.Feature(PostgresExtensions.Concurrently)
                    is PostgresIndexConcurrentlyDefinition { IsConcurrently: true },
            IsOnly = index.Feature(PostgresExtensions.Only) is PostgresIndexOnlyDefinition { IsOnly: true },
        };

    private static Index Of(IndexDefinition index) =>
        new(index.Name, index.Columns.Select(Of).ToValueList())
        {
            IsUnique = index.IsUnique,
            NullsDistinct = Distinct(index)
                ?? index.Columns.Select(Distinct).FirstOrDefault(distinct => distinct is not null),
            Method = Method(index),
            Includes = Includes(index).Select(column => column.Name).ToValueList(),
            Parameters = Parameters
                .Select(known => (known.Parameter, Value: Spelled(index.Feature(known.Key))))
                .Where(set => set.Value is not null)
                .Select(set => $"{set.Parameter} = {set.Value}")
                .ToValueList(),
            Filter = index.Feature(PostgresExtensions.IndexFilter) as string,
            Tablespace = index.Feature(PostgresExtensions.IndexTablespace) as string,
        };

    private static IndexColumn Of(IndexColumnDefinition column) =>
        new(column.Name, column.Direction is Direction.Descending)
        {
            IsExpression = column.IsExpression(),
            NullsFirst = column.Feature(PostgresExtensions.NullsSort) is PostgresIndexNullsSort nulls
                ? nulls.Sort is NullSort.First
                : null,
        };

    private static bool? Distinct(ISupportAdditionalFeatures definition) =>
        definition.Feature(PostgresExtensions.IndexColumnNullsDistinct) as bool?;

    // A B-tree is what the engine makes without a word.
    private static string? Method(IndexDefinition index) =>
        index.Feature(PostgresExtensions.IndexAlgorithm)
            is PostgresIndexAlgorithmDefinition { Algorithm: not Algorithm.BTree and var method }
            ? method.ToString().ToUpperInvariant()
            : null;

    private static IEnumerable<PostgresIndexIncludeDefinition> Includes(IndexDefinition index) =>
        index.Feature(PostgresExtensions.IncludesList) as IEnumerable<PostgresIndexIncludeDefinition> ?? [];

    private static string? Spelled(object? value) =>
        value switch
        {
            bool isOn => isOn ? "ON" : "OFF",
            GistBuffering buffering => buffering.ToString().ToUpperInvariant(),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
        };
}
