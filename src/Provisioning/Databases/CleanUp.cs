namespace Provisioning.Databases;

/// <summary>Work that is followed by a clean-up, even if it fails.</summary>
public static class CleanUp
{
    /// <summary>Does the work, then cleans up. Where the work failed, its error is the one that is thrown, even if the
    /// clean-up throws, too; an error of the clean-up alone is thrown as it is.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cleanUp">What always follows. No token stops it.</param>
    /// <returns>What the work returned.</returns>
    public static async Task<T> AfterAsync<T>(Func<Task<T>> work, Func<Task> cleanUp)
    {
        T result;
        try
        {
            result = await work();
        }
        catch
        {
            await QuietlyAsync(cleanUp);
            throw;
        }

        await cleanUp();
        return result;
    }

    /// <summary>Cleans up after an error that is about to be thrown: what the clean-up throws is dropped.</summary>
    public static async Task QuietlyAsync(Func<Task> cleanUp)
    {
        try
        {
            await cleanUp();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The first error is the one to report.
        }
    }

    /// <summary>Cleans up after an error that is about to be thrown: what the clean-up throws is dropped.</summary>
    public static void Quietly(Action cleanUp)
    {
        try
        {
            cleanUp();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The first error is the one to report.
        }
    }
}
