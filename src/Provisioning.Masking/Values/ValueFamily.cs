namespace Provisioning.Masking.Values;

/// <summary>What kind of values a column holds, as far as a transformer has to know.</summary>
[Flags]
internal enum ValueFamily
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>Whole numbers.</summary>
    Integer = 2,

    /// <summary>Other numbers.</summary>
    Number = 4,

    /// <summary>True and false.</summary>
    Boolean = 8,

    /// <summary>Days, and moments.</summary>
    Date = 16,

    /// <summary>UUIDs.</summary>
    Uuid = 32,

    /// <summary>JSON.</summary>
    Json = 64,

    /// <summary>Bytes.</summary>
    Bytes = 128,

    /// <summary>IP addresses.</summary>
    Address = 256,

    /// <summary>What else an engine has: times of day, arrays, ranges, vectors.</summary>
    Other = 512,

    /// <summary>All of them.</summary>
    All = 1023,
}
