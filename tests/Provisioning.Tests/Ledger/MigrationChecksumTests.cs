using System.Globalization;
using System.Text;
using System.Text.Json;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Tests.Operations;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Ledger;

public sealed class MigrationChecksumTests
{
    [Fact]
    public void The_text_that_checksums_are_made_of_stays_what_databases_remember()
    {
        using var form = new CanonicalForm();
        Approved.Matches(
            string.Join('\n', Samples.All.Select(operation => Encoding.UTF8.GetString(form.Of(operation))))
        );
    }

    public static TheoryData<Type> Operations() =>
        [
            .. typeof(Operation)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Operation)) && type != typeof(ExecuteCode)),
        ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_member_of_an_operation_is_part_of_it_in_the_order_of_names(Type operation)
    {
        using var form = new CanonicalForm();
        using var text = JsonDocument.Parse(form.Of((Operation)Whole.Of(operation)).ToArray());

        Assert.Empty(Whole.Missing(operation, text.RootElement.GetProperty(operation.Name)));
    }

    [Fact]
    public void False_and_no_bytes_differ_from_NULL()
    {
        var checksums = new object?[] { null, false, Array.Empty<byte>(), "" }
            .Select(value =>
                MigrationChecksum.Of([
                    new InsertRows(
                        "t",
                        [
                            [new("c", value)],
                        ]
                    ),
                ])
            )
            .ToHashSet();

        Assert.Equal(4, checksums.Count);
    }

    [Fact]
    public void Line_endings_and_descriptions_for_messages_do_not_change_it_and_anything_else_does()
    {
        var was = MigrationChecksum.Of([new ExecuteSql("SELECT 1,\n2")]);

        Assert.Equal(was, MigrationChecksum.Of([new ExecuteSql("SELECT 1,\r\n2", "another description")]));
        Assert.NotEqual(was, MigrationChecksum.Of([new ExecuteSql("SELECT 1,\n3")]));
        Assert.NotEqual(was, MigrationChecksum.Of([new ExecuteSql("SELECT 1,\n2"), new ExecuteSql("")]));
        Assert.StartsWith("2:", was, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_NULL_differs_from_what_does_not_say()
    {
        var checksums = new bool?[] { null, true, false }
            .Select(isNullable =>
                MigrationChecksum.Of([new AddColumn("t", new("c", new(ColumnKind.Int32)) { IsNullable = isNullable })])
            )
            .ToHashSet();

        Assert.Equal(3, checksums.Count);
    }

    [Fact]
    public void It_is_the_same_in_every_culture()
    {
        Operation[] operations =
        [
            new InsertRows(
                "t",
                [
                    [new("a", 1.5m), new("b", -2.5), new("c", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Local))],
                    [new("a", new DateOnly(2026, 1, 2)), new("b", TimeSpan.FromHours(1)), new("c", new byte[] { 255 })],
                ]
            ),
        ];
        var before = CultureInfo.CurrentCulture;
        var invariant = MigrationChecksum.Of(operations);
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");

        CultureInfo.CurrentCulture = other;
        var elsewhere = MigrationChecksum.Of(operations);
        CultureInfo.CurrentCulture = before;

        Assert.Equal(invariant, elsewhere);
    }

    [Fact]
    public void Half_a_character_is_no_failure() =>
        Assert.NotEqual(
            MigrationChecksum.Of([new ExecuteSql("SELECT '\ud83d'")]),
            MigrationChecksum.Of([new ExecuteSql("SELECT ''")])
        );
}
