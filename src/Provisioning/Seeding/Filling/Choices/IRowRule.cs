namespace Provisioning.Seeding.Filling.Choices;

/// <summary>How a row's choice is made.</summary>
internal interface IRowRule
{
    /// <summary>The choice of a row.</summary>
    long At(long row);
}
