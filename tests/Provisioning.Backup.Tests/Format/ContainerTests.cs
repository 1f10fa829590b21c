using Provisioning.Backup.Format;
using Xunit;

namespace Provisioning.Backup.Tests.Format;

public sealed class ContainerTests
{
    private const int Header = 112;
    private const int Chunk = 65_536 + 16;

    private static readonly BackupKey Key = BackupKey.Generate();

    private static readonly BackupKeyring Keys = BackupKeyring.Of(Key);

    private static readonly int[] Sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000];

    private static readonly bool[] Either = [true, false];

    public static TheoryData<int, bool, bool> Kinds =>
        [.. from size in Sizes from encrypted in Either from compressed in Either select (size, encrypted, compressed)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_sealed_comes_out_again(int size, bool encrypted, bool compressed)
    {
        var plain = Sealed.Bytes(size);

        var container = await Sealed.SealAsync(plain, encrypted ? Key : null, compressed);

        Assert.Equal(plain, await Sealed.OpenAsync(container, encrypted ? Keys : BackupKeyring.Empty));
        Assert.Equal(compressed && size > 1000, container.Length < size);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turned_bit_is_found_wherever_it_is(bool encrypted)
    {
        var container = await Sealed.SealAsync(Sealed.Bytes(200_000), encrypted ? Key : null, isCompressed: false);
        var random = new Random(7);
        var header = Enumerable.Range(0, Header * 8);
        var body = Enumerable
            .Range(0, Sealed.IsFull ? 4000 : 400)
            .Select(_ => (Header * 8) + random.Next((container.Length - Header) * 8));

        foreach (var bit in header.Concat(body))
        {
            var damaged = container.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(await Sealed.IsRefusedAsync(damaged, Keys), $"bit {bit} was turned, and it was not refused");
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_container_that_was_cut_is_found(bool encrypted, bool compressed)
    {
        var container = await Sealed.SealAsync(Sealed.Bytes(200_000), encrypted ? Key : null, compressed);
        var random = new Random(7);
        var borders = Enumerable
            .Range(0, 4)
            .SelectMany(chunk => Enumerable.Range(-1, 3).Select(step => Header + (chunk * Chunk) + step));
        var lengths = borders
            .Concat(Enumerable.Range(0, Sealed.IsFull ? 1000 : 100).Select(_ => random.Next(container.Length)))
            .Append(0)
            .Append(container.Length - 1);

        foreach (var length in lengths.Where(length => length < container.Length))
        {
            Assert.True(
                await Sealed.IsRefusedAsync(container[..length], Keys),
                $"cut to {length} bytes, and it was not refused"
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_after_the_end_are_found(bool compressed)
    {
        foreach (var size in new[] { 0, 1000, 65_536 })
        {
            var container = await Sealed.SealAsync(Sealed.Bytes(size), Key, compressed);
            for (var more = 1; more <= 100; more++)
            {
                Assert.True(
                    await Sealed.IsRefusedAsync([.. container, .. new byte[more]], Keys),
                    $"{more} bytes after {size}, and it was not refused"
                );
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chunks_moved_left_out_doubled_or_taken_from_another_file_are_found(bool encrypted)
    {
        var key = encrypted ? Key : null;
        var one = await Sealed.SealAsync(Sealed.Bytes(5 * 65_536, seed: 1), key, isCompressed: false);
        var two = await Sealed.SealAsync(Sealed.Bytes(5 * 65_536, seed: 2), key, isCompressed: false);
        var chunks = Enumerable
            .Range(0, 5)
            .Select(at => one[(Header + (at * Chunk))..(Header + ((at + 1) * Chunk))])
            .ToArray();
        var foreign = Enumerable
            .Range(0, 5)
            .Select(at => two[(Header + (at * Chunk))..(Header + ((at + 1) * Chunk))])
            .ToArray();
        var header = one[..Header];

        for (var i = 0; i < 5; i++)
        {
            Assert.True(
                await Sealed.IsRefusedAsync(
                    [.. header, .. chunks.Where((_, at) => at != i).SelectMany(chunk => chunk)],
                    Keys
                ),
                $"chunk {i} left out"
            );
            Assert.True(
                await Sealed.IsRefusedAsync(
                    [.. header, .. chunks.SelectMany((chunk, at) => at == i ? [.. chunk, .. chunk] : chunk)],
                    Keys
                ),
                $"chunk {i} doubled"
            );
            Assert.True(
                await Sealed.IsRefusedAsync(
                    [.. header, .. chunks.SelectMany((chunk, at) => at == i ? foreign[i] : chunk)],
                    Keys
                ),
                $"chunk {i} of another file"
            );
            for (var j = i + 1; j < 5; j++)
            {
                Assert.True(
                    await Sealed.IsRefusedAsync(
                        [
                            .. header,
                            .. chunks.SelectMany(
                                (_, at) =>
                                    chunks[
                                        at == i ? j
                                        : at == j ? i
                                        : at
                                    ]
                            ),
                        ],
                        Keys
                    ),
                    $"chunks {i} and {j} changed places"
                );
            }
        }

        Assert.True(
            await Sealed.IsRefusedAsync([.. header, .. two[Header..]], Keys),
            "the header of one on the body of another"
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_container_that_was_not_finished_is_none(bool compressed)
    {
        foreach (var size in new[] { 0, 10, 65_536, 200_000 })
        {
            using var to = new MemoryStream();
            await using (
                var writer = await ContainerWriter.BeginAsync(to, Key, compressed, salt: null, CancellationToken.None)
            )
            {
                await writer.Payload.WriteAsync(Sealed.Bytes(size), CancellationToken.None);
            }

            Assert.True(await Sealed.IsRefusedAsync(to.ToArray(), Keys), $"{size} bytes without an end were taken");
        }
    }

    [Fact]
    public async Task A_key_that_differs_in_one_bit_is_named_as_another_key_and_not_as_damage()
    {
        var container = await Sealed.SealAsync(Sealed.Bytes(1000), Key, isCompressed: true);
        var master = System.Buffers.Text.Base64Url.DecodeFromChars(Key.Export().AsSpan("DBKKEY1:".Length))[..32];

        for (var bit = 0; bit < 256; bit++)
        {
            var other = master.ToArray();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            var neighbour = BackupKeyTests.KeyOf(other);
            var error = await Assert.ThrowsAsync<WrongKeyException>(() =>
                Sealed.OpenAsync(container, BackupKeyring.Of(neighbour))
            );
            Assert.Contains(Key.Id, error.Message, StringComparison.Ordinal);
            Assert.Contains(neighbour.Id, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_older_key_of_the_ring_opens_what_it_sealed()
    {
        var older = BackupKey.Generate();
        var container = await Sealed.SealAsync(Sealed.Bytes(1000), older, isCompressed: true);

        Assert.Equal(Sealed.Bytes(1000), await Sealed.OpenAsync(container, BackupKeyring.Of(Key, older)));
        await Assert.ThrowsAsync<WrongKeyException>(() => Sealed.OpenAsync(container, BackupKeyring.Empty));
    }

    [Fact]
    public async Task What_unpacks_to_more_than_it_should_have_is_refused_before_it_is_unpacked()
    {
        var bomb = await Sealed.SealAsync(new byte[200_000_000], Key, isCompressed: true);
        Assert.True(bomb.Length < 1_000_000, $"{bomb.Length} bytes");

        var before = GC.GetTotalAllocatedBytes();
        var error = await Assert.ThrowsAsync<BackupDamagedException>(() =>
            Sealed.OpenAsync(bomb, Keys, most: 1_000_000)
        );

        Assert.Contains("more than the 1,000,000 bytes", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000, "it was unpacked into memory");
    }

    [Theory]
    [InlineData(9, 2, "version 2")]
    [InlineData(13, 7, "cipher 7")]
    [InlineData(14, 3, "compression 3")]
    [InlineData(15, 20, "chunks 20")]
    [InlineData(12, 2, "key 2")]
    public async Task What_this_program_does_not_know_is_refused_by_name(int at, byte value, string named)
    {
        var container = await Sealed.SealAsync(Sealed.Bytes(10), Key, isCompressed: false);
        container[at] = value;

        var error = await Assert.ThrowsAsync<BackupDamagedException>(() => Sealed.OpenAsync(container, Keys));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
