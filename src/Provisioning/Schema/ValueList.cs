using System.Collections;
using System.Runtime.CompilerServices;

namespace Provisioning.Schema;

/// <summary>An immutable list that compares by its items, so that records holding lists compare by value.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    internal ValueList(T[] items) => _items = items;

    /// <inheritdoc />
    public int Count => _items.Length;

    /// <inheritdoc />
    public T this[int index] => _items[index];

    /// <summary>Whether one of the items is that one.</summary>
    public bool Contains(T item) => Array.IndexOf(_items, item) >= 0;

    /// <inheritdoc />
    public bool Equals(ValueList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => string.Join(", ", _items);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes value lists.</summary>
public static class ValueList
{
    /// <summary>A list of the given items, copied.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A list of what the sequence holds now.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => Create<T>(items.ToArray());

    /// <summary>The names with one replaced by another.</summary>
    internal static ValueList<string> WithRenamed(this ValueList<string> names, string from, string to) =>
        [.. names.Select(name => name == from ? to : name)];
}
