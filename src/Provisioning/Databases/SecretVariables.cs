namespace Provisioning.Databases;

/// <summary>The environment variables that hold secrets. Programs that we start get none but those that they
/// need.</summary>
public static class SecretVariables
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "PROVISIONING_URL",
        "PROVISIONING_APP_PASSWORD",
        "PROVISIONING_MIGRATE_PASSWORD",
        "PROVISIONING_BACKREST_PASSPHRASE",
        "PROVISIONING_ENCRYPTION_KEY",
        "PROVISIONING_FORMER_ENCRYPTION_KEY",
        "PROVISIONING_MASK_KEY",
        "PGPASSWORD",
        "POSTGRES_PASSWORD",
    };

    /// <summary>Those of the client: what a program needs that connects to a server by itself.</summary>
    public static IReadOnlyList<string> OfConnections { get; } = ["PGPASSWORD"];

    /// <summary>Those of the cloud: what a program needs that fetches a secret from there.</summary>
    public static IReadOnlyList<string> OfClouds { get; } = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    /// <summary>Whether the variable holds a secret. Every name that ends with <c>DATABASE_URL</c> does.</summary>
    public static bool Contains(string name) =>
        Known.Contains(name)
        || OfClouds.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.EndsWith("DATABASE_URL", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the secrets out of the environment of a program that is about to be started.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="but">Those that the program needs.</param>
    public static void RemoveFrom(IDictionary<string, string?> environment, IReadOnlyList<string> but)
    {
        foreach (
            var name in environment
                .Keys.Where(name => Contains(name) && !but.Contains(name, StringComparer.OrdinalIgnoreCase))
                .ToArray()
        )
        {
            environment.Remove(name);
        }
    }
}
