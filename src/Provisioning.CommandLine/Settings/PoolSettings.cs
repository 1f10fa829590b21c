using System.Globalization;

namespace Provisioning.CommandLine.Settings;

/// <summary>What the application should set its pool of connections to. Our own runs need one connection and have no
/// pool.</summary>
internal sealed class PoolSettings
{
    private readonly SettingSources _sources;

    /// <summary>Reads them; those not set have the environment's defaults.</summary>
    /// <param name="sources">The settings.</param>
    /// <param name="isProduction">Whether the defaults are those of production.</param>
    /// <exception cref="UsageException">One has a value that it does not take.</exception>
    public PoolSettings(SettingSources sources, bool isProduction)
    {
        _sources = sources;
        Size = Number("pool_size", isProduction ? 30 : 10, least: 1);
        Overflow = Number("pool_overflow", isProduction ? 50 : 20, least: 0);
        Timeout = Number("pool_timeout", 30, least: 1);
        Recycle = Number("pool_recycle", isProduction ? 1800 : 3600, least: 0);
        PrePing = Read("pool_pre_ping", isProduction ? "true" : "false") switch
        {
            { Value: "true" or "false" } setting => setting,
            var other => throw new UsageException(
                $"{other.Source}: pool_pre_ping takes true or false, not \"{other.Value}\"."
            ),
        };
    }

    /// <summary>Connections that stay open.</summary>
    public Setting Size { get; }

    /// <summary>Connections beyond those at busy times.</summary>
    public Setting Overflow { get; }

    /// <summary>Seconds to wait for a connection.</summary>
    public Setting Timeout { get; }

    /// <summary>Seconds after which a connection is replaced.</summary>
    public Setting Recycle { get; }

    /// <summary>Whether a connection is tried before it is used.</summary>
    public Setting PrePing { get; }

    /// <summary>All pool settings.</summary>
    public IReadOnlyList<Setting> All => [Size, Overflow, Timeout, Recycle, PrePing];

    private Setting Read(string name, string otherwise) =>
        _sources.Find(name) is { Value: not null } found ? found : Setting.Default(name, otherwise);

    private Setting Number(string name, int otherwise, int least)
    {
        var setting = Read(name, otherwise.ToString(CultureInfo.InvariantCulture));
        return
            int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= 100_000
            ? setting
            : throw new UsageException(
                $"{setting.Source}: {name} takes a whole number from {least} to 100000, not \"{setting.Value}\"."
            );
    }
}
