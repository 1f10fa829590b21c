namespace Provisioning.Systems;

/// <summary>The roles that a system has on a PostgreSQL server.</summary>
/// <param name="Application">What the application logs in as: reads and writes rows, and changes no structure.</param>
/// <param name="Migration">What migrations are run as: owns the structure.</param>
public sealed record SystemRoles(string Application, string Migration);
