using System.Runtime.CompilerServices;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Values;
using Provisioning.Schema;
using Provisioning.Security.Encryption;

namespace Provisioning.Masking.Rows;

/// <summary>Masks the rows of a table.</summary>
internal sealed class TableMask
{
    // How many rows are shuffled at a time.
    private const int Window = 10_000;

    private readonly Table _table;
    private readonly IReadOnlyList<MaskedColumn> _columns;
    private readonly MaskKey _key;
    private readonly FieldKeys _fields;
    private readonly LeakScan? _scan;
    private readonly Dictionary<string, ValueMask> _masks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _changed = new(StringComparer.Ordinal);
    private long _rows;

    /// <summary>For a table.</summary>
    /// <exception cref="MaskingException">A key is missing, or an option is wrong for its column.</exception>
    public TableMask(Table table, IReadOnlyList<MaskedColumn> columns, MaskKey key, FieldKeys fields, LeakScan? scan)
    {
        (_table, _columns, _key, _fields, _scan) = (table, columns, key, fields, scan);
        foreach (var column in columns)
        {
            if (MaskOf(column) is { } mask)
            {
                _masks.Add(column.Column.Name, mask);
            }
        }
    }

    /// <summary>Whether any of its values changes.</summary>
    public bool IsChanged => _masks.Count > 0;

    private bool IsShuffled => _columns.Any(column => column.Rule.Transformer is "shuffle");

    /// <summary>Whether former values of the column are looked for in it.</summary>
    public bool IsScanned(string column) => Find(column) is { } found && IsScanned(found);

    /// <summary>The column whose mask the values of the column go through.</summary>
    public string? OriginOf(string column) => Find(column)?.Origin;

    /// <summary>Whether the column holds secrets.</summary>
    public bool IsSecret(string column) =>
        _columns.Any(known => known.Column.Name == column && known.Class is ColumnClass.Secret);

    /// <summary>What became of its columns.</summary>
    public IEnumerable<MaskedColumnReport> Report() =>
        _columns.Select(column => new MaskedColumnReport(
            $"{_table.Name}",
            column.Column.Name,
            Classes.NameOf(column.Class),
            $"{column.Rule}",
            _rows,
            _changed.GetValueOrDefault(column.Column.Name)
        ));

    /// <summary>Masks rows.</summary>
    public async IAsyncEnumerable<string?[]> Apply(
        IReadOnlyList<string> columns,
        IAsyncEnumerable<string?[]> rows,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        if (IsShuffled)
        {
            rows = ShuffledAsync(columns, rows, token);
        }

        var masks = columns.Select(column => _masks.GetValueOrDefault(column)).ToArray();
        var remembered = columns
            .Select(Find)
            .Select(column => column is not null && IsRemembered(column) ? column : null)
            .ToArray();
        var changed = new long[columns.Count];
        var at = new MaskedRow { Key = Key(columns) };
        await foreach (var row in rows.WithCancellation(token))
        {
            _rows++;
            at.Values = [.. row];
            for (var place = 0; place < row.Length; place++)
            {
                if (row[place] is not { } value)
                {
                    continue;
                }

                if (remembered[place] is { } column)
                {
                    _scan?.Remember(column.Name, value);
                }

                if (masks[place] is { } mask)
                {
                    row[place] = mask(value, at);
                    changed[place] += row[place] == value ? 0 : 1;
                    Note(remembered[place], value, row[place]);
                }
            }

            yield return row;
        }

        for (var place = 0; place < changed.Length; place++)
        {
            _changed[columns[place]] = _changed.GetValueOrDefault(columns[place]) + changed[place];
        }
    }

    private void Note(MaskedColumn? column, string before, string? made)
    {
        if (column is null || made is null)
        {
            return;
        }

        if (made == before && IsScanned(column))
        {
            _scan?.Left(column.Name, made);
        }

        _scan?.Made(column.Origin, before, made);
    }

    private static bool IsScanned(MaskedColumn column) =>
        IsRemembered(column) && column.Rule.Transformer is not ("constant" or "default" or "empty" or "password");

    private static bool IsRemembered(MaskedColumn column) =>
        column.Class is ColumnClass.Personal or ColumnClass.Secret
        && column.IsChanged
        && !column.Transformer.MayGiveOriginals;

    private MaskedColumn? Find(string column) => _columns.FirstOrDefault(known => known.Column.Name == column);

    private int[] Key(IReadOnlyList<string> columns)
    {
        var key = (_table.PrimaryKey?.Columns ?? []).Select(name => columns.ToList().IndexOf(name)).ToArray();
        return key.Contains(-1) ? [] : key;
    }

    // The order within a window follows from the key, so that a run with the same key gives the same rows.
    private async IAsyncEnumerable<string?[]> ShuffledAsync(
        IReadOnlyList<string> columns,
        IAsyncEnumerable<string?[]> rows,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var shuffled = _columns.Where(column => column.Rule.Transformer is "shuffle").ToArray();
        var window = new List<string?[]>();
        await foreach (var row in rows.WithCancellation(token))
        {
            window.Add([.. row]);
            if (window.Count == Window)
            {
                foreach (var done in Mixed(columns, shuffled, window))
                {
                    yield return done;
                }

                window.Clear();
            }
        }

        foreach (var done in Mixed(columns, shuffled, window))
        {
            yield return done;
        }
    }

    private List<string?[]> Mixed(IReadOnlyList<string> columns, MaskedColumn[] shuffled, List<string?[]> window)
    {
        foreach (var column in shuffled)
        {
            var place = columns.ToList().IndexOf(column.Column.Name);
            if (place < 0)
            {
                continue;
            }

            var permutation = new Permutation(_key.For($"shuffle {column.Name}"));
            var values = window.Select(row => row[place]).ToArray();
            var moved = 0L;
            for (var row = 0; row < window.Count; row++)
            {
                var value = values[(int)permutation.Of(row, window.Count)];
                moved += value == window[row][place] ? 0 : 1;
                window[row][place] = value;
            }

            _changed[column.Column.Name] = _changed.GetValueOrDefault(column.Column.Name) + moved;
        }

        return window;
    }

    private ValueMask? MaskOf(MaskedColumn column)
    {
        var encrypted = _fields.Columns.FirstOrDefault(known =>
            known.Table == column.Table.Name && known.Column == column.Column.Name
        );
        if (encrypted is null || column.Rule.Transformer is "null" or "default" or "empty" or "constant")
        {
            return !column.IsChanged
                ? null
                : column.Transformer.Make(new(column.Rule, _key, column.Column, column.Type));
        }

        if (column.Rule.Transformer is "keep" && _fields.To is null)
        {
            return null;
        }

        if (_fields.From is not { } from)
        {
            throw new MaskingException(
                $"{column.Name} is encrypted, and its mask {column.Rule.Transformer} needs what is in it. Give the key "
                    + "with --column-key-file, or mask it with null, empty or default. Nothing was written."
            );
        }

        var (plain, cipher) = (
            column.Transformer.Make(new(column.Rule, _key, column.Column, new(ValueFamily.Text))),
            ColumnCipher.Of(encrypted.Scheme, _fields.To ?? from)
        );
        return (value, row) => Reencrypted(value, row, from, plain, cipher, column);
    }

    private string? Reencrypted(
        string value,
        MaskedRow row,
        EncryptionKey from,
        ValueMask plain,
        ColumnCipher cipher,
        MaskedColumn column
    )
    {
        if (value.Length == 0)
        {
            return value;
        }

        try
        {
            var text = ColumnCipher.For(value, from).Decrypt(value);
            if (IsRemembered(column))
            {
                _scan?.Remember(column.Name, text);
            }

            return plain(text, row) is { } masked ? cipher.Encrypt(masked) : null;
        }
        catch (DecryptionException error)
        {
            throw new MaskingException(
                $"A value of {column.Name} cannot be decrypted with {from}: {error.Message} Nothing was written.",
                error
            );
        }
    }
}
