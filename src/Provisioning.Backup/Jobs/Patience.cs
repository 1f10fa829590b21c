namespace Provisioning.Backup.Jobs;

/// <summary>How long work may take that goes on after a signal, or follows an error.</summary>
internal static class Patience
{
    // A signal ends every command within two seconds.
    private static readonly TimeSpan AfterSignal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    /// <summary>For work that a signal does not end at once: it is cancelled a second after the token is.</summary>
    public static Bounded After(CancellationToken token)
    {
        var source = new CancellationTokenSource();
        return new(source, token.Register(() => source.CancelAfter(AfterSignal)));
    }

    /// <summary>For cleaning up: a second where a signal came, half a minute where something failed.</summary>
    public static CancellationTokenSource For(CancellationToken token) =>
        new(token.IsCancellationRequested ? AfterSignal : AfterError);

    /// <summary>A token that outlives another one for a while.</summary>
    internal sealed class Bounded(CancellationTokenSource source, CancellationTokenRegistration registration)
        : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            registration.Dispose();
            source.Dispose();
        }
    }
}
