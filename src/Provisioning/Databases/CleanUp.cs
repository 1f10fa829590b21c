namespace Provisioning.Databases;

/// <summary>Work that has something to clean up afterwards, whatever became of it.</summary>
public static class CleanUp
{
    /// <summary>Does the work, then cleans up. Where the work failed, its error is the one that is thrown, whatever the clean-up throws; an error of
    /// the clean-up alone is thrown as it is.</summary>
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
            // What went wrong first is what counts.
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
            // What went wrong first is what counts.
        }
    }
}
