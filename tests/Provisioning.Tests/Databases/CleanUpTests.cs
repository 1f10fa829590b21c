using Provisioning.Databases;
using Xunit;

namespace Provisioning.Tests.Databases;

public sealed class CleanUpTests
{
    [Fact]
    public async Task An_error_of_the_clean_up_never_replaces_the_first_one()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CleanUp.AfterAsync<int>(
                () => throw new InvalidOperationException("first"),
                () => throw new TimeoutException("second")
            )
        );

        Assert.Equal("first", error.Message);
    }

    [Fact]
    public async Task An_error_of_the_clean_up_alone_is_thrown() =>
        await Assert.ThrowsAsync<TimeoutException>(() =>
            CleanUp.AfterAsync(() => Task.FromResult(1), () => throw new TimeoutException())
        );

    [Fact]
    public async Task What_the_work_returned_is_returned_after_the_clean_up()
    {
        var isClean = false;

        var result = await CleanUp.AfterAsync(
            () => Task.FromResult(7),
            () =>
            {
                isClean = true;
                return Task.CompletedTask;
            }
        );

        Assert.Equal((7, true), (result, isClean));
    }
}
