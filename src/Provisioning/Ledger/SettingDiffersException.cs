namespace Provisioning.Ledger;

/// <summary>A setting that changes the SQL is not the one that a database was made with. Nothing was done.</summary>
/// <param name="name">The setting, as its option is called.</param>
/// <param name="remembered">What the database was made with.</param>
/// <param name="chosen">What was chosen; null where nothing was, so that the default held.</param>
/// <param name="location">The database.</param>
public sealed class SettingDiffersException(string name, string remembered, string? chosen, string location)
    : ProvisioningException(
        $"{location} was made with --{name} {remembered}, which it remembers"
            + (
                chosen is null
                    ? $". Nothing was done. Give --{name} {remembered}"
                    : $", and not with --{name} {chosen}. Nothing was done. Leave --{name} out, as an option and a "
                        + "setting"
            )
            + "; a program chooses it where it names the engine (AddPostgres92() for serial). A column that is to be "
            + "otherwise says so in its migration. Where tables of later migrations are all to be otherwise, delete "
            + $"the row {name} of provisioning_settings."
    )
{
    /// <summary>The setting.</summary>
    public string Name { get; } = name;

    /// <summary>What the database was made with.</summary>
    public string Remembered { get; } = remembered;

    /// <summary>What was chosen; null where nothing was.</summary>
    public string? Chosen { get; } = chosen;
}
