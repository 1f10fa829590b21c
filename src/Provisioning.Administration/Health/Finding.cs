namespace Provisioning.Administration.Health;

/// <summary>What a check came to, the better first.</summary>
public enum Verdict
{
    /// <summary>Within its limit.</summary>
    Ok,

    /// <summary>It could not be asked, or this engine does not tell; the advice says why, and what would
    /// tell.</summary>
    NotKnown,

    /// <summary>To be looked at.</summary>
    Warning,

    /// <summary>Beyond its limit.</summary>
    Failed,
}

/// <summary>What a check came to, with its reasons.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Value">What was found, for people: <c>161 of 197 (82 %)</c>.</param>
/// <param name="Limit">What it was held against; empty where there is nothing to hold it against.</param>
/// <param name="Advice">What to do; empty where all is well.</param>
public sealed record Judgement(Verdict Verdict, string Value, string Limit = "", string Advice = "")
{
    /// <summary>The number that was found, where there is one that changes with the load.</summary>
    public Measure? Measure { get; init; }

    /// <summary>What cannot be known, and what would tell.</summary>
    public static Judgement NotKnown(string why, string advice = "") => new(Verdict.NotKnown, why, Advice: advice);

    /// <summary>Within the limit, or beyond it.</summary>
    /// <param name="isWithin">Whether it is within.</param>
    /// <param name="otherwise">What it comes to where it is not.</param>
    /// <param name="value">What was found.</param>
    /// <param name="limit">What it was held against.</param>
    /// <param name="advice">What to do where it is not within.</param>
    public static Judgement Within(bool isWithin, Verdict otherwise, string value, string limit, string advice) =>
        isWithin ? new(Verdict.Ok, value, limit) : new(otherwise, value, limit, advice);
}

/// <summary>A check and what it came to.</summary>
/// <param name="Check">The check's name: <c>connections</c>.</param>
/// <param name="Area">What it is about: <c>load</c>, <c>access</c> ….</param>
/// <param name="Judgement">What it came to.</param>
public sealed record Finding(string Check, string Area, Judgement Judgement)
{
    /// <summary>What it came to.</summary>
    public Verdict Verdict => Judgement.Verdict;
}
