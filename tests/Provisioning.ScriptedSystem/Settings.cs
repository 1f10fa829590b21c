using System.Runtime.CompilerServices;

namespace Provisioning.ScriptedSystem;

/// <summary>What a test wants this assembly to be, as variables say it.</summary>
internal static class Settings
{
    /// <summary>What goes wrong: <c>up-throws</c>, <c>module</c>, … Empty for nothing.</summary>
    public static string Fault => Environment.GetEnvironmentVariable("SCRIPTED_FAULT") ?? "";

    /// <summary>The versions there are.</summary>
    public static long[] Versions =>
        [
            .. (Environment.GetEnvironmentVariable("SCRIPTED_VERSIONS") ?? "1,2,3")
                .Split(',')
                .Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
        ];

    /// <summary>The version that was edited; 0 for none.</summary>
    public static string Edited => Environment.GetEnvironmentVariable("SCRIPTED_EDITED") ?? "";

    [ModuleInitializer]
    internal static void Load()
    {
        if (Fault == "module")
        {
            throw new InvalidOperationException("The module does not want to.");
        }
    }
}
