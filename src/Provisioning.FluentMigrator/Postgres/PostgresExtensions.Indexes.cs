using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;

namespace FluentMigrator.Postgres;

// Indexes.
public static partial class PostgresExtensions
{
    /// <summary>A column that the index keeps without being sorted by it.</summary>
    public static ICreateIndexNonKeyColumnSyntax Include(this ICreateIndexOnColumnSyntax expression, string columnName) =>
        Chain.Behind<CreateIndexExpressionBuilder>(expression).Include(columnName);

    /// <summary>A column that the index keeps without being sorted by it.</summary>
    public static ICreateIndexOptionsSyntax Include(this ICreateIndexOptionsSyntax expression, string columnName) =>
        Set(expression, index => index.Includes.Add(columnName));

    /// <summary>A B-tree index, as without saying.</summary>
    public static ICreateBTreeIndexOptionsSyntax UsingBTree(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.BTree);

    /// <summary>A hash index: finds equal values only.</summary>
    public static ICreateHashIndexOptionSyntax UsingHash(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.Hash);

    /// <summary>A GiST index: ranges, shapes, nearest neighbours.</summary>
    public static ICreateGiSTIndexOptionsSyntax UsingGist(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.Gist);

    /// <summary>An SP-GiST index: points, texts by prefix.</summary>
    public static ICreateSpgistIndexOptionsSyntax UsingSpgist(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.Spgist);

    /// <summary>A GIN index: what is inside arrays, JSON documents and texts.</summary>
    public static ICreateGinIndexOptionsSyntax UsingGin(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.Gin);

    /// <summary>A BRIN index: large tables whose rows lie in the order of the column.</summary>
    public static ICreateBrinIndexOptionsSyntax UsingBrin(this ICreateIndexOptionsSyntax expression) => Method(expression, Algorithm.Brin);

    /// <summary>An index of that method.</summary>
    public static ICreateIndexMethodOptionsSyntax Using(this ICreateIndexOptionsSyntax expression, Algorithm algorithm) =>
        Method(expression, algorithm);

    /// <summary>The table stays writable while the index is built. PostgreSQL does this outside a transaction.</summary>
    public static ICreateIndexOptionsSyntax AsConcurrently(this ICreateIndexOptionsSyntax expression) => expression.AsConcurrently(true);

    /// <summary>Whether the table stays writable while the index is built.</summary>
    public static ICreateIndexOptionsSyntax AsConcurrently(this ICreateIndexOptionsSyntax expression, bool isConcurrently) =>
        Set(expression, index => index.IsConcurrent = isConcurrently);

    /// <summary>The table's partitions are left out.</summary>
    public static ICreateIndexOptionsSyntax AsOnly(this ICreateIndexOptionsSyntax expression) => expression.AsOnly(true);

    /// <summary>Whether the table's partitions are left out.</summary>
    public static ICreateIndexOptionsSyntax AsOnly(this ICreateIndexOptionsSyntax expression, bool isOnly) =>
        Set(expression, index => index.IsOnly = isOnly);

    /// <summary>Only rows for which the SQL condition is true are in the index.</summary>
    public static ICreateIndexOptionsSyntax Filter(this ICreateIndexOptionsSyntax expression, string filter) =>
        Set(expression, index => index.Filter = filter);

    /// <summary>The tablespace that the index lies in.</summary>
    public static ICreateIndexOptionsSyntax Tablespace(this ICreateIndexOptionsSyntax expression, string tablespace) =>
        Set(expression, index => index.Tablespace = tablespace);

    /// <summary>NULLs sort before everything else.</summary>
    public static ICreateIndexMoreColumnOptionsSyntax NullsFirst(this ICreateIndexMoreColumnOptionsSyntax expression) =>
        expression.Nulls(NullSort.First);

    /// <summary>NULLs sort after everything else.</summary>
    public static ICreateIndexMoreColumnOptionsSyntax NullsLast(this ICreateIndexMoreColumnOptionsSyntax expression) =>
        expression.Nulls(NullSort.Last);

    /// <summary>Where NULLs sort.</summary>
    public static ICreateIndexMoreColumnOptionsSyntax Nulls(this ICreateIndexMoreColumnOptionsSyntax expression, NullSort sort) =>
        Set(expression, index => index.Columns.Last().NullsFirst = sort is NullSort.First);

    /// <summary>The unique index takes two NULLs as equal.</summary>
    public static ICreateIndexColumnUniqueOptionsSyntax NullsNotDistinct(this ICreateIndexColumnUniqueOptionsSyntax expression) =>
        expression.NullsDistinct(false);

    /// <summary>Whether the unique index takes two NULLs as different.</summary>
    public static ICreateIndexColumnUniqueOptionsSyntax NullsDistinct(
        this ICreateIndexColumnUniqueOptionsSyntax expression, bool nullsAreDistinct = true) =>
        Set(expression, index => index.NullsDistinct = nullsAreDistinct);

    /// <summary>The unique index takes two NULLs as equal.</summary>
    public static ICreateIndexOnColumnSyntax NullsNotDistinct(this ICreateIndexMoreColumnOptionsSyntax expression) =>
        expression.NullsDistinct(false);

    /// <summary>Whether the unique index takes two NULLs as different.</summary>
    public static ICreateIndexOnColumnSyntax NullsDistinct(this ICreateIndexMoreColumnOptionsSyntax expression, bool nullsAreDistinct = true) =>
        Set(expression, index => index.NullsDistinct = nullsAreDistinct);

    /// <summary>A unique index that takes two NULLs as equal.</summary>
    public static ICreateIndexOnColumnSyntax UniqueNullsNotDistinct(this ICreateIndexOptionsSyntax expression) =>
        expression.UniqueNullsDistinct(false);

    /// <summary>A unique index, and whether it takes two NULLs as different.</summary>
    public static ICreateIndexOnColumnSyntax UniqueNullsDistinct(this ICreateIndexOptionsSyntax expression, bool nullsAreDistinct = true) =>
        Set(expression, index => index.NullsDistinct = nullsAreDistinct).Unique();

    private static T Set<T>(T expression, Action<IndexDefinition> change)
        where T : IFluentSyntax
    {
        change(Chain.Behind<IIndexBuilder>(expression).Index);
        return expression;
    }

    private static IndexMethodBuilder Method(ICreateIndexOptionsSyntax expression, Algorithm algorithm)
    {
        var index = Chain.Behind<IIndexBuilder>(expression).Index;
        if (index.Method is not null)
        {
            throw new InvalidOperationException($"The index is of method {index.Method} already; it can have only one.");
        }

        index.Method = algorithm.ToString().ToUpperInvariant();
        return new(expression, index);
    }
}
