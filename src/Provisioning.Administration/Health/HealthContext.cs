using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Health;

/// <summary>What checks go by besides what the database answers.</summary>
/// <param name="Now">The present moment.</param>
public sealed record HealthContext(DateTimeOffset Now)
{
    /// <summary>Whether the database is one in production: what a developer's machine may do without then fails instead
    /// of warning.</summary>
    public bool IsProduction { get; init; }

    /// <summary>Where findings begin.</summary>
    public HealthLimits Limits { get; init; } = new();

    /// <summary>The roles of the system; null where none was named.</summary>
    public SystemRoles? Roles { get; init; }

    /// <summary>The pools of connections that the application opens; null where not given.</summary>
    public PoolPlan? Pools { get; init; }

    /// <summary>What was counted at the last run; null for none.</summary>
    public HealthSample? Before { get; init; }

    /// <summary>What is counted now; null where the engine counts nothing.</summary>
    public HealthSample? Sample { get; init; }

    /// <summary>The structure; null where it could not be read.</summary>
    public DatabaseModel? Structure { get; init; }

    /// <summary>Whether the connection stays on its machine.</summary>
    public bool IsLocal { get; init; }

    /// <summary>How the client asks for encryption, as libpq calls it; null where the engine has no network.</summary>
    public string? SslMode { get; init; }

    /// <summary>Whether a file is looked at as closely as its engine can, which takes as long as reading it
    /// does.</summary>
    public bool IsThorough { get; init; }

    /// <summary>What a rule for production comes to where it is not kept.</summary>
    public Verdict Rule => IsProduction ? Verdict.Failed : Verdict.Warning;
}

/// <summary>The pools of connections that an application opens.</summary>
/// <param name="Instances">How many processes of it run.</param>
/// <param name="Size">How many connections each keeps open.</param>
/// <param name="Overflow">How many more each may open under load.</param>
public sealed record PoolPlan(long Instances, long Size, long Overflow)
{
    /// <summary>How many connections they open at the most.</summary>
    public long Most => Instances * (Size + Overflow);
}
