namespace Provisioning.Masking.Classification;

/// <summary>What a column's values say, and with that what becomes of them where no mask is named.</summary>
public enum ColumnClass
{
    /// <summary>Nothing of people: kept.</summary>
    Public,

    /// <summary>A key by which rows refer to each other: kept, or permuted in all columns that refer to it.</summary>
    Key,

    /// <summary>A person: a name, an address, a number. Replaced by what fits the column.</summary>
    Personal,

    /// <summary>A secret: a password, a token, a key. Removed.</summary>
    Secret,

    /// <summary>Text that may say anything: every word is replaced.</summary>
    FreeText,
}
