using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Postgres;

namespace FluentMigrator.Builder.Create.Index;

/// <summary>A new index: further columns that it keeps without being sorted by them.</summary>
public interface ICreateIndexNonKeyColumnSyntax : ICreateIndexOnColumnSyntax
{
    /// <summary>A further column that the index keeps.</summary>
    ICreateIndexNonKeyColumnSyntax Include(string columnName);
}

/// <summary>What holds for an index of any method.</summary>
public interface ICreateIndexMethodOptionsSyntax : ICreateIndexOptionsSyntax
{
    /// <summary>How full pages are packed, in percent from 10 to 100.</summary>
    ICreateIndexMethodOptionsSyntax Fillfactor(int fillfactor);
}

/// <summary>What holds for a B-tree index.</summary>
public interface ICreateBTreeIndexOptionsSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateBTreeIndexOptionsSyntax Fillfactor(int fillfactor);

    /// <summary>Which part of the rows may be inserted before a VACUUM scans the index; gone from PostgreSQL 14 on.</summary>
    ICreateBTreeIndexOptionsSyntax VacuumCleanupIndexScaleFactor(float point);
}

/// <summary>What holds for a hash index.</summary>
public interface ICreateHashIndexOptionSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateHashIndexOptionSyntax Fillfactor(int fillfactor);
}

/// <summary>What holds for a GiST index.</summary>
public interface ICreateGiSTIndexOptionsSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateGiSTIndexOptionsSyntax Fillfactor(int fillfactor);

    /// <summary>Whether it is built through a buffer.</summary>
    ICreateGiSTIndexOptionsSyntax Buffering(GistBuffering buffering);
}

/// <summary>What holds for an SP-GiST index.</summary>
public interface ICreateSpgistIndexOptionsSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateSpgistIndexOptionsSyntax Fillfactor(int fillfactor);
}

/// <summary>What holds for a GIN index.</summary>
public interface ICreateGinIndexOptionsSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateGinIndexOptionsSyntax Fillfactor(int fillfactor);

    /// <summary>Changes wait in a list and go into the index in bulk.</summary>
    ICreateGinIndexOptionsSyntax FastUpdate();

    /// <summary>Changes go into the index at once.</summary>
    ICreateGinIndexOptionsSyntax DisableFastUpdate();

    /// <summary>Whether changes wait in a list.</summary>
    ICreateGinIndexOptionsSyntax FastUpdate(bool fastUpdate);

    /// <summary>How long that list may become, in kilobytes.</summary>
    ICreateGinIndexOptionsSyntax PendingListLimit(long limit);
}

/// <summary>What holds for a BRIN index.</summary>
public interface ICreateBrinIndexOptionsSyntax : ICreateIndexMethodOptionsSyntax
{
    /// <inheritdoc cref="ICreateIndexMethodOptionsSyntax.Fillfactor" />
    new ICreateBrinIndexOptionsSyntax Fillfactor(int fillfactor);

    /// <summary>How many pages of the table one entry stands for.</summary>
    ICreateBrinIndexOptionsSyntax PagesPerRange(int range);

    /// <summary>A range of pages is summed up as soon as the next one is begun.</summary>
    ICreateBrinIndexOptionsSyntax Autosummarize();

    /// <summary>Ranges of pages are summed up by VACUUM alone.</summary>
    ICreateBrinIndexOptionsSyntax DisableAutosummarize();

    /// <summary>Whether a range of pages is summed up as soon as the next one is begun.</summary>
    ICreateBrinIndexOptionsSyntax Autosummarize(bool autosummarize);
}
