using System.Globalization;
using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Model;
using FluentMigrator.Postgres;

namespace Provisioning.Authoring;

/// <summary>The options of an index that depend on its method.</summary>
internal sealed class IndexMethodBuilder(ICreateIndexOptionsSyntax options, IndexDefinition index) : IIndexBuilder,
    ICreateBTreeIndexOptionsSyntax, ICreateHashIndexOptionSyntax, ICreateGiSTIndexOptionsSyntax,
    ICreateSpgistIndexOptionsSyntax, ICreateGinIndexOptionsSyntax, ICreateBrinIndexOptionsSyntax
{
    public IndexDefinition Index => index;

    public ICreateIndexOnColumnSyntax Unique() => options.Unique();

    public ICreateIndexOnColumnSyntax NonClustered() => options.NonClustered();

    public ICreateIndexOnColumnSyntax Clustered() => options.Clustered();

    ICreateIndexMethodOptionsSyntax ICreateIndexMethodOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateBTreeIndexOptionsSyntax ICreateBTreeIndexOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateHashIndexOptionSyntax ICreateHashIndexOptionSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateGiSTIndexOptionsSyntax ICreateGiSTIndexOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateSpgistIndexOptionsSyntax ICreateSpgistIndexOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateGinIndexOptionsSyntax ICreateGinIndexOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    ICreateBrinIndexOptionsSyntax ICreateBrinIndexOptionsSyntax.Fillfactor(int fillfactor) => Fillfactor(fillfactor);

    public ICreateBTreeIndexOptionsSyntax VacuumCleanupIndexScaleFactor(float point) =>
        Set("VACUUM_CLEANUP_INDEX_SCALE_FACTOR", point.ToString(CultureInfo.InvariantCulture));

    public ICreateGiSTIndexOptionsSyntax Buffering(GistBuffering buffering) => Set("BUFFERING", buffering.ToString().ToUpperInvariant());

    public ICreateGinIndexOptionsSyntax FastUpdate() => FastUpdate(true);

    public ICreateGinIndexOptionsSyntax DisableFastUpdate() => FastUpdate(false);

    public ICreateGinIndexOptionsSyntax FastUpdate(bool fastUpdate) => Set("FASTUPDATE", fastUpdate ? "ON" : "OFF");

    public ICreateGinIndexOptionsSyntax PendingListLimit(long limit) =>
        Set("GIN_PENDING_LIST_LIMIT", limit.ToString(CultureInfo.InvariantCulture));

    public ICreateBrinIndexOptionsSyntax PagesPerRange(int range) => Set("PAGES_PER_RANGE", range.ToString(CultureInfo.InvariantCulture));

    public ICreateBrinIndexOptionsSyntax Autosummarize() => Autosummarize(true);

    public ICreateBrinIndexOptionsSyntax DisableAutosummarize() => Autosummarize(false);

    public ICreateBrinIndexOptionsSyntax Autosummarize(bool autosummarize) => Set("AUTOSUMMARIZE", autosummarize ? "ON" : "OFF");

    private IndexMethodBuilder Fillfactor(int fillfactor) => Set("FILLFACTOR", fillfactor.ToString(CultureInfo.InvariantCulture));

    private IndexMethodBuilder Set(string parameter, string value)
    {
        index.Parameters.RemoveAll(other => other.StartsWith($"{parameter} ", StringComparison.Ordinal));
        index.Parameters.Add($"{parameter} = {value}");
        return this;
    }
}
