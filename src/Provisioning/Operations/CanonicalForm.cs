using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Operations as text that is the same on every machine, engine and release: members by name in order, what
/// has its default left out, line endings alike. Checksums of migrations are made of it.</summary>
/// <remarks>Each operation writes its own members. A serializer would know them by itself, and cost more than all the
/// rest of a run with nothing to do.</remarks>
internal sealed partial class CanonicalForm : IDisposable
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _writer;

    public CanonicalForm() => _writer = new(_text);

    /// <summary>The operation's text, in UTF-8: valid until the next is asked for.</summary>
    public ReadOnlySpan<byte> Of(Operation operation)
    {
        _text.ResetWrittenCount();
        _writer.Reset();
        Write(operation);
        _writer.Flush();
        return _text.WrittenSpan;
    }

    public void Dispose() => _writer.Dispose();

    public CanonicalForm Member(string name, string? text)
    {
        if (text is not null)
        {
            _writer.WriteString(name, Plain(text));
        }

        return this;
    }

    public CanonicalForm Member(string name, bool truth)
    {
        if (truth)
        {
            _writer.WriteBoolean(name, value: true);
        }

        return this;
    }

    public CanonicalForm Member(string name, bool? truth)
    {
        if (truth is { } known)
        {
            _writer.WriteBoolean(name, known);
        }

        return this;
    }

    public CanonicalForm Member(string name, long? number)
    {
        if (number is { } known)
        {
            _writer.WriteNumber(name, known);
        }

        return this;
    }

    /// <summary>A word of an enumeration whose first one is its default.</summary>
    public CanonicalForm Member<T>(string name, T word)
        where T : struct, Enum => Word<T>(name, EqualityComparer<T>.Default.Equals(word, default) ? null : word);

    /// <summary>A word of an enumeration, or none.</summary>
    public CanonicalForm Word<T>(string name, T? word)
        where T : struct, Enum => Member(name, word?.ToString());

    public CanonicalForm Member(string name, Operation? operation) => One(name, operation, Write);

    public CanonicalForm Member(string name, ValueList<Operation> operations) => List(name, operations, Write);

    public CanonicalForm Member(string name, ValueList<string>? texts) =>
        List(name, texts, text => _writer.WriteStringValue(Plain(text)));

    public CanonicalForm Member(string name, RowFilter? filter) => One(name, filter, Write);

    public CanonicalForm Member(string name, ValueList<RowFilter> filters) => List(name, filters, Write);

    public CanonicalForm Member(string name, ValueList<ColumnValue> values) => Nouns(name, values, Members);

    public CanonicalForm Member(string name, ValueList<ValueList<ColumnValue>> rows) =>
        List(name, rows, row => WriteAll(row, value => Object(value, Members)));

    private CanonicalForm One<T>(string name, T? value, Action<T> write)
        where T : class
    {
        if (value is not null)
        {
            _writer.WritePropertyName(name);
            write(value);
        }

        return this;
    }

    private CanonicalForm List<T>(string name, ValueList<T>? items, Action<T> write)
    {
        if (items is { Count: > 0 })
        {
            _writer.WritePropertyName(name);
            WriteAll(items, write);
        }

        return this;
    }

    private void WriteAll<T>(ValueList<T> items, Action<T> write)
    {
        _writer.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        _writer.WriteEndArray();
    }

    // A noun is an object of its members.
    private CanonicalForm Noun<T>(string name, T? value, Action<T> members)
    {
        if (value is not null)
        {
            _writer.WritePropertyName(name);
            Object(value, members);
        }

        return this;
    }

    private CanonicalForm Nouns<T>(string name, ValueList<T> items, Action<T> members) =>
        List(name, items, item => Object(item, members));

    private void Object<T>(T value, Action<T> members)
    {
        _writer.WriteStartObject();
        members(value);
        _writer.WriteEndObject();
    }

    // What is one of several kinds is an object with the kind for its only name.
    private void Named<T>(T value, Action<T> members)
        where T : class
    {
        _writer.WriteStartObject();
        _writer.WritePropertyName(value.GetType().Name);
        Object(value, members);
        _writer.WriteEndObject();
    }

    private void Write(Operation operation) => Named(operation, known => known.Write(this));

    private void Write(RowFilter filter) => Named(filter, known => known.Write(this));

    private void Members(ColumnValue value) =>
        Member(nameof(ColumnValue.Column), value.Column).One(nameof(ColumnValue.Value), value.Value, Write);

    private void Write(object value)
    {
        switch (value)
        {
            case SqlExpression sql:
                Write(nameof(SqlExpression), sql.Sql);
                break;
            case DefaultValue made:
                Write(made);
                break;
            case string text:
                _writer.WriteStringValue(Plain(text));
                break;
            case bool truth:
                _writer.WriteBooleanValue(truth);
                break;
            case byte[] bytes:
                Write("bytes", Convert.ToHexStringLower(bytes));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong:
                Write("integer", Invariant(value));
                break;
            // The offset of a local moment is the machine's.
            case DateTime moment:
                Write(
                    nameof(DateTime),
                    moment.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + moment.Kind
                );
                break;
            case DateTimeOffset or DateOnly or TimeOnly:
                Write(value.GetType().Name, ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                Write(value.GetType().Name, Invariant(value));
                break;
        }
    }

    private void Write(string name, string text)
    {
        _writer.WriteStartObject();
        _writer.WriteString(name, Plain(text));
        _writer.WriteEndObject();
    }

    // JSON takes no half of a pair of characters, and says nothing of which text it was.
    private static string Plain(string text) =>
        (
            text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
                ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
                : text
        ).ReplaceLineEndings("\n");

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
