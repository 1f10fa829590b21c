namespace Provisioning.Seeding.Filling;

/// <summary>Spares computing again what several columns of one row need.</summary>
internal static class LastRow
{
    private const int Places = 16;

    private static int _next;

    [ThreadStatic]
    private static (Func<long, long>? Of, long Row, long Value)[]? _last;

    /// <summary>The same function, which is computed once for a row where a thread asks for it several times in
    /// succession.</summary>
    public static Func<long, long> Of(Func<long, long> function)
    {
        var place = Interlocked.Increment(ref _next) & (Places - 1);
        return row =>
        {
            ref var last = ref (_last ??= new (Func<long, long>?, long, long)[Places])[place];
            if (!ReferenceEquals(last.Of, function) || last.Row != row)
            {
                last = (function, row, function(row));
            }

            return last.Value;
        };
    }
}
