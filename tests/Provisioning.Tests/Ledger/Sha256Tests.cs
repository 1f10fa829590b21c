using System.Security.Cryptography;
using Provisioning.Ledger;
using Xunit;

namespace Provisioning.Tests.Ledger;

public sealed class Sha256Tests
{
    [Fact]
    public void The_digest_of_every_length_around_a_block_is_the_one_that_dotnet_makes()
    {
        var bytes = new byte[300];
        new Random(1).NextBytes(bytes);

        for (var length = 0; length <= bytes.Length; length++)
        {
            var hash = new Sha256();
            hash.Append(bytes.AsSpan(0, length));

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))), hash.Digest());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public void Bytes_that_are_added_in_pieces_give_the_digest_of_the_whole(int piece)
    {
        var bytes = new byte[10_000];
        new Random(2).NextBytes(bytes);
        var hash = new Sha256();

        foreach (var part in bytes.Chunk(piece))
        {
            hash.Append(part);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), hash.Digest());
    }
}
