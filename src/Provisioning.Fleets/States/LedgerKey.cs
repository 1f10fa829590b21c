using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Dialects;
using Provisioning.Fleets.Targets;
using Provisioning.Ledger;

namespace Provisioning.Fleets.States;

/// <summary>What two ledgers have in common for which a run does the same: the versions, with the checksums of what was
/// run, what stopped half way, and the settings that the database remembers.</summary>
internal static class LedgerKey
{
    /// <summary>The key of a target's ledger. One that is kept in step with another tool's table is alone: what that
    /// table holds counts as well.</summary>
    public static string Of(LedgerState ledger, FleetTarget target) =>
        Of(ledger, target.Database.Dialect)
        + string.Concat(
            ledger
                .Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)
                .Select(setting => $" {setting.Key}={setting.Value}")
        )
        + (LedgerSettings.InStep(ledger) is null ? "" : $" {target.Name}");

    /// <summary>The key of a ledger that remembers no settings.</summary>
    public static string Of(LedgerState ledger, Dialect dialect)
    {
        var text = new StringBuilder();
        foreach (var entry in ledger.Entries.Where(entry => entry.IsApplied || entry.IsInterrupted))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{entry.Version}|{Number(entry.IsApplied)}|{Number(entry.IsFinished)}|{Number(entry.IsRollingBack)}|"
                    + $"{entry.StatementsDone}|{entry.Checksum}|{entry.Name}|{entry.System}\n"
            );
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        return Of(hash, ledger.HasVersionTable, ledger.HasLedger, dialect);
    }

    /// <summary>The key of a ledger whose text an engine has hashed.</summary>
    /// <param name="hash">SHA-256 of the text, in hexadecimal digits.</param>
    /// <param name="hasVersionTable">Whether the table of applied versions is there.</param>
    /// <param name="hasLedger">Whether our own table is.</param>
    /// <param name="dialect">The engine's.</param>
    public static string Of(string hash, bool hasVersionTable, bool hasLedger, Dialect dialect) =>
        $"{dialect.Name} {Number(hasVersionTable)}{Number(hasLedger)} {hash}";

    private static int Number(bool value) => value ? 1 : 0;
}
