using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Security.Tests.Encryption;

public sealed class KeyRotationBatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_of_wide_keys_has_no_more_parameters_than_a_statement_may_have()
    {
        using var file = new SqliteFile(
            "CREATE TABLE t (a INT, b INT, c INT, d INT, e INT, v TEXT, PRIMARY KEY (a, b, c, d, e))"
        );
        await using var session = await file.OpenAsync();
        var column = new EncryptedColumn(new ObjectName(null, "t"), "v", EncryptionScheme.AesGcm);
        var table = (await session.InspectAsync(Token)).Find(column.Table)!;
        var values = new EncryptedValues(session, column, table);
        var cells = Enumerable
            .Range(0, values.LargestBatch)
            .Select(row => (new EncryptedValue([row, 1, 1, 1, 1], "x"), "y"))
            .ToList();

        var written = await values.WriteAsync(cells, Token);

        Assert.Equal(0, written);
        Assert.Equal(32_766 / 7, values.LargestBatch);
    }
}
