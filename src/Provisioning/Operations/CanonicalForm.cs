using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Operations as text that is the same on every machine, engine and release: members by name in order, what
/// has its default left out, line endings alike. Checksums of migrations are made of it.</summary>
internal static class CanonicalForm
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = OperationJson.Default.WithAddedModifier(Order),
        Converters =
        {
            new ByType<Operation>(WriteOperation),
            new ByType<DefaultValue>(WriteNamed),
            new ByType<RowFilter>(WriteNamed),
            new ByType<object>(WriteValue),
            new ByType<string>((writer, text) => writer.WriteStringValue(Plain(text))),
        },
    };

    /// <summary>The operation's text, in UTF-8.</summary>
    public static byte[] Of(Operation operation)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            WriteOperation(writer, operation);
        }

        return text.ToArray();
    }

    // A member that a later release adds changes nothing where it has its default.
    private static void Order(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        var members = type.Properties.OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        type.Properties.Clear();
        // What cannot be set is computed from the rest.
        foreach (var member in members.Where(member => member.Set is not null))
        {
            var isNullable = Nullable.GetUnderlyingType(member.PropertyType) is not null;
            member.ShouldSerialize = (_, value) => !IsDefault(value, isNullable);
            type.Properties.Add(member);
        }
    }

    private static bool IsDefault(object? value, bool isNullable) =>
        value switch
        {
            null => true,
            string => false,
            IEnumerable items => !items.GetEnumerator().MoveNext(),
            bool truth => !truth && !isNullable,
            Enum word => !isNullable && Convert.ToInt64(word, CultureInfo.InvariantCulture) == 0,
            _ => false,
        };

    private static void WriteOperation(Utf8JsonWriter writer, Operation operation)
    {
        switch (operation)
        {
            // Their descriptions are for messages.
            case ExecuteSql sql:
                WriteText(writer, nameof(ExecuteSql), sql.Sql);
                break;
            case ExecuteCode:
                WriteText(writer, nameof(ExecuteCode), "");
                break;
            case Conditional conditional:
                writer.WriteStartObject();
                writer.WriteString(nameof(Conditional), Plain(conditional.Condition));
                WriteAll(writer, nameof(Conditional.Then), conditional.Then);
                WriteAll(writer, nameof(Conditional.Otherwise), conditional.Otherwise);
                writer.WriteEndObject();
                break;
            default:
                WriteNamed(writer, operation);
                break;
        }
    }

    private static void WriteAll(Utf8JsonWriter writer, string name, ValueList<Operation> operations)
    {
        writer.WriteStartArray(name);
        foreach (var operation in operations)
        {
            WriteOperation(writer, operation);
        }

        writer.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter writer, object value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(value.GetType().Name);
        JsonSerializer.Serialize(writer, value, Options.GetTypeInfo(value.GetType()));
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(name, Plain(text));
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case SqlExpression sql:
                WriteText(writer, nameof(SqlExpression), sql.Sql);
                break;
            case DefaultValue:
                WriteNamed(writer, value);
                break;
            case string text:
                writer.WriteStringValue(Plain(text));
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case byte[] bytes:
                WriteText(writer, "bytes", Convert.ToHexStringLower(bytes));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong:
                WriteText(writer, "integer", Invariant(value));
                break;
            // The offset of a local moment is the machine's.
            case DateTime moment:
                WriteText(
                    writer,
                    nameof(DateTime),
                    moment.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + moment.Kind
                );
                break;
            case DateTimeOffset moment:
                WriteText(writer, nameof(DateTimeOffset), moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateOnly or TimeOnly:
                WriteText(
                    writer,
                    value.GetType().Name,
                    ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)
                );
                break;
            default:
                WriteText(writer, value.GetType().Name, Invariant(value));
                break;
        }
    }

    // JSON takes no half of a pair of characters, and says nothing of which text it was.
    private static string Plain(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).ReplaceLineEndings("\n");

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    // Writes what is declared as this type by what it is.
    private sealed class ByType<T>(Action<Utf8JsonWriter, T> write) : JsonConverter<T>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Operations are not read from text.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            write(writer, value);
    }
}

// The closed family of operations; those that hold code or text for messages are written by hand.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LiteralDefault))]
[JsonSerializable(typeof(ExpressionDefault))]
[JsonSerializable(typeof(FunctionDefault))]
[JsonSerializable(typeof(RowFilter.All))]
[JsonSerializable(typeof(RowFilter.Matching))]
[JsonSerializable(typeof(RowFilter.Sql))]
[JsonSerializable(typeof(AddCheck))]
[JsonSerializable(typeof(AddColumn))]
[JsonSerializable(typeof(AddEnumValue))]
[JsonSerializable(typeof(AddForeignKey))]
[JsonSerializable(typeof(AddPrimaryKey))]
[JsonSerializable(typeof(AddUnique))]
[JsonSerializable(typeof(AlterColumn))]
[JsonSerializable(typeof(CreateEnumType))]
[JsonSerializable(typeof(CreateExtension))]
[JsonSerializable(typeof(CreateFunction))]
[JsonSerializable(typeof(CreateIndex))]
[JsonSerializable(typeof(CreatePolicy))]
[JsonSerializable(typeof(CreateSchema))]
[JsonSerializable(typeof(CreateSequence))]
[JsonSerializable(typeof(CreateTable))]
[JsonSerializable(typeof(CreateTrigger))]
[JsonSerializable(typeof(CreateView))]
[JsonSerializable(typeof(DeleteRows))]
[JsonSerializable(typeof(DropColumn))]
[JsonSerializable(typeof(DropConstraint))]
[JsonSerializable(typeof(DropEnumType))]
[JsonSerializable(typeof(DropExtension))]
[JsonSerializable(typeof(DropFunction))]
[JsonSerializable(typeof(DropIndex))]
[JsonSerializable(typeof(DropPolicy))]
[JsonSerializable(typeof(DropSchema))]
[JsonSerializable(typeof(DropSequence))]
[JsonSerializable(typeof(DropTable))]
[JsonSerializable(typeof(DropTrigger))]
[JsonSerializable(typeof(DropView))]
[JsonSerializable(typeof(InsertRows))]
[JsonSerializable(typeof(MoveTable))]
[JsonSerializable(typeof(RenameColumn))]
[JsonSerializable(typeof(RenameTable))]
[JsonSerializable(typeof(SetDefault))]
[JsonSerializable(typeof(SetRowSecurity))]
[JsonSerializable(typeof(UpdateRows))]
internal sealed partial class OperationJson : JsonSerializerContext;
